import {meanOf} from '../statistics/value-counts/mean-of-counts.js'
import {quantileOf} from '../statistics/value-counts/quantile-of-counts.js'
import type {ColumnPair} from './column-pair.js'
import {errorShare, type Share} from './column-share.js'
import type {CategoryProfile, NumberProfile} from './data-profile.js'
import {sumOf} from './profile-rows.js'
import type {CategorySummary, NumberSummary, ShareSummary, Summary} from './table-drift.js'

/** Categories that a summary names; the rest together is enough for what is beyond. */
const NAMED_CATEGORIES = 12

/** Both sides of a column in figures; null for a side without values. */
export function summarise(pair: ColumnPair): {readonly reference: Summary | null; readonly current: Summary | null} {
  switch (pair.kind) {
    case 'number':
      return {reference: numberSummary(pair.reference), current: numberSummary(pair.current)}
    case 'category': {
      const shown = mostFrequent(pair.reference, pair.current)
      return {
        reference: categorySummary(pair.reference, pair.labels, shown),
        current: categorySummary(pair.current, pair.labels, shown),
      }
    }
    case 'share':
      return {reference: shareSummary(pair.reference), current: shareSummary(pair.current)}
    case 'error':
      return {reference: shareSummary(errorShare(pair.reference)), current: shareSummary(errorShare(pair.current))}
  }
}

function numberSummary({values}: NumberProfile): NumberSummary | null {
  if (values.rows === 0) return null
  const at = (probability: number): number => quantileOf(values, probability)
  return {
    kind: 'number',
    rows: values.rows,
    minimum: at(0),
    q05: at(0.05),
    q25: at(0.25),
    median: at(0.5),
    q75: at(0.75),
    q95: at(0.95),
    maximum: at(1),
    mean: meanOf(values),
  }
}

function shareSummary({hits, rows}: Share): ShareSummary | null {
  return rows === 0 ? null : {kind: 'share', rows, share: hits / rows}
}

/** Places of the categories that are frequent in either sample, in their order. */
function mostFrequent(reference: CategoryProfile, current: CategoryProfile): readonly number[] {
  const shareIn = ({counts}: CategoryProfile, index: number): number => counts[index]! / Math.max(1, sumOf(counts))
  const weight = reference.categories.map((_, index) => Math.max(shareIn(reference, index), shareIn(current, index)))
  return [...weight.keys()]
    .sort((a, b) => weight[b]! - weight[a]!)
    .slice(0, NAMED_CATEGORIES)
    .sort((a, b) => a - b)
}

function categorySummary(
  {counts}: CategoryProfile,
  labels: readonly string[],
  shown: readonly number[],
): CategorySummary | null {
  const rows = sumOf(counts)
  if (rows === 0) return null
  const shares = shown.map((index) => ({category: labels[index]!, share: counts[index]! / rows}))
  const named = shown.reduce((sum, index) => sum + counts[index]!, 0)
  return {kind: 'category', rows, shares, other: (rows - named) / rows}
}
