import {moments} from '../moments.js'
import {areaBetween} from './area-between.js'

/**
 * Wasserstein-1 (earth mover's) distance: the area between the two distribution functions.
 *
 * @param reference - shape [n], ascending, finite
 * @param current - shape [m], ascending, finite
 * @returns >= 0, in the unit of the values; 0 for equal samples
 * @throws MlopsError `DATA_EMPTY` when either sample has no rows
 * @source scipy.stats.wasserstein_distance
 */
export function wassersteinDistance(reference: Float64Array, current: Float64Array): number {
  return areaBetween(reference, current, Math.abs)
}

/**
 * Wasserstein-1 distance in standard deviations of the reference.
 *
 * @param reference - shape [n], ascending, finite
 * @param current - shape [m], ascending, finite
 * @returns >= 0, without unit
 * @throws MlopsError `DATA_EMPTY` when either sample has no rows
 * @source Evidently 0.7: divided by max(standard deviation (ddof 0) of the reference, 0.001)
 */
export function normalisedWassersteinDistance(reference: Float64Array, current: Float64Array): number {
  const distance = wassersteinDistance(reference, current)
  const rows = reference.length
  const deviation = rows === 1 ? 0 : moments(reference).standardDeviation * Math.sqrt((rows - 1) / rows)
  return distance / Math.max(deviation, 0.001)
}
