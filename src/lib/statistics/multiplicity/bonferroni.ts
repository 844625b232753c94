import {adjustByRank, type AdjustedPValues} from './adjusted-p-values.js'

/**
 * Bonferroni: the chance that any test at all is rejected wrongly is at most `alpha`, under any dependence.
 *
 * @param pValues - shape [tests], 0 .. 1, or NaN for a test that was not made
 * @param alpha - family-wise error rate, such as 0.05
 * @source Dunn (1961); statsmodels multipletests(method="bonferroni")
 */
export function bonferroni(pValues: Float64Array, alpha: number): AdjustedPValues {
  return adjustByRank(pValues, (_rank, tests) => tests, {monotone: 'up', alpha})
}
