import type {ColumnDrift} from './table-drift.js'

/**
 * How far a column's effect goes, where 1 is the limit from which on it is drift; null without an effect. An area under
 * the curve counts from 0.5, which is no effect; a p-value in powers of its threshold.
 */
export function severityOf({effect, test}: Pick<ColumnDrift, 'effect' | 'test'>): number | null {
  if (effect === null) return null
  const {name, value, limit} = effect
  if (name === 'auc') return ratio(value - 0.5, limit - 0.5)
  if (name === 'score' && test !== null && test.pValue === value && limit > 0 && limit < 1) {
    return Math.log(Math.max(value, 1e-300)) / Math.log(limit)
  }
  return ratio(Math.abs(value), limit)
}

function ratio(value: number, limit: number): number | null {
  const quotient = Math.max(0, value) / limit
  return limit > 0 && Number.isFinite(quotient) ? quotient : null
}
