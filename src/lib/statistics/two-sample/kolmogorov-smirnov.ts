import {disjointChance} from '../survival/disjoint-chance.js'
import {greatestCommonDivisor} from '../survival/greatest-common-divisor.js'
import {kolmogorovSmirnovSurvival} from '../survival/kolmogorov-smirnov-survival.js'
import {twoSampleSmirnovSurvival} from '../survival/two-sample-smirnov-survival.js'
import {requireRows, type TwoSampleTest} from './two-sample-test.js'
import {walkPooled} from './walk-pooled.js'

/**
 * Two-sided Kolmogorov-Smirnov test: the largest distance of the two distribution functions.
 *
 * The p-value is exact (and with ties too large, never too small) up to 10,000 rows in the larger sample; then O(n) for
 * equal sizes, else up to O(n m). Beyond, O(n): the one-sample distribution at nm / (n + m) rows. Where that calls a
 * distance of 1 impossible (one row beyond 20,000 would have p = 0), the exact value stands instead of it.
 *
 * @param reference - shape [n], ascending, no NaN
 * @param current - shape [m], ascending, no NaN
 * @returns statistic 0 .. 1; 0 and p-value 1 for equal samples, constants included
 * @throws MlopsError `DATA_EMPTY` when either sample has no rows
 * @source scipy.stats.ks_2samp, method 'auto'
 */
export function kolmogorovSmirnov(reference: Float64Array, current: Float64Array): TwoSampleTest {
  requireRows(reference, current)
  const sizes = [reference.length, current.length] as const
  const [n, m] = sizes
  // Counted in units of 1 / (n m): whole numbers, so that equal shares differ by exactly 0.
  let height = 0
  let largest = 0
  walkPooled(reference, current, (_, inReference, inCurrent) => {
    height += inReference * m - inCurrent * n
    largest = Math.max(largest, Math.abs(height))
  })
  const statistic = largest / (n * m)
  if (Math.max(n, m) <= MAX_EXACT_ROWS) {
    return {statistic, pValue: twoSampleSmirnovSurvival(largest / greatestCommonDivisor(n, m), sizes)}
  }
  if (statistic === 1) return {statistic, pValue: disjointChance(sizes)}
  return {statistic, pValue: kolmogorovSmirnovSurvival(statistic, roundHalfEven((n * m) / (n + m)))}
}

/** SciPy's MAX_AUTO_N. */
const MAX_EXACT_ROWS = 10_000

/** As NumPy rounds. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value)
  if (value - below === 0.5) return below % 2 === 0 ? below : below + 1
  return Math.round(value)
}
