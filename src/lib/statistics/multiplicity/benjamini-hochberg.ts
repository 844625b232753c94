import {adjustByRank, type AdjustedPValues} from './adjusted-p-values.js'

/**
 * Benjamini-Hochberg: of the rejected tests, at most the share `alpha` is rejected wrongly, on average. Right for tests
 * that are independent or positively dependent.
 *
 * @param pValues - shape [tests], 0 .. 1, or NaN for a test that was not made
 * @param alpha - false discovery rate, such as 0.05
 * @source Benjamini and Hochberg (1995); statsmodels multipletests(method="fdr_bh")
 */
export function benjaminiHochberg(pValues: Float64Array, alpha: number): AdjustedPValues {
  return adjustByRank(pValues, (rank, tests) => tests / rank, {monotone: 'down', alpha})
}
