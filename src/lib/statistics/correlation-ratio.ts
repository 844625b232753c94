/** How much of the variance of a number lies between groups. */
export interface CorrelationRatio {
  /** Between-group share of the sum of squares, 0 to 1; too high when groups are small. NaN when nothing varies. */
  readonly etaSquared: number
  /** The same with the bias removed (Kelley's epsilon squared), never below 0. */
  readonly epsilonSquared: number
  /** Groups that hold any value. */
  readonly groups: number
  readonly count: number
}

/**
 * The squared correlation ratio of numbers and groups. On ranks it is the effect size of the Kruskal-Wallis test, whose
 * statistic is (n - 1) times etaSquared.
 *
 * @param values - shape [n], no NaN
 * @param groups - shape [n], codes from 0 to groupCount - 1; a value with a code below 0 is left out
 * @source Kelley (1935), An unbiased correlation ratio measure, PNAS 21; Tomczak and Tomczak (2014) for ranks
 */
export function correlationRatio(values: Float64Array, groups: Int32Array, groupCount: number): CorrelationRatio {
  const counts = new Float64Array(groupCount)
  const sums = new Float64Array(groupCount)
  let count = 0
  let sum = 0
  for (let index = 0; index < values.length; index++) {
    const group = groups[index]!
    if (group < 0) continue
    counts[group]! += 1
    sums[group]! += values[index]!
    sum += values[index]!
    count++
  }
  const mean = sum / count
  let total = 0
  for (let index = 0; index < values.length; index++) {
    if (groups[index]! >= 0) total += (values[index]! - mean) ** 2
  }
  let between = 0
  let filled = 0
  for (let group = 0; group < groupCount; group++) {
    if (counts[group] === 0) continue
    filled++
    between += counts[group]! * (sums[group]! / counts[group]! - mean) ** 2
  }
  const etaSquared = total === 0 || count === 0 ? NaN : Math.min(1, between / total)
  const epsilonSquared = count > filled ? 1 - ((1 - etaSquared) * (count - 1)) / (count - filled) : NaN
  return {etaSquared, epsilonSquared: Math.max(0, epsilonSquared), groups: filled, count}
}
