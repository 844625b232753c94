import {countValues} from '../value-counts/count-values.js'
import {quantileOf} from '../value-counts/quantile-of-counts.js'
import type {ValueCounts} from '../value-counts/value-counts.js'

/** Widths of central parts of a normal distribution, in standard deviations: tail share on each side, and width. */
const CENTRAL_PARTS = [
  [0.25, 1.3489795003921634],
  [0.1, 2.5631031310892007],
  [0.05, 3.2897072539029457],
  [0.01, 4.6526957480816815],
] as const

/**
 * Standard deviation that a normal distribution with the same interquartile range has: outliers do not move it. Where
 * the middle half is a single value, the middle 80, 90 or 98 % are taken, and the plain standard deviation at last.
 *
 * @param sorted - shape [n], ascending, finite
 * @returns in the unit of the values; 0 when they are all the same, NaN when there are none
 * @source statsmodels.robust.scale.iqr for the first; Tukey (1960), A survey of sampling from contaminated
 * distributions, for the others
 */
export function robustScale(sorted: Float64Array): number {
  return robustScaleOfCounts(countValues(sorted, Infinity))
}

/** `robustScale` of a counted sample. */
export function robustScaleOfCounts(sample: ValueCounts): number {
  for (const [tail, width] of CENTRAL_PARTS) {
    const spread = quantileOf(sample, 1 - tail) - quantileOf(sample, tail)
    if (spread !== 0) return spread / width
  }
  return standardDeviation(sample)
}

/** ddof 0, about the median, which is close to the mean of nearly equal values. */
function standardDeviation(sample: ValueCounts): number {
  const centre = quantileOf(sample, 0.5)
  let sum = 0
  let squares = 0
  sample.values.forEach((value, place) => {
    sum += sample.counts[place]! * (value - centre)
    squares += sample.counts[place]! * (value - centre) ** 2
  })
  return Math.sqrt(Math.max(0, squares / sample.rows - (sum / sample.rows) ** 2))
}
