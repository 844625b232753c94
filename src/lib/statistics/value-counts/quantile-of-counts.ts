import {quantile} from '../quantile.js'
import type {ValueCounts} from './value-counts.js'

/**
 * Quantile of a counted sample: to the last bit that of `quantile` of its rows.
 *
 * @param probability - from 0 (minimum) to 1 (maximum)
 * @returns in the unit of the values; NaN when there are none
 * @source Hyndman and Fan (1996), type 7: numpy's default "linear"
 */
export function quantileOf({values, counts, rows}: ValueCounts, probability: number): number {
  if (rows === 0) return NaN
  const position = Math.min(1, Math.max(0, probability)) * (rows - 1)
  const below = Math.floor(position)
  let place = 0
  let upTo = counts[0]!
  while (upTo <= below) upTo += counts[++place]!
  const low = values[place]!
  const high = upTo > below + 1 ? low : (values[place + 1] ?? low)
  return quantile(Float64Array.of(low, high), position - below)
}
