/** The outcome of many tests at once. */
export interface AdjustedPValues {
  /** shape [tests], in the order of the p-values: the level at which a test would just be rejected; NaN stays NaN. */
  readonly adjusted: Float64Array
  /** shape [tests]: whether the adjusted p-value is at most alpha. */
  readonly rejected: readonly boolean[]
}

/**
 * Adjusts p-values by what each of them is multiplied with, by rank. A NaN is a test that was not made: it stays NaN and
 * does not count.
 *
 * @param pValues - shape [tests], 0 .. 1 or NaN
 * @param factorOf - what the p-value of a rank (1 = smallest) is multiplied with
 * @param options - `monotone`: equal or larger p-values never get smaller results. `down` takes the least over all larger
 * p-values, as step-up procedures need it; `up` the greatest over all smaller ones
 */
export function adjustByRank(
  pValues: Float64Array,
  factorOf: (rank: number, tests: number) => number,
  {monotone, alpha}: {readonly monotone: 'up' | 'down'; readonly alpha: number},
): AdjustedPValues {
  const order = [...pValues.keys()].filter((test) => !Number.isNaN(pValues[test]!))
  order.sort((a, b) => pValues[a]! - pValues[b]!)
  const tests = order.length
  const adjusted = new Float64Array(pValues.length).fill(NaN)
  let bound = monotone === 'down' ? 1 : 0
  for (let step = 0; step < tests; step++) {
    const rank = monotone === 'down' ? tests - step : step + 1
    const test = order[rank - 1]!
    const value = Math.min(1, pValues[test]! * factorOf(rank, tests))
    bound = monotone === 'down' ? Math.min(bound, value) : Math.max(bound, value)
    adjusted[test] = bound
  }
  return {adjusted, rejected: Array.from(adjusted, (value) => value <= alpha)}
}
