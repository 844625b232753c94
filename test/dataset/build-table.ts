import type {CategoryField, NumberField, TargetDescription} from '../../src/lib/dataset/description.js'
import type {Column, Table} from '../../src/lib/dataset/table.js'

type Values = readonly (number | null)[] | readonly (string | null)[]

/** A table from plain values: numbers or text, null for missing. Categories stand in order of sight. */
export function buildTable(columns: Readonly<Record<string, Values>>): Table {
  const built = Object.entries(columns).map(([name, values]) => buildColumn(name, values))
  const first = built[0]
  return {rows: first === undefined ? 0 : rowsOf(first), columns: built}
}

/** One column; text when any value is text. */
export function buildColumn(name: string, values: Values): Column {
  if (!values.some((value) => typeof value === 'string')) {
    return {
      kind: 'number',
      name,
      values: Float64Array.from(values as readonly (number | null)[], (value) => value ?? NaN),
    }
  }
  const texts = values.map((value) => (value === null ? null : String(value)))
  const categories = [...new Set(texts.filter((text) => text !== null))]
  return {
    kind: 'category',
    name,
    codes: Int32Array.from(texts, (text) => (text === null ? -1 : categories.indexOf(text))),
    categories,
  }
}

/** A target whose classes are shown as they are spelled. */
export function target(name: string, classes: readonly string[]): TargetDescription {
  return {name, valueType: 'string', classes: classes.map((value) => ({value, label: value}))}
}

export function numberField(name: string, rest: Partial<NumberField> = {}): NumberField {
  return {kind: 'number', name, integer: false, ...rest}
}

export function categoryField(name: string, values: readonly string[]): CategoryField {
  return {kind: 'category', name, categories: values.map((value) => ({value, label: value}))}
}

/** The example's own CSV text (all fields plain) as a table; `group_name` and `group` are text. */
export function readExample(text: string): Table {
  const [header, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(';'))
  return buildTable(
    Object.fromEntries(
      header!.map((name, index) => {
        const cells = rows.map((row) => row[index]!)
        return [name, name.startsWith('group') ? cells : cells.map(Number)]
      }),
    ),
  )
}

function rowsOf(column: Column): number {
  return column.kind === 'number' ? column.values.length : column.codes.length
}
