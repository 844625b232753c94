import {cramerVonMisesSurvival} from '../survival/cramer-von-mises-survival.js'
import {twoSampleCramerVonMisesSurvival} from '../survival/two-sample-cramer-von-mises-survival.js'
import {greatestCommonDivisor} from '../survival/greatest-common-divisor.js'
import {requireRows, UNDEFINED_TEST, type TwoSampleTest} from './two-sample-test.js'
import {walkPooled} from './walk-pooled.js'

/**
 * Two-sample Cramér-von Mises test: the mean squared distance of the two distribution functions.
 *
 * For numbers that hardly repeat: with ties and unequal sizes SciPy's mid-rank statistic is too large, and 5,000 against
 * 50 rows of 30 distinct values are called different in every one of 800 tables that are not.
 *
 * The p-value is exact up to 20 rows a sample, else that of the limiting distribution, after matching mean and variance.
 *
 * @param reference - shape [n], ascending, no NaN
 * @param current - shape [m], ascending, no NaN
 * @returns statistic T; NaN when either sample has one row; for two equal constants 0 and p-value 1, where SciPy's are
 * arbitrary
 * @throws MlopsError `DATA_EMPTY` when either sample has no rows
 * @source scipy.stats.cramervonmises_2samp, method 'auto'; Anderson (1962). SciPy's own limiting distribution has
 * an absolute error of up to 1e-7; this one has none, and is small where the samples are far apart
 */
export function cramerVonMises(reference: Float64Array, current: Float64Array): TwoSampleTest {
  requireRows(reference, current)
  const n = reference.length
  const m = current.length
  if (n === 1 || m === 1) return UNDEFINED_TEST
  if (reference[0] === current[m - 1] && current[0] === reference[n - 1]) return {statistic: 0, pValue: 1}
  let referenceBelow = 0
  let currentBelow = 0
  // Sums of (rank among both - rank in the own sample)^2, with mid-ranks among both.
  let squares = 0
  walkPooled(reference, current, (_, inReference, inCurrent) => {
    squares +=
      n * tiedSquares(inReference, currentBelow, inCurrent) + m * tiedSquares(inCurrent, referenceBelow, inReference)
    referenceBelow += inReference
    currentBelow += inCurrent
  })
  const product = n * m
  const rows = n + m
  const statistic = (squares / product - (4 * product - 1) / 6) / rows
  if (Math.max(n, m) <= MAX_EXACT_ROWS) {
    const multiple = product / greatestCommonDivisor(n, m)
    const scaled = multiple ** 2 * rows * (6 * squares - product * (4 * product - 1))
    return {statistic, pValue: twoSampleCramerVonMisesSurvival(Math.floor(scaled / (6 * product ** 2)), [n, m])}
  }
  const mean = (1 + 1 / rows) / 6
  const variance =
    ((rows + 1) * (4 * product * rows - 3 * (n * n + m * m) - 2 * product)) / (180 * rows * rows * product)
  return {statistic, pValue: cramerVonMisesSurvival(1 / 6 + (statistic - mean) / Math.sqrt(45 * variance))}
}

/** Of `own` tied rows of a sample, beside `others` tied and `below` smaller rows of the other one. */
function tiedSquares(own: number, below: number, others: number): number {
  return own * (below + others / 2) ** 2 + (own * (own * own - 1)) / 12
}

/** SciPy is exact when neither sample is larger. */
const MAX_EXACT_ROWS = 20
