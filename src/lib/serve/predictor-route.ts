import type {FastifyReply} from 'fastify'
import {JsonBytes} from './json-bytes.js'
import {isRuleError, type RowAnswers} from './predictor-answers.js'
import {mostRows} from './predictor-options.js'
import {createAnswerWriter, type AnswerWriter} from './predictor-text.js'
import {mostProblems, sendProblem, unprocessable, type FieldProblem, type Problem} from './problem-details.js'
import type {RequestRow} from './request-row.js'
import {RowBatch} from './row-batch.js'

const [openingBracket, comma, closingBracket] = [0x5b, 0x2c, 0x5d]
/** Room for one answer, mostly. */
const bytesOfAnswer = 320
/** Answers to arrays whose memory is kept, and the largest of them: a rush shall not leave megabytes behind. */
const mostSpare = 4
const mostSpareBytes = 2 ** 20

/** Answers the bodies of POST /predict. */
export interface PredictHandler {
  /** Sends the answer to a body, or why there is none: at once, or before the event loop's next turn. */
  handle(body: unknown, reply: FastifyReply): void
}

export function createPredictHandler(answers: RowAnswers): PredictHandler {
  const {model, reader} = answers
  const write = createAnswerWriter(model, reader.fields)
  const single = new JsonBytes(bytesOfAnswer)
  const memory = new AnswerMemory()
  const batch = new RowBatch(answers, (reply, outcome) => {
    if (!(outcome instanceof Error)) {
      write(outcome, single)
      sendJson(reply, single.takeText())
    } else if (isRuleError(outcome)) sendProblem(reply, {status: 422, detail: outcome.message})
    else throw outcome
  })
  return {
    handle(body, reply) {
      if (Array.isArray(body)) {
        const answer = answerMany(body, {answers, write, memory})
        if ('status' in answer) sendProblem(reply, answer)
        else {
          reply.raw.once('finish', () => memory.giveBack(answer))
          sendJson(reply, answer.view())
        }
      } else if (!batch.take(body, reply)) sendProblem(reply, unprocessable(reader.problemsOf(body, '')))
    },
  }
}

interface ArrayTools {
  readonly answers: RowAnswers
  readonly write: AnswerWriter
  readonly memory: AnswerMemory
}

function answerMany(bodies: readonly unknown[], {answers, write, memory}: ArrayTools): JsonBytes | Problem {
  if (bodies.length > mostRows) {
    return {
      status: 422,
      detail: `The array holds ${bodies.length.toLocaleString('en-US')} rows: send at most ${mostRows.toLocaleString('en-US')} at once.`,
    }
  }
  const {reader} = answers
  const places = new Float64Array(bodies.length * reader.fields.length)
  const rows: RequestRow[] = []
  for (let index = 0; index < bodies.length; index++) {
    const row = reader.read(bodies[index], places, index)
    if (row === undefined) return unprocessable(problemsFrom(bodies, index, answers))
    rows.push(row)
  }
  try {
    const bytes = memory.take(rows.length)
    bytes.putByte(openingBracket)
    answers.answerAll(rows, places, (row) => {
      if (bytes.length > 1) bytes.putByte(comma)
      write(row, bytes)
    })
    bytes.putByte(closingBracket)
    return bytes
  } catch (error) {
    if (isRuleError(error)) return {status: 422, detail: error.message}
    throw error
  }
}

/** Memory for answers to arrays, used again once it is sent: to ask for new memory takes a tenth of the time. */
class AnswerMemory {
  private readonly spare: JsonBytes[] = []

  /** As many as there may be unsent: a client may be slow to read. */
  take(rows: number): JsonBytes {
    const bytes = this.spare.pop() ?? new JsonBytes(2 + bytesOfAnswer * rows)
    bytes.length = 0
    return bytes
  }

  giveBack(bytes: JsonBytes): void {
    if (this.spare.length < mostSpare && bytes.memory <= mostSpareBytes) this.spare.push(bytes)
  }
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

function sendJson(reply: FastifyReply, json: string | Buffer): void {
  void reply.header('content-type', jsonMediaType).send(json)
}
