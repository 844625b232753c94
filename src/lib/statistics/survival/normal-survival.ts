import {upperGamma} from './upper-gamma.js'

/**
 * Chance that a standard normal variable exceeds z: erfc(z / sqrt 2) / 2.
 *
 * @param z - in standard deviations; infinite values are allowed
 * @returns 0 .. 1, with a relative error below 1e-12 down to 1e-300
 * @source erfc(x) = Q(1/2, x^2), Abramowitz and Stegun 6.5.17; held to mpmath
 */
export function normalSurvival(z: number): number {
  if (Number.isNaN(z)) return NaN
  const tail = upperGamma(0.5, (z * z) / 2) / 2
  return z > 0 ? tail : 1 - tail
}
