/**
 * Regularised upper incomplete gamma function Q(a, x).
 *
 * @param a - > 0
 * @param x - >= 0
 * @returns from 1 (x = 0) down to 0, with a relative error below 1e-11 down to 1e-300
 * @source Press et al. (2007), Numerical Recipes, 6.2: the series below a + 1, Lentz's continued fraction above;
 * held to scipy.special.gammaincc
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1
  if (!Number.isFinite(x)) return 0
  const scale = Math.exp(logScale(a, x))
  return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x)
}

/** Logarithm of x^a e^-x / Gamma(a), without the cancellation of its three large terms where x is near a. */
function logScale(a: number, x: number): number {
  if (a < 20) return a * Math.log(x) - x - logGammaStirling(a + 20) + logRising(a, 20)
  const excess = (x - a) / a
  const logRatio = Math.abs(excess) < 0.5 ? Math.log1p(excess) - excess : Math.log(x / a) - excess
  return a * logRatio + 0.5 * Math.log(a / (2 * Math.PI)) - stirlingCorrection(a)
}

/** Logarithm of a (a + 1) ... (a + steps - 1). */
function logRising(a: number, steps: number): number {
  let product = 1
  for (let step = 0; step < steps; step++) product *= a + step
  return Math.log(product)
}

function logGammaStirling(a: number): number {
  return (a - 0.5) * Math.log(a) - a + 0.5 * Math.log(2 * Math.PI) + stirlingCorrection(a)
}

/** What Stirling's formula leaves of log Gamma, for a >= 20. */
function stirlingCorrection(a: number): number {
  const square = 1 / (a * a)
  return (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / a
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
