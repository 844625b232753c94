import type {FastifyReply} from 'fastify'
import {isRuleError, type RowAnswers} from './predictor-answers.js'
import {mostRows} from './predictor-options.js'
import {createAnswerWriter, type AnswerWriter} from './predictor-text.js'
import {mostProblems, sendProblem, unprocessable, type FieldProblem, type Problem} from './problem-details.js'
import type {RequestRow} from './request-row.js'

/** Answers the bodies of POST /predict. */
export interface PredictHandler {
  /** The answer as JSON, or why there is none. */
  handle(body: unknown): string | Problem
}

export function createPredictHandler(answers: RowAnswers): PredictHandler {
  const write = createAnswerWriter(answers.model, answers.reader.fields)
  return {
    handle(body) {
      try {
        return Array.isArray(body) ? handleMany(body, answers, write) : handleOne(body, answers, write)
      } catch (error) {
        if (isRuleError(error)) return {status: 422, detail: error.message}
        throw error
      }
    },
  }
}

function handleOne(body: unknown, answers: RowAnswers, write: AnswerWriter): string | Problem {
  const row = answers.reader.read(body, answers.single, 0)
  if (row !== undefined) return write(answers.answerOne(row))
  return unprocessable(answers.reader.problemsOf(body, ''))
}

function handleMany(bodies: readonly unknown[], answers: RowAnswers, write: AnswerWriter): string | Problem {
  if (bodies.length > mostRows) {
    return {
      status: 422,
      detail: `The array holds ${bodies.length.toLocaleString('en-US')} rows: send at most ${mostRows.toLocaleString('en-US')} at once.`,
    }
  }
  const {reader} = answers
  const target = {places: new Float64Array(reader.fields.length * bodies.length), rows: bodies.length}
  const rows: RequestRow[] = []
  for (let index = 0; index < bodies.length; index++) {
    const row = reader.read(bodies[index], target, index)
    if (row === undefined) return unprocessable(problemsFrom(bodies, index, answers))
    rows.push(row)
  }
  const answered = answers.answerMany(rows, target)
  let text = '['
  for (let index = 0; index < answered.length; index++) text += (index === 0 ? '' : ',') + write(answered[index]!)
  return `${text}]`
}

/** What is wrong with the rows from the first wrong one on. */
function problemsFrom(bodies: readonly unknown[], from: number, {reader}: RowAnswers): FieldProblem[] {
  const problems: FieldProblem[] = []
  for (let index = from; index < bodies.length && problems.length < mostProblems; index++) {
    for (const problem of reader.problemsOf(bodies[index], `/${index}`)) {
      const isNamed = problem.field === ''
      problems.push(isNamed ? problem : {...problem, message: `row ${index}: ${problem.message}`})
    }
  }
  return problems.slice(0, mostProblems)
}

export const noModel: Problem = {
  status: 503,
  detail: 'There is no model in service yet: ask GET /v2/health/ready until it says 200.',
}

export const noBody: Problem = {
  status: 400,
  detail: 'There is no body: send JSON with the header "content-type: application/json".',
}

const jsonMediaType = 'application/json; charset=utf-8'

export function sendAnswer(reply: FastifyReply, answer: string | Problem): FastifyReply {
  return typeof answer === 'string'
    ? reply.header('content-type', jsonMediaType).send(answer)
    : sendProblem(reply, answer)
}
