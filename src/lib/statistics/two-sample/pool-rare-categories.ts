import type {BinnedSamples} from '../distance/evidently-bins.js'

/**
 * Puts the categories that are too rare for an asymptotic test together into one, the last; when that is still too rare,
 * with the rarest of the others. Rare by both samples together: the p-value of a test afterwards stays right.
 *
 * @param counts - shape [categories] each, no category empty in both samples
 * @param least - rows that a category must be expected to have in the smaller sample
 * @returns shape [pooled categories] each, with the same sums
 */
export function poolRareCategories({reference, current}: BinnedSamples, least: number): BinnedSamples {
  const referenceRows = sumOf(reference)
  const currentRows = sumOf(current)
  const smallerShare = Math.min(referenceRows, currentRows) / (referenceRows + currentRows)
  const totals = reference.map((count, category) => count + current[category]!)
  const common = [...totals.keys()].filter((category) => totals[category]! * smallerShare >= least)
  if (common.length === totals.length) return {reference, current}
  common.sort((a, b) => totals[b]! - totals[a]!)
  const commonRows = common.reduce((sum, category) => sum + totals[category]!, 0)
  const restIsRare = (referenceRows + currentRows - commonRows) * smallerShare < least
  const kept = restIsRare ? common.slice(0, -1) : common
  return {
    reference: withRest(reference, kept, referenceRows),
    current: withRest(current, kept, currentRows),
  }
}

function withRest(counts: Float64Array, kept: readonly number[], rows: number): Float64Array {
  const keptCounts = kept.map((category) => counts[category]!)
  const rest = rows - keptCounts.reduce((sum, count) => sum + count, 0)
  return Float64Array.from([...keptCounts, rest])
}

function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
