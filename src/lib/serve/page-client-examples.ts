import type {NumberField} from '../dataset/description.js'
import {columnOf, type Column, type Table} from '../dataset/table.js'
import type {Fallback} from '../model/fallback.js'
import {quantile} from '../statistics/quantile.js'
import {exampleRow} from './openapi-schemas.js'
import type {RequestField} from './request-field.js'
import type {RowReader} from './request-row.js'
import type {ServedModel} from './served-model.js'

export type JsonValue = number | string | boolean | null

/** A row to try. */
export interface ClientExample {
  /** Of its button. */
  readonly name: string
  /** What it is an example of, in a sentence. */
  readonly note: string
  /** Features in the order of the model; as JSON has them. */
  readonly values: readonly JsonValue[]
}

/** Rows of the reference that are looked through for one that the model is not sure about. */
const SEARCHED = 2_000

/** Rows that show when the model answers and when it does not; the first one is typical. */
export async function clientExamples(model: ServedModel, reader: RowReader): Promise<readonly ClientExample[]> {
  const reference = await referenceOf(model)
  const typical = typicalRow(reader, reference)
  const outside = outsideRow(reader.fields, typical)
  const unsure = reference === undefined ? undefined : unsureRow(model, reader.fields, reference)
  return [
    {
      name: 'Typical',
      note:
        reference === undefined
          ? 'The average of each number, and the first of the categories.'
          : 'The median of each number, and the most frequent of the categories.',
      values: typical,
    },
    ...(unsure === undefined ? [] : [unsure]),
    ...(outside === undefined ? [] : [outside]),
  ]
}

/** A model whose reference cannot be read answers all the same, and has its page. */
async function referenceOf({artifact, description}: ServedModel): Promise<Table | undefined> {
  try {
    const {table} = await artifact.reference()
    const isWhole = description.features.every((feature) => table.columns.some(({name}) => name === feature))
    return isWhole && table.rows > 0 ? firstRows(table, SEARCHED) : undefined
  } catch {
    return undefined
  }
}

function firstRows({rows, columns}: Table, most: number): Table {
  if (rows <= most) return {rows, columns}
  return {
    rows: most,
    columns: columns.map((column) =>
      column.kind === 'number'
        ? {...column, values: column.values.subarray(0, most)}
        : {...column, codes: column.codes.subarray(0, most)},
    ),
  }
}

function typicalRow(reader: RowReader, reference: Table | undefined): readonly JsonValue[] {
  const averages = exampleRow(reader)
  return reader.fields.map((field) => {
    const column = reference?.columns.find(({name}) => name === field.name)
    const found = column === undefined ? undefined : middleOf(column, field)
    return found ?? averages[field.name]!
  })
}

function middleOf(column: Column, field: RequestField): JsonValue | undefined {
  if (column.kind === 'number') {
    const median = quantile(column.values.filter((value) => Number.isFinite(value)).sort(), 0.5)
    return Number.isNaN(median) ? undefined : roundFor(field, median)
  }
  const counts = new Map<number, number>()
  for (const code of column.codes) if (code >= 0) counts.set(code, (counts.get(code) ?? 0) + 1)
  const most = [...counts].reduce<readonly [number, number]>((best, each) => (each[1] > best[1] ? each : best), [-1, 0])
  const category = column.categories[most[0]]
  return category === undefined ? undefined : jsonCategory(field, category)
}

/** Digits that a person would type: whole where the feature is, else three significant ones, and never out of range. */
function roundFor({description}: RequestField, value: number): number {
  if (description.kind !== 'number') return value
  if (description.integer) return Math.round(value)
  const rounded = Number(value.toPrecision(3))
  const {minimum = -Infinity, maximum = Infinity} = description
  return rounded < minimum || rounded > maximum ? value : rounded
}

/** A category as JSON has it: numbers and truths are no texts. */
export function jsonCategory({description}: RequestField, category: string): JsonValue {
  const type = description.kind === 'category' ? description.valueType : undefined
  if (type === 'boolean') return category.toLowerCase() === 'true'
  return type === undefined ? category : Number(category)
}

/** The row of the reference, in range, that the model is least sure about. */
function unsureRow(
  {predictor, fallback, description}: ServedModel,
  fields: readonly RequestField[],
  reference: Table,
): ClientExample | undefined {
  const {predicted, probabilities, classes} = predictor.predictTable(reference)
  const confidenceOf = (row: number): number => probabilities[row * classes + predicted[row]!] ?? 1
  const outside = fallback?.ranges.outsideOf(reference) ?? []
  let least = -1
  for (let row = 0; row < reference.rows; row++) {
    if (outside.some((rows) => rows[row] === 1)) continue
    if (least === -1 || confidenceOf(row) < confidenceOf(least)) least = row
  }
  if (least === -1) return undefined
  const limit = limitWords(fallback)
  return {
    name: 'Unsure',
    note: `The row of the reference that the model is least sure about${limit}.`,
    values: description.features.map((name, index) => {
      const column = columnOf(reference, name)
      const field = fields[index]!
      if (column.kind === 'number') {
        const value = column.values[least]!
        return Number.isNaN(value) ? null : Number(value.toPrecision(6))
      }
      const category = column.categories[column.codes[least]!]
      return category === undefined ? null : jsonCategory(field, category)
    }),
  }
}

function limitWords(fallback: Fallback | undefined): string {
  return fallback === undefined ? '' : `; below ${fallback.minimumProbability} the baseline answers`
}

/** The typical row with one value that no training row had. */
function outsideRow(fields: readonly RequestField[], typical: readonly JsonValue[]): ClientExample | undefined {
  for (const [index, {name, description}] of fields.entries()) {
    if (description.kind !== 'number' || isEitherOr(description)) continue
    const value = valueOutside(description)
    if (value === undefined) continue
    return {
      name: 'Out of range',
      note: `The typical row, but ${description.title ?? name} is ${value}.`,
      values: typical.map((each, place) => (place === index ? value : each)),
    }
  }
  return undefined
}

/** A number that has two values. */
export function isEitherOr({integer, minimum, maximum}: NumberField): boolean {
  return integer && minimum !== undefined && maximum === minimum + 1
}

/** Half the minimum of what is positive, else half a range beyond an end. */
function valueOutside({minimum, maximum, integer}: NumberField): number | undefined {
  const round = (value: number): number => (integer ? Math.round(value) : Number(value.toPrecision(3)))
  if (minimum !== undefined && minimum > 0 && round(minimum / 2) < minimum) return round(minimum / 2)
  if (maximum !== undefined) return round(maximum + Math.max(1, (maximum - (minimum ?? 0)) / 2))
  return minimum === undefined ? undefined : round(minimum - Math.max(1, Math.abs(minimum) / 2))
}
