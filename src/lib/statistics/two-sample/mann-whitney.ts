import {mannWhitneyCumulative} from '../survival/mann-whitney-cumulative.js'
import {normalSurvival} from '../survival/normal-survival.js'
import {requireRows, type TwoSampleTest} from './two-sample-test.js'
import {walkPooled} from './walk-pooled.js'

/**
 * Two-sided Mann-Whitney U test: does a row of one sample exceed a row of the other more often than not?
 *
 * The p-value is exact without ties when a sample has 8 rows or fewer (at 8 rows memory for 4 numbers a row of the
 * other), else normal with corrections for ties and continuity.
 *
 * @param reference - shape [n], ascending, no NaN
 * @param current - shape [m], ascending, no NaN
 * @returns statistic U of the reference: pairs in which it is the larger, half of the equal ones; p-value 1 for constants
 * @throws MlopsError `DATA_EMPTY` when either sample has no rows
 * @source scipy.stats.mannwhitneyu, method 'auto'
 */
export function mannWhitney(reference: Float64Array, current: Float64Array): TwoSampleTest {
  requireRows(reference, current)
  const n = reference.length
  const m = current.length
  let currentBelow = 0
  let statistic = 0
  let tieTerm = 0
  walkPooled(reference, current, (_, inReference, inCurrent) => {
    statistic += inReference * (currentBelow + inCurrent / 2)
    currentBelow += inCurrent
    const ties = inReference + inCurrent
    tieTerm += ties * (ties * ties - 1)
  })
  const rows = n + m
  if (Math.min(n, m) <= MAX_EXACT_ROWS && tieTerm === 0) {
    return {statistic, pValue: Math.min(1, 2 * mannWhitneyCumulative(Math.min(statistic, n * m - statistic), [n, m]))}
  }
  const deviation = Math.sqrt(((n * m) / 12) * (rows + 1 - tieTerm / (rows * (rows - 1))))
  const excess = Math.abs(statistic - (n * m) / 2) - 0.5
  return {statistic, pValue: deviation > 0 ? Math.min(1, 2 * normalSurvival(excess / deviation)) : 1}
}

/** SciPy is exact when either sample is no larger. */
const MAX_EXACT_ROWS = 8
