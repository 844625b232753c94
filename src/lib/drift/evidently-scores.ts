import {chiSquaredSurvival} from '../statistics/survival/chi-squared-survival.js'
import {cramerVonMises} from '../statistics/two-sample/cramer-von-mises.js'
import {kolmogorovSmirnov} from '../statistics/two-sample/kolmogorov-smirnov.js'
import {twoProportionZ} from '../statistics/two-sample/two-proportion-z.js'
import {evidentlyHellingerBins} from '../statistics/distance/evidently-bins.js'
import {normalSurvival} from '../statistics/survival/normal-survival.js'
import type {CategorySamples, NumberSamples} from './evidently-samples.js'
import {sumOf} from './profile-rows.js'

// Where Evidently's own arithmetic shows in the digits of a score, it is repeated here, rounding included. The functions
// of statistics/ are the accurate ones.

/** SciPy's p-value is 0 for samples of more than 10,000 rows that do not overlap. */
export function evidentlyKolmogorovSmirnov({reference, current}: NumberSamples): number {
  const {statistic, pValue} = kolmogorovSmirnov(reference, current)
  return statistic === 1 && Math.max(reference.length, current.length) > 10_000 ? 0 : pValue
}

/**
 * Share of all rows but those of the first category, compared by its z-test.
 *
 * @source Evidently 0.7 `z`: 2 (1 - cdf(|z|)), which is 0 from z = 8.3 on and has steps of 2.2e-16 before
 */
export function evidentlyZ({reference, current}: CategorySamples): number {
  if (reference.length === 1) return 1
  const {z} = twoProportionZ(firstAndRest(reference), firstAndRest(current))
  const cumulative = 1 - normalSurvival(Math.abs(z))
  return 2 * (1 - cumulative)
}

function firstAndRest(counts: Float64Array): Float64Array {
  return Float64Array.of(counts[0]!, sumOf(counts) - counts[0]!)
}

/**
 * G-test that the current rows have the shares of the reference. Evidently compares the counts themselves, which SciPy
 * refuses for unequal sizes; scaled to the current rows, equal sizes give the same, and others give an answer.
 *
 * @source scipy.stats.power_divergence(lambda_="log-likelihood")
 */
export function evidentlyG({reference, current}: CategorySamples): number {
  const scale = sumOf(current) / sumOf(reference)
  let statistic = 0
  for (let category = 0; category < reference.length; category++) {
    const observed = current[category]!
    if (observed > 0) statistic += 2 * observed * Math.log(observed / (reference[category]! * scale))
  }
  return reference.length === 1 ? 1 : chiSquaredSurvival(Math.max(0, statistic), reference.length - 1)
}

/**
 * Hellinger distance of two samples of numbers.
 *
 * @source Evidently 0.7 `hellinger`: sqrt(1 - sum of sqrt(p q)) of densities, which leaves about 1e-8 of no distance
 */
export function evidentlyHellingerOfNumbers(samples: NumberSamples): number {
  const {reference, current, leastBinWidth} = samples
  const bins = evidentlyHellingerBins(samples, {leastWidth: leastBinWidth})
  const size = bins.reference.length
  const [lowest, highest] = [Math.min(reference[0]!, current[0]!), Math.max(reference.at(-1)!, current.at(-1)!)]
  const [low, high] = lowest === highest ? [lowest - 0.5, highest + 0.5] : [lowest, highest]
  const step = (high - low) / size
  const edge = (at: number): number => (at === size ? high : at * step + low)
  const binWidth = (high - low) / size
  let overlap = 0
  for (let bin = 0; bin < size; bin++) {
    const width = edge(bin + 1) - edge(bin)
    const before = bins.reference[bin]! / width / reference.length
    const now = bins.current[bin]! / width / current.length
    overlap += Math.sqrt(before * now) * binWidth
  }
  return Math.sqrt(1 - Math.min(1, overlap))
}

/** Hellinger distance of two samples of categories, as Evidently 0.7 rounds it. */
export function evidentlyHellingerOfCategories({reference, current}: CategorySamples): number {
  const [n, m] = [sumOf(reference), sumOf(current)]
  let overlap = 0
  reference.forEach((count, category) => {
    overlap += Math.sqrt((count / n) * (current[category]! / m))
  })
  return Math.sqrt(1 - Math.min(1, overlap))
}

/**
 * P-value of the Cramér-von Mises test.
 *
 * @source Evidently 0.7 `cramer_von_mises`, a copy of SciPy's: 1 less a series that is cut at 1e-7, so that far apart
 * samples get about 1e-8 or 0 beyond 20 rows
 */
export function evidentlyCramerVonMises({reference, current}: NumberSamples): number {
  const {statistic, pValue} = cramerVonMises(reference, current)
  const [n, m] = [reference.length, current.length]
  if (Math.max(n, m) <= 20 || Number.isNaN(statistic)) return pValue
  const rows = n + m
  const product = n * m
  const mean = (1 + 1 / rows) / 6
  const variance =
    ((rows + 1) * (4 * product * rows - 3 * (n * n + m * m) - 2 * product)) / (180 * rows * rows * product)
  const limiting = 1 / 6 + (statistic - mean) / Math.sqrt(45 * variance)
  return limiting < 0.003 ? 1 : Math.max(0, 1 - cutCramerVonMisesCumulative(limiting))
}

/** @source Csörgő and Faraway (1996), equation 1.2, without the terms after the first below 1e-7 */
function cutCramerVonMisesCumulative(x: number): number {
  let sum = 0
  // Gamma(k + 1/2) / k!, from one term to the next.
  let ratio = Math.sqrt(Math.PI)
  for (let k = 0; ; k++) {
    const y = 4 * k + 1
    const q = (y * y) / (16 * x)
    const term = (ratio / (Math.PI ** 1.5 * Math.sqrt(x))) * Math.sqrt(y) * Math.exp(-q) * besselK(0.25, q)
    sum += term
    if (term < 1e-7) return sum
    ratio *= (k + 0.5) / (k + 1)
  }
}

/** Modified Bessel function of the second kind, by the trapezoidal rule for the integral of exp(-q cosh t) cosh(order t). */
function besselK(order: number, q: number): number {
  const step = 1 / 16
  let sum = Math.exp(-q) / 2
  for (let t = step; ; t += step) {
    const term = Math.exp(-q * Math.cosh(t)) * Math.cosh(order * t)
    sum += term
    if (term <= sum * 1e-18) return sum * step
  }
}
