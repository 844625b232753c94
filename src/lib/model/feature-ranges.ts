import type {DatasetDescription, FieldDescription} from '../dataset/description.js'
import {columnOf, type Table} from '../dataset/table.js'
import type {FeatureValues} from './fallback-rules.js'
import type {FeatureEncoding, Preprocessing} from './preprocessing.js'

/** Whether the features of a row are such as the model was made for. */
export interface FeatureRanges {
  /** Place of the first feature that is out of range, in feature order; -1 when all are in range. */
  firstOutside(values: FeatureValues): number
  /** For each feature, in feature order: 1 for each row in which it is out of range. */
  outsideOf(table: Table): readonly Uint8Array[]
}

/**
 * Out of range is a number below the minimum or above the maximum of its field, a category that did not occur in
 * training, and a missing value where none was missing in training: the model has learned nothing about them.
 */
export function createFeatureRanges(description: DatasetDescription, preprocessing: Preprocessing): FeatureRanges {
  const checks = preprocessing.features.map((encoding) =>
    checkOf(
      encoding,
      description.fields.find(({name}) => name === encoding.name)!,
    ),
  )
  return {
    firstOutside(values) {
      for (let index = 0; index < checks.length; index++) if (!checks[index]!(values[index] ?? null)) return index
      return -1
    },
    outsideOf: (table) => preprocessing.features.map(({name}, index) => outsideColumn(table, name, checks[index]!)),
  }
}

type Check = (value: number | string | null) => boolean

function checkOf(encoding: FeatureEncoding, field: FieldDescription): Check {
  if (encoding.kind === 'category') {
    const known = new Set(encoding.categories)
    return (value) => (value === null ? encoding.missingTrained : known.has(String(value)))
  }
  const {minimum = -Infinity, maximum = Infinity} = field.kind === 'number' ? field : {}
  return (value) => {
    if (value === null || Number.isNaN(value)) return encoding.missingInput
    return typeof value === 'number' && value >= minimum && value <= maximum && Number.isFinite(value)
  }
}

function outsideColumn(table: Table, name: string, isInside: Check): Uint8Array {
  const column = columnOf(table, name)
  if (column.kind === 'number') return Uint8Array.from(column.values, (value) => (isInside(value) ? 0 : 1))
  // Once a category, not once a row.
  const outside = column.categories.map((category) => (isInside(category) ? 0 : 1))
  const missing = isInside(null) ? 0 : 1
  return Uint8Array.from(column.codes, (code) => outside[code] ?? missing)
}
