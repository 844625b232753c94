import {totalOf} from '../distance/fractions.js'
import {normalSurvival} from '../survival/normal-survival.js'
import {checkTwoCategories} from './category-counts.js'

/**
 * Two-proportion z-test with the pooled share, two-sided: the chi-squared test of two categories, with a sign.
 *
 * @param reference - shape [2], counts
 * @param current - shape [2], counts
 * @returns z above 0 when the second category is more frequent in the current sample; z 0 and p-value 1 when only one
 * category occurs
 * @throws MlopsError `DATA_EMPTY` when a sample has no rows, `DATA_INVALID` when there are not two categories
 * @source statsmodels proportions_ztest; Evidently 0.7 `z` (which compares the share of all but the first value)
 */
export function twoProportionZ(
  reference: Float64Array,
  current: Float64Array,
): {readonly z: number; readonly pValue: number} {
  checkTwoCategories(reference)
  checkTwoCategories(current)
  const referenceRows = totalOf(reference)
  const currentRows = totalOf(current)
  const pooled = (reference[1]! + current[1]!) / (referenceRows + currentRows)
  const variance = pooled * (1 - pooled) * (1 / referenceRows + 1 / currentRows)
  if (variance <= 0) return {z: 0, pValue: 1}
  const z = (current[1]! / currentRows - reference[1]! / referenceRows) / Math.sqrt(variance)
  return {z, pValue: Math.min(1, 2 * normalSurvival(Math.abs(z)))}
}
