/**
 * Quantile of sorted numbers, by linear interpolation between the two nearest order statistics.
 *
 * @param sorted - shape [n], ascending, no NaN
 * @param probability - from 0 (minimum) to 1 (maximum)
 * @returns in the unit of the values; NaN when there are none
 * @source Hyndman and Fan (1996), type 7: numpy's default "linear"
 */
export function quantile(sorted: Float64Array, probability: number): number {
  if (sorted.length === 0) return NaN
  const position = Math.min(1, Math.max(0, probability)) * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  const weight = position - below
  // The weighted sum, and not low + weight * (high - low), because the difference of huge values overflows.
  return low === high ? low : low * (1 - weight) + high * weight
}
