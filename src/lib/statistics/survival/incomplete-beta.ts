import {deviance} from './deviance.js'
import {stirlingError} from './stirling-error.js'

/** A point of the unit interval with its distance to the far end, which 1 - x would lose where x is near 1. */
export interface UnitPoint {
  readonly x: number
  /** 1 - x */
  readonly rest: number
}

/**
 * Regularised incomplete beta function I_x(a, b).
 *
 * @param a - > 0
 * @param b - > 0
 * @param point - x in 0 .. 1, and 1 - x
 * @returns 0 .. 1, with a relative error below 1e-12 down to 1e-300 where x is below the mean a / (a + b)
 * @source Didonato and Morris (1992), Algorithm 708, equation 9: the continued fraction on the side where it converges;
 * the scale x^a (1 - x)^b / B(a, b) after Loader (2000)
 */
export function incompleteBeta(a: number, b: number, {x, rest}: UnitPoint): number {
  if (x <= 0) return 0
  if (rest <= 0) return 1
  const n = a + b
  // How far x lies below the mean, times n: both deviances are measured by it.
  const difference = a * rest - b * x
  const exponent =
    stirlingError(n) -
    stirlingError(a) -
    stirlingError(b) -
    deviance(a, n * x, difference) -
    deviance(b, n * rest, -difference)
  const scale = Math.sqrt((a / n) * (b / (2 * Math.PI))) * Math.exp(exponent)
  // Compared as x < (a + 1) / (a + b + 2), without the rounding of 1 - x.
  if ((a + 1) * rest > (b + 1) * x) return scale / fraction(a, b, x, difference)
  return 1 - scale / fraction(b, a, rest, -difference)
}

/** By Lentz. `difference` is a - (a + b) x, of which x near 1 would leave few digits. */
function fraction(a: number, b: number, x: number, difference: number): number {
  let result = (a * (difference + 1)) / (a + 1)
  let c = result
  let d = 0
  for (let m = 1; m < MAX_STEPS; m++) {
    const place = a + 2 * m - 1
    const above = ((a + m - 1) / place) * ((a + b + m - 1) / place) * m * (b - m) * x * x
    const below = m + (m * (b - m) * x) / place + ((a + m) * (difference + 1 + m * (2 - x))) / (place + 2)
    d = 1 / (below + above * d)
    c = below + above / c
    const change = c * d
    result *= change
    if (Math.abs(change - 1) < Number.EPSILON) break
  }
  return result
}

/** The fraction needs about sqrt(max(a, b)) steps: enough for a million degrees of freedom. */
const MAX_STEPS = 100_000
