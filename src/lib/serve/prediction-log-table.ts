import type {CategoryField, DatasetDescription, FieldDescription} from '../dataset/description.js'
import type {Column, Table} from '../dataset/table.js'
import {throwIfInterrupted} from '../errors.js'
import {IdIndex} from './ground-truth-index.js'
import {indexLabel} from './ground-truth-lines.js'
import {readLoggedModel} from './prediction-log-model.js'
import {readPredictionLog, type LoggedPrediction, type ReadLogOptions} from './prediction-log-read.js'

export interface TableFromLogOptions extends ReadLogOptions {
  /**
   * `none`: features alone. `known`: with the target, missing where no label came yet. `only`: the rows that have a
   * label, with the target. Default `none`.
   */
  readonly labels?: 'none' | 'known' | 'only' | undefined
  readonly rowsPerChunk?: number | undefined
  /** Told of each row in order, those without a label too. The label is null where none is known, or none was asked for. */
  readonly onRow?: ((record: LoggedPrediction, label: string | null) => void) | undefined
  /** Told of each row that is left out: its model reads other features, or answers another question. */
  readonly onForeign?: ((record: LoggedPrediction) => void) | undefined
}

/** Rows of a log as a table. */
export interface LogChunk {
  readonly table: Table
  /** Rows that were handed on before. */
  readonly firstRow: number
  /** Times of the predictions, milliseconds since the epoch. */
  readonly times: Float64Array
}

/** As many as are handed on together from a CSV file. */
const defaultRowsPerChunk = 32_768

/**
 * The rows that were answered, as tables of the features that a description names, in order of time. Categories grow
 * from chunk to chunk, and a code means the same in all of them. Rows of any version and any model are in, if it reads
 * these features and answers this target. A label that is no class of the target is none.
 *
 * @throws MlopsError `FILE_NOT_FOUND` when there is no log in the folder
 */
export async function* tableFromLog(
  folder: string,
  description: DatasetDescription,
  {labels = 'none', rowsPerChunk = defaultRowsPerChunk, onRow, onForeign, ...options}: TableFromLogOptions = {},
): AsyncGenerator<LogChunk, void, undefined> {
  const {signal} = options
  const fields = description.features.map((name) => description.fields.find((field) => field.name === name)!)
  const builders = fields.map(createBuilder)
  const target = labels === 'none' ? undefined : createBuilder(targetField(description))
  const index =
    labels === 'none' ? undefined : new IdIndex({folder, kind: 'labels', parse: indexLabel, mode: 'read', signal})
  await index?.refresh()
  const classes = new Set(description.target.classes.map(({value}) => value))
  const fits = new Map<string, boolean>()
  let waiting: LoggedPrediction[] = []
  let firstRow = 0
  const take = async (): Promise<LogChunk> => {
    const found = await index?.find(waiting.map(({id}) => id))
    const times: number[] = []
    waiting.forEach((record, row) => {
      const given = found?.[row]?.label ?? null
      const label = given !== null && classes.has(given) ? given : null
      onRow?.(record, label)
      if (labels === 'only' && label === null) return
      builders.forEach((builder, place) => builder.add(record.features[fields[place]!.name] ?? null))
      target?.add(label)
      times.push(record.time)
    })
    waiting = []
    const columns = [...builders, ...(target === undefined ? [] : [target])].map((builder) => builder.take())
    const chunk = {table: {rows: times.length, columns}, firstRow, times: Float64Array.from(times)}
    firstRow += times.length
    return chunk
  }
  for await (const record of readPredictionLog(folder, options)) {
    const key = `${record.version} ${record.model}`
    let isFitting = fits.get(key)
    if (isFitting === undefined) fits.set(key, (isFitting = await fitsDescription(folder, record, description)))
    if (!isFitting) {
      onForeign?.(record)
      continue
    }
    waiting.push(record)
    if (waiting.length < rowsPerChunk) continue
    const chunk = await take()
    if (chunk.table.rows > 0) yield chunk
    throwIfInterrupted(signal)
  }
  const chunk = await take()
  if (chunk.table.rows > 0) yield chunk
}

/** Whether the model of a row reads all features of a description, and answers its target. */
async function fitsDescription(
  folder: string,
  {model, version, features}: LoggedPrediction,
  {features: wanted, target}: DatasetDescription,
): Promise<boolean> {
  const logged = await readLoggedModel(folder, {name: model, version})
  const known = new Set(logged?.features ?? Object.keys(features))
  return wanted.every((name) => known.has(name)) && (logged?.target.name ?? target.name) === target.name
}

interface ColumnBuilder {
  add(value: number | string | null): void
  /** What was added since the last time. */
  take(): Column
}

function createBuilder(field: FieldDescription): ColumnBuilder {
  return field.kind === 'number' ? createNumberBuilder(field.name) : createCategoryBuilder(field)
}

function createNumberBuilder(name: string): ColumnBuilder {
  let values: number[] = []
  return {
    add(value) {
      values.push(typeof value === 'number' ? value : NaN)
    },
    take() {
      const taken = Float64Array.from(values)
      values = []
      return {kind: 'number', name, values: taken}
    },
  }
}

function createCategoryBuilder({name, categories: declared}: CategoryField): ColumnBuilder {
  const codeOf = new Map(declared.map(({value}, code) => [value, code]))
  let categories: readonly string[] = [...codeOf.keys()]
  let codes: number[] = []
  return {
    add(value) {
      if (value === null) {
        codes.push(-1)
        return
      }
      const text = String(value)
      const code = codeOf.get(text) ?? codeOf.size
      if (code === codeOf.size) codeOf.set(text, code)
      codes.push(code)
    },
    take() {
      if (codeOf.size > categories.length) categories = [...codeOf.keys()]
      const taken = Int32Array.from(codes)
      codes = []
      return {kind: 'category', name, codes: taken, categories}
    },
  }
}

/** Labels are classes: there are no others. */
function targetField({target}: DatasetDescription): CategoryField {
  return {kind: 'category', name: target.name, categories: target.classes}
}
