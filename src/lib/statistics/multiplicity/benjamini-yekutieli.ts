import {adjustByRank, type AdjustedPValues} from './adjusted-p-values.js'

/**
 * Benjamini-Yekutieli: as Benjamini-Hochberg, but right under any dependence of the tests, at the price of power.
 *
 * @param pValues - shape [tests], 0 .. 1, or NaN for a test that was not made
 * @param alpha - false discovery rate, such as 0.05
 * @source Benjamini and Yekutieli (2001); statsmodels multipletests(method="fdr_by")
 */
export function benjaminiYekutieli(pValues: Float64Array, alpha: number): AdjustedPValues {
  const made = pValues.filter((value) => !Number.isNaN(value)).length
  let harmonic = 0
  for (let rank = 1; rank <= made; rank++) harmonic += 1 / rank
  return adjustByRank(pValues, (rank, tests) => (harmonic * tests) / rank, {monotone: 'down', alpha})
}
