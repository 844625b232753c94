import type {DatasetDescription} from '../dataset/description.js'
import {columnOf, type Table} from '../dataset/table.js'
import {columnKey, outputNames} from '../drift/column-names.js'
import type {Aspect, ColumnDrift, EffectName} from '../drift/table-drift.js'

/** A column that the drift table of a window may have, whether it has it now or not. */
export interface DriftColumnName {
  readonly key: string
  readonly aspect: Aspect
  /** What its effect is measured in. */
  readonly effect: Exclude<EffectName, 'score'>
}

/** Numbers of which the reference has no more different values are compared as categories. */
const FEW_VALUES = 2

/**
 * Every column that a drift table of answered rows may have, in its order. A share of missing values, say, is in the table
 * only once a value is missing; its series are there from the beginning.
 */
export function driftColumns(description: DatasetDescription, reference: Table): readonly DriftColumnName[] {
  const {features, fields, fallback} = description
  const column = (name: string, aspect: Aspect, effect: DriftColumnName['effect']): DriftColumnName => ({
    key: columnKey({column: name, aspect}, features),
    aspect,
    effect,
  })
  const ofFeatures = features.flatMap((name) => {
    const field = fields.find((each) => each.name === name)!
    const missing = column(name, 'missing', 'jensen-shannon')
    if (field.kind === 'category') {
      return [column(name, 'values', 'jensen-shannon'), missing, column(name, 'unseen', 'jensen-shannon')]
    }
    const hasRange = field.minimum !== undefined || field.maximum !== undefined
    return [
      column(name, 'values', hasFewValues(reference, name) ? 'jensen-shannon' : 'wasserstein'),
      missing,
      ...(hasRange ? [column(name, 'out-of-range', 'jensen-shannon')] : []),
    ]
  })
  return [
    ...ofFeatures,
    column(outputNames.prediction, 'prediction', 'jensen-shannon'),
    column(outputNames.confidence, 'confidence', 'wasserstein'),
    ...(fallback === undefined ? [] : [column(outputNames.fallback, 'fallback', 'jensen-shannon')]),
    ...(features.length > 1 ? [column(outputNames.multivariate, 'multivariate', 'auc')] : []),
  ]
}

function hasFewValues(reference: Table, name: string): boolean {
  const column = columnOf(reference, name)
  if (column.kind === 'category') return true
  const distinct = new Set<number>()
  for (const value of column.values) {
    if (Number.isFinite(value)) distinct.add(value)
    if (distinct.size > FEW_VALUES) return false
  }
  return distinct.size > 0
}

/** The column of that name in a table; undefined where the table does not have it. */
export function columnIn(columns: readonly ColumnDrift[], {key, aspect}: DriftColumnName): ColumnDrift | undefined {
  return columns.find((column) => column.key === key && column.aspect === aspect)
}
