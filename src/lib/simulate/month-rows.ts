import type {Column, Table} from '../dataset/table.js'
import {MlopsError} from '../errors.js'
import {createRandom, shuffle} from '../statistics/random.js'
import type {WantedFeature} from './wanted-rows.js'

/** The rows of a month as they are sent. */
export interface MonthRows {
  /** A JSON object for each row. */
  readonly bodies: readonly string[]
  /** The true label of each row as the data have it; null where it is missing. */
  readonly labels: readonly (string | null)[]
}

export interface MonthTable {
  readonly table: Table
  /** Name of the column with the labels. */
  readonly target: string
  /** What to call the data in messages. */
  readonly name: string
}

/**
 * Writes the rows of a table as a server wants them: its features and no other column.
 *
 * @param order - the row that comes first, second, …
 * @throws MlopsError `COLUMN_MISSING` when the data lack a feature
 */
export function writeRows(
  {table, target, name}: MonthTable,
  wanted: readonly WantedFeature[],
  order: Int32Array,
): MonthRows {
  const columns = wanted.map((feature) => {
    const column = feature.names.flatMap((each) => table.columns.find((found) => found.name === each) ?? [])[0]
    if (column === undefined) throw missing(feature, name, table)
    return {start: `${JSON.stringify(column.name)}:`, valueOf: writer(column, feature)}
  })
  const bodies = Array.from(order, (row) => {
    let text = '{'
    for (const {start, valueOf} of columns) text += (text === '{' ? '' : ',') + start + valueOf(row)
    return `${text}}`
  })
  // What the model reads is not what it predicts.
  const isFeature = wanted.some(({names}) => names.includes(target))
  const labelOf = labelReader(isFeature ? undefined : table.columns.find((column) => column.name === target))
  return {bodies, labels: Array.from(order, labelOf)}
}

/** Without labels where none of them is a class of the model: the column holds something else. */
export function withLabelsOf(classes: ReadonlySet<string>, rows: MonthRows): MonthRows {
  const isKnown = rows.labels.some((label) => label !== null && classes.has(label))
  return isKnown ? rows : {...rows, labels: rows.labels.map(() => null)}
}

/** The rows as they stand; with a seed in an order of their own. */
export function orderOf(rows: number, seed: string | null): Int32Array {
  const order = Int32Array.from({length: rows}, (_, row) => row)
  if (seed !== null) shuffle(order, createRandom(seed))
  return order
}

function writer(column: Column, feature: WantedFeature): (row: number) => string {
  if (column.kind === 'category') {
    const texts = column.categories.map((value) => JSON.stringify(sentAs(value, feature)))
    return (row) => texts[column.codes[row]!] ?? 'null'
  }
  const {values} = column
  return (row) => {
    const value = values[row]!
    if (Number.isNaN(value)) return 'null'
    return feature.numbers ? String(value) : JSON.stringify(sentAs(String(value), feature))
  }
}

/** The value as the server takes it; one that it does not take goes as it is, and the server says so. */
function sentAs(value: string, {numbers, booleans, texts}: WantedFeature): string | number | boolean {
  if (texts === null || texts.has(value)) return value
  if (numbers && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value)
  if (booleans && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true'
  return value
}

function labelReader(column: Column | undefined): (row: number) => string | null {
  if (column === undefined) return () => null
  if (column.kind === 'category') return (row) => column.categories[column.codes[row]!] ?? null
  return (row) => (Number.isNaN(column.values[row]!) ? null : String(column.values[row]!))
}

function missing({names}: WantedFeature, data: string, {columns}: Table): MlopsError {
  return new MlopsError('COLUMN_MISSING', {
    message:
      `${data} has no column "${names.join('" or "')}", which the server's model reads. ` +
      `Its columns are ${columns.map(({name}) => name).join(', ')}.`,
    suggestion: 'Give the data that the model is made for with --data, or serve another model.',
  })
}
