import type {DatasetDescription, FieldDescription} from '../dataset/description.js'
import {columnOf, type CategoryColumn, type Column, type NumberColumn, type Table} from '../dataset/table.js'
import type {CategoryEncoding, FeatureEncoding, NumberEncoding, Preprocessing} from './preprocessing.js'

/** Values of a feature that the model has learned nothing about: those that `FeatureRanges` calls out of range. */
export interface UnfamiliarValues {
  readonly feature: string
  readonly kind: 'below-minimum' | 'above-maximum' | 'unseen-category' | 'missing'
  /** Rows that hold one. */
  readonly rows: number
  /** Of numbers out of their range, the end that they are beyond. */
  readonly limit?: number
  /** Of categories that did not occur in training, the most frequent ones, most frequent first. */
  readonly categories?: readonly string[]
  /** How many different such categories there are. */
  readonly distinct?: number
}

/** Named in a report; a column of identifiers must not fill it. */
const namedCategories = 5

/**
 * Counts values that the model was not made for, feature by feature: numbers outside the range that their field
 * declares, categories that did not occur in training, missing values where none was missing in training.
 */
export function unfamiliarValues(
  {description, preprocessing}: {readonly description: DatasetDescription; readonly preprocessing: Preprocessing},
  table: Table,
): readonly UnfamiliarValues[] {
  return preprocessing.features.flatMap((encoding) => {
    const field = description.fields.find(({name}) => name === encoding.name)!
    return countIn(encoding, field, columnOf(table, encoding.name)).filter(({rows}) => rows > 0)
  })
}

function countIn(encoding: FeatureEncoding, field: FieldDescription, column: Column): readonly UnfamiliarValues[] {
  if (encoding.kind === 'number') return column.kind === 'number' ? countNumbers(encoding, field, column) : []
  return column.kind === 'category' ? countCategories(encoding, column) : []
}

function countNumbers(
  {name: feature, missingInput}: NumberEncoding,
  field: FieldDescription,
  {values}: NumberColumn,
): readonly UnfamiliarValues[] {
  const {minimum = -Infinity, maximum = Infinity} = field.kind === 'number' ? field : {}
  let [below, above, missing] = [0, 0, 0]
  for (const value of values) {
    if (value < minimum) below++
    else if (value > maximum) above++
    else if (Number.isNaN(value) && !missingInput) missing++
  }
  return [
    {feature, kind: 'below-minimum', rows: below, limit: minimum},
    {feature, kind: 'above-maximum', rows: above, limit: maximum},
    {feature, kind: 'missing', rows: missing},
  ]
}

function countCategories(
  {name: feature, categories: known, missingTrained}: CategoryEncoding,
  {codes, categories}: CategoryColumn,
): readonly UnfamiliarValues[] {
  const counts = new Int32Array(categories.length)
  let missing = 0
  for (const code of codes) {
    if (code < 0) missing++
    else counts[code]!++
  }
  const seen = new Set(known)
  const unseen = [...categories.keys()]
    .filter((code) => counts[code]! > 0 && !seen.has(categories[code]!))
    .sort((a, b) => counts[b]! - counts[a]!)
  return [
    {
      feature,
      kind: 'unseen-category',
      rows: unseen.reduce((sum, code) => sum + counts[code]!, 0),
      categories: unseen.slice(0, namedCategories).map((code) => categories[code]!),
      distinct: unseen.length,
    },
    {feature, kind: 'missing', rows: missingTrained ? 0 : missing},
  ]
}
