import {incompleteBeta} from './incomplete-beta.js'

/**
 * Chance that Student's t exceeds the statistic.
 *
 * @param statistic - in standard errors; infinite values are allowed
 * @param degreesOfFreedom - > 0, whole or not
 * @returns 0 .. 1, with a relative error below 1e-12 down to 1e-300 (for |statistic| below 1e150); NaN without degrees of freedom
 * @source Abramowitz and Stegun 26.7.1; held to mpmath
 */
export function studentTSurvival(statistic: number, degreesOfFreedom: number): number {
  if (Number.isNaN(statistic) || !(degreesOfFreedom > 0)) return NaN
  const ratio = (statistic / degreesOfFreedom) * statistic
  const x = 1 / (1 + ratio)
  const rest = ratio === Infinity ? 1 : ratio / (1 + ratio)
  const tail = incompleteBeta(degreesOfFreedom / 2, 0.5, {x, rest}) / 2
  return statistic > 0 ? tail : 1 - tail
}
