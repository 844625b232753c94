import {chiSquaredSurvival} from './chi-squared-survival.js'

/**
 * Chance that a weighted sum of squares of independent standard normal variables exceeds the statistic.
 *
 * A sum, with alternating signs, of integrals between the reciprocals of the weights. Nothing in it is 1 less something,
 * so small results keep their digits; the square root singularities at the ends of the integrals go by substitution.
 *
 * @param statistic - >= 0
 * @param weights - shape [>= 1], above 0, falling, each at most 0.98 of the one before
 * @returns 0 .. 1, with a relative error below 1e-10 down to 1e-300
 * @source Smirnov (1937); Slepian (1957), Fluctuations of random noise power; held to mpmath
 */
export function weightedChiSquaredSurvival(statistic: number, weights: readonly number[]): number {
  if (Number.isNaN(statistic)) return NaN
  if (statistic <= 0) return 1
  if (weights.length === 1) return chiSquaredSurvival(statistic / weights[0]!, 1)
  const poles = weights.map((weight) => 1 / (2 * weight))
  let sum = 0
  for (let first = 0; first < poles.length; first += 2) {
    const part = first + 1 < poles.length ? between(statistic, poles, first) : beyondLast(statistic, poles)
    sum += first % 4 === 0 ? part : -part
  }
  return Math.min(1, sum / Math.PI)
}

/** exp(-s x) / s, over the square roots of all |1 - s / pole| but those whose factors the substitution took away. */
function integrand(
  s: number,
  {x, poles, left}: {x: number; poles: readonly number[]; left: (place: number) => boolean},
) {
  let product = 1
  for (let place = 0; place < poles.length; place++) if (!left(place)) product *= Math.abs(1 - s / poles[place]!)
  return Math.exp(-s * x) / (s * Math.sqrt(product))
}

/** From one pole to the next: Gauss-Chebyshev, exact to rounding once the nodes are closer than the exponential falls. */
function between(x: number, poles: readonly number[], first: number): number {
  const [from, to] = [poles[first]!, poles[first + 1]!]
  const half = (to - from) / 2
  const nodes = Math.ceil(LEAST_NODES + NODES_PER_FALL * Math.sqrt(x * half))
  const left = (place: number): boolean => place === first || place === first + 1
  let sum = 0
  for (let node = 0; node < nodes; node++) {
    // 1 - cos, without cancelling near the first pole, where large statistics have all of their weight.
    const height = 2 * Math.sin(((node + 0.5) * Math.PI) / (2 * nodes)) ** 2
    sum += integrand(from + half * height, {x, poles, left})
  }
  return (sum * Math.PI * Math.sqrt(from * to)) / nodes
}

const LEAST_NODES = 48
const NODES_PER_FALL = 8

/** From the last of an odd number of poles on: s = pole + width sinh(u)^2, by the trapezoidal rule over all u. */
function beyondLast(x: number, poles: readonly number[]): number {
  const last = poles.length - 1
  const pole = poles[last]!
  const width = pole - poles[last - 1]!
  const step = Math.min(0.2, 0.45 / Math.sqrt(x * width))
  const left = (place: number): boolean => place === last
  let sum = 0
  for (let node = 0; ; node++) {
    const u = node * step
    const s = pole + width * Math.sinh(u) ** 2
    const term = integrand(s, {x, poles, left}) * Math.cosh(u) * (node === 0 ? 0.5 : 1)
    sum += term
    if (!(term > sum * 1e-17)) break
  }
  return sum * 2 * step * Math.sqrt(width * pole)
}
