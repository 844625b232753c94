/**
 * The deviance x log(x / mean) + mean - x, without the cancellation of its terms where x is near the mean.
 *
 * @param x - > 0
 * @param mean - > 0, in the unit of x
 * @param difference - x - mean, as exactly as the caller knows it
 * @returns >= 0
 * @source Loader (2000), Fast and Accurate Computation of Binomial Probabilities, section 2.2
 */
export function deviance(x: number, mean: number, difference: number): number {
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference
  const v = difference / (x + mean)
  let sum = difference * v
  let power = 2 * x * v
  for (let j = 1; ; j++) {
    power *= v * v
    const next = sum + power / (2 * j + 1)
    if (next === sum) return next
    sum = next
  }
}
