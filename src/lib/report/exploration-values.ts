import type {ColumnProfile} from '../dataset/profile-types.js'
import {formatCount, formatNumber} from './numbers.js'

export interface ShownValue {
  readonly label: string
  readonly rows: number
  /** shape [groups] */
  readonly byGroup: readonly number[]
}

/** Numbers of so few whole values read better as values than as a histogram. */
const FEW_VALUES = 6

/** The values of a column one by one, the rest together: null for numbers that are better drawn as a histogram. */
export function shownValues(column: ColumnProfile): readonly ShownValue[] | null {
  if (column.kind === 'category') {
    const {values, others} = column
    return [
      ...values.map(({label, rows, byGroup}) => ({label, rows, byGroup})),
      ...(others === null ? [] : [{...others, label: `${formatCount(others.values)} others`}]),
    ]
  }
  const {histogram, integer, distinct} = column
  if (histogram === null || !integer || distinct > FEW_VALUES) return null
  const {edges, counts, under, over} = histogram
  const isOneEach = edges.length - 1 <= 2 * FEW_VALUES && edges[1]! - edges[0]! === 1
  if (!isOneEach || [...under, ...over].some((count) => count > 0)) return null
  return edges.slice(0, -1).flatMap((edge, bin) => {
    const byGroup = counts.map((group) => group[bin]!)
    const rows = byGroup.reduce((sum, count) => sum + count, 0)
    return rows === 0 ? [] : [{label: formatNumber(edge + 0.5), rows, byGroup}]
  })
}
