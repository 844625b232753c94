import {
  hypergeometricMode,
  hypergeometricProbability,
  hypergeometricRatio,
  type Urn,
} from '../statistics/hypergeometric.js'
import {createRandom, shuffle, type Random} from '../statistics/random.js'
import type {CategorySamples, NumberSamples} from './evidently-samples.js'
import {sumOf} from './profile-rows.js'

/** Rows in all up to which the kernel of every pair is a matter of a second and of 72 MB. */
const MOST_KERNEL_ROWS = 3_000
const TVD_SPLITS = 1_000
const MMD_SPLITS = 100
/** The same distance summed in another order differs by rounding. */
const TIE = 1e-12

/**
 * Share of random splits of the same rows whose total variation distance is at least the observed one.
 *
 * @returns 0 .. 1, in steps of 0.001; always the same for the same counts
 * @source Evidently 0.7 `TVD`. Its random numbers follow the order of the rows, which counts do not have: the two
 * p-values agree up to chance, about 0.01 around 0.1
 */
export function totalVariationPValue({reference, current}: CategorySamples): number {
  const random = createRandom('TVD')
  const totals = reference.map((count, category) => count + current[category]!)
  const [n, m] = [sumOf(reference), sumOf(current)]
  const distance = (sample: Float64Array): number => {
    let sum = 0
    for (let category = 0; category < totals.length; category++) {
      sum += Math.abs((totals[category]! - sample[category]!) / n - sample[category]! / m)
    }
    return sum / 2
  }
  const observed = distance(current) * (1 - TIE)
  let extremes = 0
  for (let split = 0; split < TVD_SPLITS; split++) if (distance(deal(totals, m, random)) >= observed) extremes++
  return extremes / TVD_SPLITS
}

/** Counts of `draws` rows dealt out of all at random, category by category. */
function deal(totals: Float64Array, draws: number, random: Random): Float64Array {
  let population = sumOf(totals)
  let left = draws
  return totals.map((marked) => {
    const hits = drawHits({population, marked, draws: left}, random)
    population -= marked
    left -= hits
    return hits
  })
}

/** A random number of hits, by inversion from the most likely one outwards. */
function drawHits(urn: Urn, random: Random): number {
  const [least, most] = [Math.max(0, urn.marked + urn.draws - urn.population), Math.min(urn.marked, urn.draws)]
  if (least === most) return least
  const mode = hypergeometricMode(urn)
  let [below, above] = [mode, mode]
  let chanceBelow = hypergeometricProbability(mode, urn)
  let chanceAbove = chanceBelow
  let rest = random() - chanceBelow
  while (rest >= 0 && (below > least || above < most)) {
    if (above < most) {
      chanceAbove *= hypergeometricRatio(above, urn)
      above++
      rest -= chanceAbove
      if (rest < 0) return above
    }
    if (below > least) {
      below--
      chanceBelow /= hypergeometricRatio(below, urn)
      rest -= chanceBelow
      if (rest < 0) return below
    }
  }
  return mode
}

/**
 * Share of random splits of the same rows whose maximum mean discrepancy is at least the observed one, with a Gaussian
 * kernel as wide as the median distance within the reference.
 *
 * @returns 0 .. 1, in steps of 0.01; always the same for the same values; NaN beyond 3,000 rows in all, and below two in
 * either sample
 * @source Gretton et al. (2012), A kernel two-sample test; Evidently 0.7 `empirical_mmd`, whose splits have no seed: the
 * two p-values agree up to chance, about 0.03 around 0.1
 */
export function maximumMeanDiscrepancy({reference, current}: NumberSamples): number {
  const [n, m] = [reference.length, current.length]
  const rows = n + m
  if (rows > MOST_KERNEL_ROWS || n < 2 || m < 2) return NaN
  const kernel = kernelOf(Float64Array.of(...reference, ...current), medianSquare(reference))
  const rowSums = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    for (let other = 0; other < rows; other++) rowSums[row]! += kernel[row * rows + other]!
  }
  const total = sumOf(rowSums)
  const discrepancy = (order: Int32Array): number => {
    const [chosen, others] = [order.subarray(0, n), order.subarray(n)]
    const within = sumWithin(kernel, rows, chosen)
    let touching = 0
    for (const row of chosen) touching += rowSums[row]!
    const between = touching - within
    const withinOthers = total - 2 * touching + within
    return within / (n * (n - 1)) + withinOthers / (m * (m - 1)) - (2 * between) / (chosen.length * others.length)
  }
  const order = Int32Array.from({length: rows}, (_, row) => row)
  const observed = discrepancy(order)
  const random = createRandom('MMD')
  let extremes = 0
  for (let split = 0; split < MMD_SPLITS; split++) {
    shuffle(order, random)
    if (discrepancy(order) >= observed - TIE) extremes++
  }
  return extremes / MMD_SPLITS
}

/** Half of the median squared distance within a sample, a row's distance to itself included; 1/2 where that is 0. */
function medianSquare(values: Float64Array): number {
  const n = values.length
  const squares = new Float64Array(n * n)
  for (let row = 0; row < n; row++) {
    for (let other = 0; other < n; other++) squares[row * n + other] = (values[row]! - values[other]!) ** 2
  }
  squares.sort()
  const middle = squares[roundHalfEven((n * n - 1) / 2)]! / 2
  return middle === 0 ? 0.5 : middle
}

/** As numpy's percentile with method "nearest". */
function roundHalfEven(value: number): number {
  const below = Math.floor(value)
  if (value - below !== 0.5) return Math.round(value)
  return below % 2 === 0 ? below : below + 1
}

/** exp(-distance^2 / (2 sigma^2)) of every pair, 0 of a row with itself. */
function kernelOf(values: Float64Array, sigmaSquare: number): Float64Array {
  const rows = values.length
  const kernel = new Float64Array(rows * rows)
  for (let row = 0; row < rows; row++) {
    for (let other = 0; other < row; other++) {
      const value = Math.exp(-((values[row]! - values[other]!) ** 2) / (2 * sigmaSquare))
      kernel[row * rows + other] = value
      kernel[other * rows + row] = value
    }
  }
  return kernel
}

function sumWithin(kernel: Float64Array, rows: number, chosen: Int32Array): number {
  const places = Int32Array.from(chosen).sort()
  let sum = 0
  for (let i = 0; i < places.length; i++) {
    const start = places[i]! * rows
    for (let j = 0; j < i; j++) sum += kernel[start + places[j]!]!
  }
  return 2 * sum
}
