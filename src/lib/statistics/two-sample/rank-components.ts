import {sumsOfProducts} from '../sums-of-products.js'
import {sameGrid} from '../value-counts/coarsen.js'
import type {ValueCounts} from '../value-counts/value-counts.js'
import {rankScores} from './rank-scores.js'

/** How the mid-ranks of two samples differ, in location, spread, skewness and finer shapes. */
export interface RankComponents {
  /** Shape [distinct], rows of both samples of each value. */
  readonly totals: Float64Array
  /** Shape [distinct], rows of the current sample of each value. */
  readonly current: Float64Array
  /** Shape [components], each of shape [distinct]: orthonormal over the rows of both samples. */
  readonly scores: readonly Float64Array[]
  /** Shape [components]: sum of the scores of the current rows, in standard deviations over all splits of the rows. */
  readonly standardised: readonly number[]
  /** Standard deviation of a sum of scores over all splits of the rows. */
  readonly deviation: number
}

/**
 * Components of the difference of two samples by the ranks of their values. Without drift, over all splits of the same
 * rows to samples of these sizes, each has mean 0 and variance 1, exactly, and no two are correlated: ties change nothing.
 *
 * @param most - components at most; there are fewer where there are fewer distinct values, none for a constant
 * @source Neyman (1937), smooth tests; Eubank, LaRiccia, Rosenstein (1987), Test statistics derived as components of
 * Pearson's phi-squared, for two samples
 */
export function rankComponents(reference: ValueCounts, current: ValueCounts, most: number): RankComponents {
  const pooled = pool(...sameGrid(reference, current))
  const scores = rankScores(pooled.totals, most)
  const rows = reference.rows + current.rows
  const deviation = Math.sqrt((reference.rows / (rows - 1)) * current.rows)
  const standardised = Array.from(sumsOfProducts(scores, pooled.current), (sum) => sum / deviation)
  return {...pooled, scores, standardised, deviation}
}

function pool(
  reference: ValueCounts,
  current: ValueCounts,
): {readonly totals: Float64Array; readonly current: Float64Array} {
  const totals = new Float64Array(reference.values.length + current.values.length)
  const inCurrent = new Float64Array(totals.length)
  let [i, j, size] = [0, 0, 0]
  for (; i < reference.values.length || j < current.values.length; size++) {
    const value = Math.min(reference.values[i] ?? Infinity, current.values[j] ?? Infinity)
    if (current.values[j] === value) inCurrent[size] = current.counts[j++]!
    totals[size] = inCurrent[size]!
    if (reference.values[i] === value) totals[size]! += reference.counts[i++]!
  }
  return {totals: totals.slice(0, size), current: inCurrent.slice(0, size)}
}
