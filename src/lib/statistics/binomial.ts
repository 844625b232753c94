import {deviance} from './survival/deviance.js'
import {stirlingError} from './survival/stirling-error.js'

/**
 * Probability of exactly `k` successes in `n` trials, to about 1e-14 relative, tails included.
 *
 * @param k - successes, a whole number
 * @param n - trials, a whole number >= 0
 * @param p - probability of a success, 0 .. 1
 * @returns 0 .. 1; 0 outside 0 .. n
 * @source Loader (2000), Fast and Accurate Computation of Binomial Probabilities: the logarithms of huge factorials
 * cancel on paper instead of in floating point
 */
export function binomialProbability(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0
  if (p === 0) return k === 0 ? 1 : 0
  if (p === 1) return k === n ? 1 : 0
  if (k === 0) return Math.exp(n * Math.log1p(-p))
  if (k === n) return Math.exp(n * Math.log(p))
  const exponent =
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(n - k) -
    deviance(k, n * p, k - n * p) -
    deviance(n - k, n * (1 - p), n * p - k)
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * (n - k)))
}

/**
 * Probability of at most `k` successes in `n` trials.
 *
 * @param k - successes, a whole number
 * @param n - trials, a whole number >= 0
 * @param p - probability of a success, 0 .. 1
 * @returns 0 .. 1
 * @source the sum of the probabilities of the nearer tail, largest first
 */
export function binomialCumulative(k: number, n: number, p: number): number {
  if (k < 0) return 0
  if (k >= n) return 1
  return k <= n * p ? lowerTail(k, n, p) : 1 - upperTail(k + 1, n, p)
}

/**
 * Sums downwards from `k` at or below the mean. Each term is a known ratio of the one before, and they fall, so the
 * sum ends after some standard deviations: a few thousand terms at n = 1e6.
 */
function lowerTail(k: number, n: number, p: number): number {
  let term = binomialProbability(k, n, p)
  let sum = term
  const odds = (1 - p) / p
  for (let i = k; i > 0 && term > sum * NEGLIGIBLE; i--) {
    term *= (i / (n - i + 1)) * odds
    sum += term
  }
  return Math.min(1, sum)
}

/** Sums upwards from `k` above the mean. */
function upperTail(k: number, n: number, p: number): number {
  let term = binomialProbability(k, n, p)
  let sum = term
  const odds = p / (1 - p)
  for (let i = k; i < n && term > sum * NEGLIGIBLE; i++) {
    term *= ((n - i) / (i + 1)) * odds
    sum += term
  }
  return Math.min(1, sum)
}

/** Thousands of terms of this size together stay below the rounding of the sum. */
const NEGLIGIBLE = 1e-20
