import type {Column, Table} from '../dataset/table.js'
import {MlopsError} from '../errors.js'
import type {AnsweredRow, AnswerSink} from '../monitor/answered-rows.js'
import type {RequestField} from './request-field.js'
import {createRowReader, type RequestRow, type RowPlaces, type RowReader} from './request-row.js'
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

/** Answers rows that were read for one model, and shows them to the sinks. */
export interface RowAnswers {
  readonly model: ServedModel
  readonly reader: RowReader
  /** Where a single row is read to: rows are answered one at a time, so that all may use the same places. */
  readonly single: RowPlaces
  /** @throws MlopsError `SCHEMA_INVALID` when the baseline's rules cannot be evaluated for the row */
  answerOne(row: RequestRow): AnsweredRow
  /** The same for many, all or none of them. */
  answerMany(rows: readonly RequestRow[], places: RowPlaces): AnsweredRow[]
}

export function createRowAnswers(model: ServedModel, {sinks, now, createId, onSinkError}: AnswerContext): RowAnswers {
  const {predictor, fallback, description} = model
  const {classes} = predictor
  const reader = createRowReader(description, model.artifact.manifest.preprocessing)
  const single: RowPlaces = {places: new Float64Array(reader.fields.length), rows: 1}

  const answer = (
    {values, id}: RequestRow,
    {predicted, probabilities, time}: Pick<AnsweredRow, 'predicted' | 'probabilities' | 'time'>,
  ): AnsweredRow => {
    const {answered, source} = fallback?.answer(values, {predicted, confidence: probabilities[predicted]!}) ?? {
      answered: predicted,
      source: 'ML' as const,
    }
    return {id: id ?? createId(), time, values, predicted, answered, source, probabilities}
  }
  const show = (row: AnsweredRow): void => {
    for (const sink of sinks) {
      try {
        sink.accept(model, row)
      } catch (error) {
        onSinkError(error)
      }
    }
  }

  return {
    model,
    reader,
    single,
    answerOne(row) {
      const probabilities = new Float32Array(classes)
      const predicted = predictor.predictRow(single.places, probabilities)
      const answered = answer(row, {predicted, probabilities, time: now()})
      show(answered)
      return answered
    },
    answerMany(rows, places) {
      const {predicted, probabilities} = predictor.predictTable(tableOf(reader.fields, places))
      const time = now()
      const answered = rows.map((row, index) =>
        answer(row, {
          predicted: predicted[index]!,
          probabilities: copyOf(probabilities, index * classes, classes),
          time,
        }),
      )
      for (const row of answered) show(row)
      return answered
    },
  }
}

/** Whether an error says that the rules of the baseline, not the program, could not deal with a row. */
export function isRuleError(error: unknown): error is MlopsError {
  return error instanceof MlopsError && error.code === 'SCHEMA_INVALID'
}

/** As slice() makes it, in a fraction of the time. */
function copyOf(numbers: Float32Array, from: number, length: number): Float32Array {
  const copy = new Float32Array(length)
  for (let index = 0; index < length; index++) copy[index] = numbers[from + index]!
  return copy
}

/** Stands for all categories that did not occur in training: no category of a file can hold a line break alone. */
const otherCategory = '\n'

/** The rows as the table that the predictor reads; numbers are not copied. */
function tableOf(fields: readonly RequestField[], {places, rows}: RowPlaces): Table {
  const columns = fields.map(({name, encoding}, index): Column => {
    const values = places.subarray(index * rows, (index + 1) * rows)
    if (encoding.kind === 'number') return {kind: 'number', name, values}
    return {kind: 'category', name, codes: Int32Array.from(values), categories: [...encoding.categories, otherCategory]}
  })
  return {rows, columns}
}
