import {quantile} from '../quantile.js'

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
  for (const [tail, width] of CENTRAL_PARTS) {
    const spread = quantile(sorted, 1 - tail) - quantile(sorted, tail)
    if (spread !== 0) return spread / width
  }
  return standardDeviation(sorted)
}

/** ddof 0, about the median, which is close to the mean of nearly equal values. */
function standardDeviation(sorted: Float64Array): number {
  const centre = quantile(sorted, 0.5)
  let sum = 0
  let squares = 0
  for (const value of sorted) {
    sum += value - centre
    squares += (value - centre) ** 2
  }
  return Math.sqrt(Math.max(0, squares / sorted.length - (sum / sorted.length) ** 2))
}
