/**
 * Quantile of two sorted samples taken together, without joining them.
 *
 * @param reference - shape [n], ascending, no NaN
 * @param current - shape [m], ascending, no NaN; n + m > 0
 * @param probability - 0 .. 1
 * @returns in the unit of the values
 * @source Hyndman and Fan (1996), type 7: numpy's default "linear"
 */
export function pooledQuantile(reference: Float64Array, current: Float64Array, probability: number): number {
  const rows = reference.length + current.length
  const position = probability * (rows - 1)
  const below = Math.floor(position)
  const low = orderStatistic(reference, current, below)
  const high = orderStatistic(reference, current, Math.min(below + 1, rows - 1))
  return low === high ? low : low + (position - below) * (high - low)
}

/** The value with `rank` values before it, found by bisection over how many of those are from the reference. */
function orderStatistic(reference: Float64Array, current: Float64Array, rank: number): number {
  let least = Math.max(0, rank - current.length)
  let most = Math.min(rank, reference.length)
  while (least < most) {
    const taken = Math.floor((least + most) / 2)
    // One more of the reference belongs before when it is below the last one taken of the current sample.
    if (reference[taken]! < current[rank - taken - 1]!) least = taken + 1
    else most = taken
  }
  return Math.min(reference[least] ?? Infinity, current[rank - least] ?? Infinity)
}
