import type {Random} from '../random.js'
import {occurringCategories} from './category-counts.js'

export interface RandomisedTest {
  /** Sum of (p - q)^2 / (p + q) / 2 over the categories: 0 .. 1, the square of Cramér's V of equally large samples. */
  readonly statistic: number
  readonly pValue: number
  /** Random splits that were tried. */
  readonly splits: number
}

/** Splits at most: the least p-value is 1 / 10,000, a tenth of what one column of 50 needs at 5 %. */
const MOST_SPLITS = 9_999

/** Extreme splits after which the p-value is known well enough: to 14 % of itself. */
const ENOUGH_EXTREMES = 50

/** Splits as extreme as the observed one, with the same counts in other categories, differ from it by rounding. */
const TIE = 1e-12

/**
 * Randomisation test that two samples have the same shares of the categories: how often do the same rows, dealt out at
 * random to two samples of these sizes, differ at least as much? The p-value is right for any number of rows and
 * categories, because without drift every such split is as likely as the observed one.
 *
 * The statistic is not chi-squared or G: beside a large reference, a few current rows in rare categories outweigh
 * everything else in those, and a shift between common categories goes unseen.
 *
 * @param reference - shape [categories], counts
 * @param current - shape [categories], counts
 * @param random - source of chance; the same one gives the same p-value
 * @returns p-value in 1e-4 .. 1; takes time in proportion to the splits and the rows of the smaller sample
 * @throws MlopsError `DATA_EMPTY` when a sample has no rows, `DATA_INVALID` when the samples have different categories
 * @source Besag and Clifford (1991), Sequential Monte Carlo p-values: stopping after enough extreme splits keeps the
 * p-value valid, P(p <= a) <= a. Statistic: Vincze-Le Cam distance
 */
export function randomisedCategoryTest(reference: Float64Array, current: Float64Array, random: Random): RandomisedTest {
  const counts = occurringCategories(reference, current)
  const currentIsSmaller = counts.currentRows <= counts.referenceRows
  const smaller = currentIsSmaller ? counts.current : counts.reference
  const rows = Math.min(counts.currentRows, counts.referenceRows)
  const otherRows = Math.max(counts.currentRows, counts.referenceRows)
  const totals = counts.reference.map((count, category) => count + counts.current[category]!)
  const statistic = distanceOf(smaller, {totals, rows, otherRows})
  const deal = dealer(totals, rows, random)
  let extremes = 0
  for (let splits = 1; splits <= MOST_SPLITS; splits++) {
    if (distanceOf(deal(), {totals, rows, otherRows}) >= statistic * (1 - TIE)) extremes++
    if (extremes === ENOUGH_EXTREMES) return {statistic, pValue: extremes / splits, splits}
  }
  return {statistic, pValue: (extremes + 1) / (MOST_SPLITS + 1), splits: MOST_SPLITS}
}

function distanceOf(
  sample: Float64Array,
  {totals, rows, otherRows}: {readonly totals: Float64Array; readonly rows: number; readonly otherRows: number},
): number {
  let sum = 0
  for (let category = 0; category < totals.length; category++) {
    const share = sample[category]! / rows
    const otherShare = (totals[category]! - sample[category]!) / otherRows
    const difference = share - otherShare
    sum += (difference * difference) / (share + otherShare)
  }
  return sum / 2
}

/** Deals `rows` of all rows at random, without putting them back; the counts are the same array at each call. */
function dealer(totals: Float64Array, rows: number, random: Random): () => Float64Array {
  const categories = new Int32Array(totals.reduce((sum, count) => sum + count, 0))
  let start = 0
  totals.forEach((count, category) => {
    categories.fill(category, start, start + count)
    start += count
  })
  const counts = new Float64Array(totals.length)
  return () => {
    counts.fill(0)
    for (let row = 0; row < rows; row++) {
      const other = row + Math.floor(random() * (categories.length - row))
      const category = categories[other]!
      categories[other] = categories[row]!
      categories[row] = category
      counts[category]! += 1
    }
    return counts
  }
}
