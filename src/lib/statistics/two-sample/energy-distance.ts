import {areaBetween} from './area-between.js'

/**
 * Energy distance: sqrt(2 E|X - Y| - E|X - X'| - E|Y - Y'|).
 *
 * @param reference - shape [n], ascending, finite
 * @param current - shape [m], ascending, finite
 * @returns >= 0, in the square root of the unit of the values; 0 for equal samples
 * @throws MlopsError `DATA_EMPTY` when either sample has no rows
 * @source scipy.stats.energy_distance; Székely (2003): twice the area between the distribution functions, squared
 */
export function energyDistance(reference: Float64Array, current: Float64Array): number {
  return Math.sqrt(2 * areaBetween(reference, current, (height) => height * height))
}
