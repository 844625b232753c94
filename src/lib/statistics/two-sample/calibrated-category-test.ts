import type {Random} from '../random.js'
import {chiSquareHomogeneity} from './chi-square-homogeneity.js'
import {occurringCategories} from './category-counts.js'
import {fisherExact} from './fisher-exact.js'
import {poolRareCategories} from './pool-rare-categories.js'
import {randomisedCategoryTest} from './randomised-category-test.js'

export interface CalibratedCategoryTest {
  /** How the p-value was made: what the counts allow. */
  readonly method: 'single-category' | 'fisher' | 'randomisation' | 'chi-square' | 'chi-square-pooled'
  readonly pValue: number
}

/** Rows that chi-squared wants in each category of each sample; the textbook's 5 is too few far out in the tail. */
const COMMON = 10

/**
 * Two categories make so few different p-values that chi-squared is above its level at some shares: 5.6 % at 100 rows
 * each. Up to these rows in the smaller sample Fisher's test is taken, which never is.
 */
const FEW_ROWS = 1_000

/** Randomisation deals out the smaller sample up to 9,999 times: up to these rows in a fraction of a second. */
const MOST_DEALT_ROWS = 2_000

/**
 * Tests whether two samples have the same shares of the categories, by the test that keeps its level for these counts:
 * Fisher's for two categories, chi-squared where every category is common, else randomisation, and chi-squared with the
 * rare categories in one where there are too many rows to deal out.
 *
 * @param reference - shape [categories], counts
 * @param current - shape [categories], counts
 * @param random - source of chance for the randomisation; the same one gives the same p-value
 * @returns p-value in 0 .. 1, at least 1e-4 by randomisation
 * @throws MlopsError `DATA_EMPTY` when a sample has no rows, `DATA_INVALID` when the samples have different categories
 * @source Cochran (1954), Some methods for strengthening the common chi-squared tests, for the choice
 */
export function calibratedCategoryTest(
  reference: Float64Array,
  current: Float64Array,
  random: Random,
): CalibratedCategoryTest {
  const counts = occurringCategories(reference, current)
  if (counts.reference.length === 1) return {method: 'single-category', pValue: 1}
  const smallerRows = Math.min(counts.referenceRows, counts.currentRows)
  const pooled = poolRareCategories(counts, COMMON)
  const allCommon = pooled.reference === counts.reference
  if (counts.reference.length === 2 && (!allCommon || smallerRows <= FEW_ROWS)) {
    return {method: 'fisher', pValue: fisherExact(counts.reference, counts.current).pValue}
  }
  if (allCommon) return {method: 'chi-square', pValue: chiSquareHomogeneity(counts.reference, counts.current).pValue}
  if (smallerRows <= MOST_DEALT_ROWS) {
    return {method: 'randomisation', pValue: randomisedCategoryTest(counts.reference, counts.current, random).pValue}
  }
  return {method: 'chi-square-pooled', pValue: chiSquareHomogeneity(pooled.reference, pooled.current).pValue}
}
