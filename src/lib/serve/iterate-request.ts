import {nearestName} from '../dataset/nearest-name.js'
import type {AnsweredRow} from '../monitor/answered-rows.js'
import type {IteratedDataset} from '../monitor/iterated-dataset.js'
import {givenNames, readGivenOutput, type GivenOutput} from './iterate-output.js'
import {createRowAnswers, isRuleError, type RowAnswers} from './predictor-answers.js'
import {mostRows} from './predictor-options.js'
import {mostProblems, unprocessable, type FieldProblem, type Problem} from './problem-details.js'
import {shorten, type RequestRow} from './request-row.js'
import type {ServedModel} from './served-model.js'

/** Rows of a model served elsewhere, ready for the monitor. */
export interface IterateRequest extends Pick<IteratedDataset, 'predictions'> {
  readonly rows: readonly AnsweredRow[]
  /** Names that came along and are not read, at most twenty. */
  readonly ignored: readonly string[]
}

/** Reads bodies of POST /iterate/{dataset}. */
export type IterateReader = (body: unknown) => IterateRequest | Problem

/** @param now - milliseconds since the epoch */
export function createIterateReader(model: ServedModel, now: () => number): IterateReader {
  const answers = createRowAnswers(model, {sinks: [], now, createId: () => '', onSinkError: () => undefined})
  return (body) => {
    const bodies: readonly unknown[] = Array.isArray(body) ? body : [body]
    if (bodies.length > mostRows) {
      const [count, most] = [bodies.length, mostRows].map((each) => each.toLocaleString('en-US'))
      return {status: 422, detail: `The array holds ${count!} rows: send at most ${most!} at once.`}
    }
    const reading = new Reading(answers, bodies.length, Array.isArray(body))
    for (let index = 0; index < bodies.length; index++) {
      reading.add(bodies[index], index)
      if (reading.problems.length >= mostProblems) break
    }
    if (reading.problems.length > 0) return unprocessable(reading.problems.slice(0, mostProblems))
    try {
      return reading.finish(now())
    } catch (error) {
      if (isRuleError(error)) return {status: 422, detail: error.message}
      throw error
    }
  }
}

/** One body, row by row. */
class Reading {
  readonly problems: FieldProblem[] = []
  private readonly rows: RequestRow[] = []
  private readonly outputs: (GivenOutput | undefined)[] = []
  private readonly ignored = new Set<string>()
  private readonly places: Float64Array

  constructor(
    private readonly answers: RowAnswers,
    rows: number,
    private readonly isArray: boolean,
  ) {
    this.places = new Float64Array(answers.reader.fields.length * rows)
  }

  add(body: unknown, index: number): void {
    const {reader, model} = this.answers
    const pointer = this.isArray ? `/${index}` : ''
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      this.problems.push(...reader.problemsOf(body, pointer))
      return
    }
    const given = body as Readonly<Record<string, unknown>>
    const features: Record<string, unknown> = {}
    const others: string[] = []
    for (const name in given) {
      if (reader.featureOf(name) === undefined) others.push(name)
      else features[name] = given[name]
    }
    const row = reader.read(features, this.places, index)
    if (row === undefined) {
      for (const problem of reader.problemsOf(features, pointer))
        this.report(withSuggestion(problem, {given, others}), index)
    } else this.rows.push(row)
    const output = readGivenOutput(given, model.description)
    if (output !== undefined && 'problem' in output) {
      this.report({field: output.field, message: output.problem, pointer: `${pointer}/${output.field}`}, index)
      return
    }
    this.expectAlike(output, index)
    this.outputs.push(output)
    for (const name of others) {
      if (this.ignored.size < mostProblems && !isRead(name)) this.ignored.add(shorten(name))
    }
  }

  finish(time: number): IterateRequest {
    const ignored = [...this.ignored]
    if (this.outputs[0] === undefined) {
      const rows: AnsweredRow[] = []
      this.answers.answerAll(this.rows, this.places, (row) => rows.push(row))
      return {rows, predictions: 'computed', ignored}
    }
    const {classes} = this.answers.model.predictor
    const rows = this.rows.map(({values}, index): AnsweredRow => {
      const {predicted, confidence} = this.outputs[index]!
      const probabilities = new Array<number>(classes).fill(NaN)
      // The highest one is all that is kept of them, and it is looked up at the class.
      probabilities[predicted] = confidence
      return {...{id: '', time, values, predicted, answered: predicted, source: 'ML'}, probabilities}
    })
    return {rows, predictions: 'given', ignored}
  }

  /** Half the predictions of one model and half of another would be compared as if they were of one. */
  private expectAlike(output: GivenOutput | undefined, index: number): void {
    if (index === 0 || this.outputs.length === 0) return
    const [isGiven, wasGiven] = [output !== undefined, this.outputs[0] !== undefined]
    if (isGiven === wasGiven) return
    const message = isGiven
      ? 'it comes with a prediction, and those before without: send predictions with all rows or with none'
      : 'it comes without a prediction, and those before with one: send predictions with all rows or with none'
    this.report({field: 'prediction', message, pointer: `/${index}/prediction`}, index)
  }

  private report(problem: FieldProblem, index: number): void {
    const isRow = this.isArray && problem.field !== ''
    this.problems.push(isRow ? {...problem, message: `row ${index}: ${problem.message}`} : problem)
  }
}

function isRead(name: string): boolean {
  return name === 'id' || givenNames.some((each) => each === name)
}

/** A feature that is missing may have come under a name that is nearly its own. */
function withSuggestion(
  problem: FieldProblem,
  {given, others}: {readonly given: object; readonly others: readonly string[]},
): FieldProblem {
  if (Object.hasOwn(given, problem.field)) return problem
  const near = nearestName(problem.field, others.slice(0, 100).map(shorten))
  return near === undefined
    ? problem
    : {...problem, message: `${problem.message}; is it the one that is called "${near}"?`}
}
