import {adjustByRank, type AdjustedPValues} from './adjusted-p-values.js'

/**
 * Holm: the chance that any test at all is rejected wrongly is at most `alpha`, under any dependence. Rejects whatever
 * Bonferroni rejects, and more.
 *
 * @param pValues - shape [tests], 0 .. 1, or NaN for a test that was not made
 * @param alpha - family-wise error rate, such as 0.05
 * @source Holm (1979); statsmodels multipletests(method="holm")
 */
export function holm(pValues: Float64Array, alpha: number): AdjustedPValues {
  return adjustByRank(pValues, (rank, tests) => tests - rank + 1, {monotone: 'up', alpha})
}
