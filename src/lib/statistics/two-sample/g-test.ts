import {chiSquaredSurvival} from '../survival/chi-squared-survival.js'
import {occurringCategories} from './category-counts.js'
import type {CategoryTest} from './category-test.js'

/**
 * Likelihood ratio test (G-test) that two samples have the same shares of the categories. As for chi-squared, the
 * p-value is wrong where categories are rare.
 *
 * @param reference - shape [categories], counts
 * @param current - shape [categories], counts
 * @returns p-value in 0 .. 1
 * @throws MlopsError `DATA_EMPTY` when a sample has no rows, `DATA_INVALID` when the samples have different categories
 * @source Wilks (1938); scipy.stats.chi2_contingency(correction=False, lambda_="log-likelihood") on the 2 x k table
 */
export function gTest(reference: Float64Array, current: Float64Array): CategoryTest {
  const counts = occurringCategories(reference, current)
  const rows = counts.referenceRows + counts.currentRows
  let statistic = 0
  for (let category = 0; category < counts.reference.length; category++) {
    const share = (counts.reference[category]! + counts.current[category]!) / rows
    statistic += deviance(counts.reference[category]!, share * counts.referenceRows)
    statistic += deviance(counts.current[category]!, share * counts.currentRows)
  }
  const degreesOfFreedom = counts.reference.length - 1
  const pValue = degreesOfFreedom === 0 ? 1 : chiSquaredSurvival(statistic, degreesOfFreedom)
  return {statistic, degreesOfFreedom, pValue}
}

/** 2 (observed ln(observed / expected) - observed + expected): what is added sums to 0, and no term is negative. */
function deviance(observed: number, expected: number): number {
  if (observed === 0) return 2 * expected
  const excess = (observed - expected) / expected
  return Math.max(0, 2 * (observed * Math.log1p(excess) - (observed - expected)))
}
