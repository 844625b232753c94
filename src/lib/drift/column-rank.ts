import {severityOf} from './severity.js'
import type {Aspect, ColumnDrift, DriftStatus} from './table-drift.js'

const statusRank = {drift: 0, warning: 1, stable: 2, 'not-tested': 3} as const satisfies Record<DriftStatus, number>

/** What a feature's importance has a say in. */
const ofFeatures: ReadonlySet<Aspect> = new Set(['values', 'missing', 'unseen', 'out-of-range'])

/**
 * Columns by what a reader should see first: drift before warnings, then what matters to the model, then what is far.
 * That rows can be told apart by all features together follows from any single column that drifted, so it comes after.
 */
export function rankColumns(columns: readonly ColumnDrift[]): readonly ColumnDrift[] {
  const importance = new Map(
    columns.filter(({aspect}) => aspect === 'values').map((feature) => [feature.column, feature.importance ?? 0]),
  )
  const matters = ({aspect, column, effect}: ColumnDrift): number =>
    effect !== null && ofFeatures.has(aspect)
      ? (importance.get(column) ?? 0) * (effect.name === 'score' ? 1 : effect.value)
      : 0
  return [...columns].sort(
    (a, b) =>
      statusRank[a.status] - statusRank[b.status] ||
      Number(a.aspect === 'multivariate') - Number(b.aspect === 'multivariate') ||
      matters(b) - matters(a) ||
      (severityOf(b) ?? 0) - (severityOf(a) ?? 0),
  )
}
