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
    stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviance(k, n * p) - deviance(n - k, n * (1 - p))
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
 * Probability of more than `k` successes in `n` trials, without the 0 that `1 - cumulative` gives far out.
 *
 * @param k - successes, a whole number
 * @param n - trials, a whole number >= 0
 * @param p - probability of a success, 0 .. 1
 * @returns 0 .. 1
 * @source the sum of the probabilities of the nearer tail, largest first
 */
export function binomialSurvival(k: number, n: number, p: number): number {
  if (k < 0) return 1
  if (k >= n) return 0
  return k <= n * p ? 1 - lowerTail(k, n, p) : upperTail(k + 1, n, p)
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

/** log(n!) less Stirling's formula: exact values below 16, where its series is too short. */
function stirlingError(n: number): number {
  if (n < STIRLING_ERRORS.length) return STIRLING_ERRORS[n]!
  const square = n * n
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n
}

/** log(n!) - log(sqrt(2 pi n) (n / e)^n) for n = 0 .. 15; the first is unused, as n, k and n - k are above 0. */
const STIRLING_ERRORS = [
  0, 0.08106146679532726, 0.0413406959554093, 0.02767792568499834, 0.02079067210376509, 0.01664469118982119,
  0.01387612882307075, 0.01189670994589177, 0.01041126526197209, 0.00925546218271273, 0.00833056343336287,
  0.00757367548795184, 0.00694284010720953, 0.0064089941880042, 0.00595137011275885, 0.0055547335519628,
]

/** x log(x / mean) + mean - x, by its series where the terms would cancel. */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x
  const v = (x - mean) / (x + mean)
  let sum = (x - mean) * v
  let power = 2 * x * v
  for (let j = 1; ; j++) {
    power *= v * v
    const next = sum + power / (2 * j + 1)
    if (next === sum) return next
    sum = next
  }
}
