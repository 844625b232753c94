import {incompleteBeta} from './incomplete-beta.js'

/**
 * Chance that a variable of the F distribution exceeds the statistic.
 *
 * @param statistic - ratio of variances, >= 0
 * @param degreesOfFreedom - of the variance above and of the one below the line, > 0
 * @returns 0 .. 1, with a relative error below 1e-12 down to 1e-300
 * @source Abramowitz and Stegun 26.6.2; held to mpmath
 */
export function fSurvival(statistic: number, degreesOfFreedom: readonly [above: number, below: number]): number {
  const [above, below] = degreesOfFreedom
  if (Number.isNaN(statistic) || !(above > 0) || !(below > 0)) return NaN
  if (statistic <= 0) return 1
  const ratio = (above / below) * statistic
  const rest = ratio === Infinity ? 1 : ratio / (1 + ratio)
  return incompleteBeta(below / 2, above / 2, {x: 1 / (1 + ratio), rest})
}
