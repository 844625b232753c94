import {MlopsError} from '../errors.js'
import type {Answer} from '../model/fallback.js'
import type {AnsweredRow, AnswerSink} from '../monitor/answered-rows.js'
import {createRowReader, type RequestRow, type RowReader} from './request-row.js'
import type {ServedModel} from './served-model.js'

/** Where answers come from besides the model: clock, ids, and who else wants to see them. */
export interface AnswerContext {
  readonly sinks: readonly AnswerSink[]
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly createId: () => string
  /** Told when a sink throws, which it should not: the client gets its answer all the same. */
  readonly onSinkError: (error: unknown) => void
}

/** What becomes of a row: its answer, or the error in its place. */
export type RowOutcome = AnsweredRow | Error

/** Answers rows that were read for one model, and shows them to the sinks. */
export interface RowAnswers {
  readonly model: ServedModel
  readonly reader: RowReader
  /**
   * Answers rows, all or none of them, and shows them to the sinks.
   *
   * @param places - shape [rows, features], row-major, as the reader left them
   * @param take - is given each answered row, in their order
   * @throws MlopsError `SCHEMA_INVALID` when the baseline's rules cannot be evaluated for one of the rows
   */
  answerAll(rows: readonly RequestRow[], places: Float64Array, take: (row: AnsweredRow) => void): void
  /** Answers each row that can be answered, the error in the place of the others. The sinks have yet to see them. */
  answerEach(rows: readonly RequestRow[], places: Float64Array): readonly RowOutcome[]
  /** Shows rows to the sinks. */
  show(rows: readonly AnsweredRow[]): void
}

/** Rows that are answered and shown together: few enough to stay in the processor's caches, and to die young. */
const BLOCK_ROWS = 64

export function createRowAnswers(model: ServedModel, {sinks, now, createId, onSinkError}: AnswerContext): RowAnswers {
  const {predictor, fallback, description} = model
  const {classes} = predictor
  const template = Array.from({length: classes}, () => 0.5)
  const reader = createRowReader(description, model.artifact.manifest.preprocessing)

  const judge = (rows: readonly RequestRow[], places: Float64Array): JudgedRows => {
    const {predicted: all, probabilities: flat} = predictor.predictRows(places, rows.length)
    const time = now()
    return {
      answerOf(index) {
        const predicted = all[index]!
        const confidence = flat[index * classes + predicted]!
        return fallback?.answer(rows[index]!.values, {predicted, confidence}) ?? {answered: predicted, source: 'ML'}
      },
      rowOf(index, {answered, source}) {
        const {values, id = createId()} = rows[index]!
        // A copy takes as much memory as it needs; an array that grows, three times as much.
        const probabilities = template.slice()
        for (let place = 0; place < classes; place++) probabilities[place] = flat[index * classes + place]!
        return {id, time, values, predicted: all[index]!, answered, source, probabilities}
      },
    }
  }
  const show = (rows: readonly AnsweredRow[]): void => {
    for (const sink of sinks) {
      for (const row of rows) {
        try {
          sink.accept(model, row)
        } catch (error) {
          onSinkError(error)
        }
      }
    }
  }

  return {
    model,
    reader,
    answerAll(rows, places, take) {
      const judged = judge(rows, places)
      const answers = rows.map((_, index) => judged.answerOf(index))
      for (let from = 0; from < rows.length; from += BLOCK_ROWS) {
        const block: AnsweredRow[] = []
        for (let index = from; index < Math.min(from + BLOCK_ROWS, rows.length); index++) {
          const row = judged.rowOf(index, answers[index]!)
          take(row)
          block.push(row)
        }
        show(block)
      }
    },
    answerEach(rows, places) {
      const judged = judge(rows, places)
      return rows.map((_, index) => {
        try {
          return judged.rowOf(index, judged.answerOf(index))
        } catch (error) {
          return error as Error
        }
      })
    },
    show,
  }
}

/** Rows that the network has seen. */
interface JudgedRows {
  /** The model's answer or the baseline's. @throws MlopsError `SCHEMA_INVALID` */
  answerOf(index: number): Answer
  rowOf(index: number, answer: Answer): AnsweredRow
}

/** Whether an error says that the rules of the baseline, not the program, could not deal with a row. */
export function isRuleError(error: unknown): error is MlopsError {
  return error instanceof MlopsError && error.code === 'SCHEMA_INVALID'
}
