import {independenceTest} from '../independence-test.js'
import {occurringCategories, tableOfCounts} from './category-counts.js'
import type {CategoryTest} from './category-test.js'

/**
 * Pearson's chi-squared test that two samples have the same shares of the categories. Both samples count as samples.
 * Its p-value is right where every category is expected some ten times in each sample, and wrong for rare ones.
 *
 * @param reference - shape [categories], counts
 * @param current - shape [categories], counts
 * @returns p-value in 0 .. 1
 * @throws MlopsError `DATA_EMPTY` when a sample has no rows, `DATA_INVALID` when the samples have different categories
 * @source Pearson (1911); scipy.stats.chi2_contingency(correction=False) on the 2 x k table
 */
export function chiSquareHomogeneity(reference: Float64Array, current: Float64Array): CategoryTest {
  const {statistic, degreesOfFreedom, pValue} = independenceTest(tableOfCounts(occurringCategories(reference, current)))
  return {statistic, degreesOfFreedom, pValue}
}
