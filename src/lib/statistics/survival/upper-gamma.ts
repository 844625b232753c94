import {deviance} from './deviance.js'
import {stirlingError} from './stirling-error.js'

/**
 * Regularised upper incomplete gamma function Q(a, x).
 *
 * @param a - > 0
 * @param x - >= 0
 * @returns from 1 (x = 0) down to 0, with a relative error below 1e-12 down to 1e-300
 * @source Press et al. (2007), Numerical Recipes, 6.2: the series below a + 1, Lentz's continued fraction above;
 * the scale x^a e^-x / Gamma(a) after Loader (2000)
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1
  if (!Number.isFinite(x)) return 0
  const scale = Math.sqrt(a / (2 * Math.PI)) * Math.exp(-deviance(a, x, a - x) - stirlingError(a))
  return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x)
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 1; n < MAX_STEPS; n++) {
    term *= x / (a + n)
    sum += term
    if (term < sum * Number.EPSILON) break
  }
  return sum
}

function upperFraction(a: number, x: number): number {
  const tiny = 1e-300
  let b = x + 1 - a
  let c = 1 / tiny
  let d = 1 / b
  let result = d
  for (let n = 1; n < MAX_STEPS; n++) {
    const factor = -n * (n - a)
    b += 2
    d = factor * d + b
    d = 1 / (Math.abs(d) < tiny ? tiny : d)
    c = b + factor / c
    if (Math.abs(c) < tiny) c = tiny
    const change = d * c
    result *= change
    if (Math.abs(change - 1) < Number.EPSILON) break
  }
  return result
}

/** Both sums need about sqrt(a) steps near x = a: enough for a million degrees of freedom. */
const MAX_STEPS = 100_000
