import {drawHypergeometric} from '../hypergeometric-draw.js'
import {hypergeometricProbability} from '../hypergeometric.js'
import type {Random} from '../random.js'
import {occurringCategories} from './category-counts.js'

export interface UnseenCategoriesTest {
  /** Rows of the current sample whose category the reference does not have. */
  readonly unseen: number
  /** Their mean when the rows of both are dealt out at random: rare categories are missed by chance. */
  readonly expected: number
  /** Of at least so many. */
  readonly pValue: number
}

/** Splits at most: the least p-value is 1 / 10,000. */
const MOST_SPLITS = 9_999
/** Splits at least, where there are thousands of rare categories. */
const LEAST_SPLITS = 999
/** Rare categories times splits: under a second. */
const MOST_DRAWS = 5e6
/** Extreme splits after which the p-value is known well enough: to 14 % of itself. */
const ENOUGH_EXTREMES = 50
/** A category that a random reference lacks less often than this is never unseen by chance. */
const NEVER = 1e-12
/** Rows of a category that are dealt out one by one. */
const FEW_ROWS = 30

/**
 * Tests whether the current rows have more categories that the reference lacks than chance brings about. Any reference
 * lacks some of the rare categories, so that the share of rows in them cannot be compared with a share of 0: the
 * categories were chosen for being 0 there. Here the same rows are dealt out at random to two samples of these sizes,
 * and each time those categories are looked up that the first one lacks.
 *
 * @param reference - shape [categories], counts
 * @param current - shape [categories], counts
 * @param random - source of chance; the same one gives the same p-value
 * @returns p-value in 1e-4 .. 1, from 1e-3 on with thousands of rare categories
 * @throws MlopsError `DATA_EMPTY` when a sample has no rows, `DATA_INVALID` when the samples have different categories
 * @source Besag and Clifford (1991), Sequential Monte Carlo p-values, for the p-value; Good (1953), The population
 * frequencies of species, for why the unseen share is not 0
 */
export function unseenCategoriesTest(
  reference: Float64Array,
  current: Float64Array,
  random: Random,
): UnseenCategoriesTest {
  const counts = occurringCategories(reference, current)
  const population = counts.referenceRows + counts.currentRows
  const rare: number[] = []
  let [unseen, expected] = [0, 0]
  counts.reference.forEach((before, category) => {
    const marked = before + counts.current[category]!
    const chance = hypergeometricProbability(0, {population, marked, draws: counts.referenceRows})
    expected += chance * marked
    if (before === 0) unseen += marked
    if (chance > NEVER) rare.push(marked)
  })
  if (unseen === 0) return {unseen, expected, pValue: 1}
  const most = Math.min(MOST_SPLITS, Math.max(LEAST_SPLITS, Math.floor(MOST_DRAWS / Math.max(1, rare.length))))
  let extremes = 0
  for (let splits = 1; splits <= most; splits++) {
    if (dealtUnseen(rare, {population, draws: counts.referenceRows}, random) >= unseen) extremes++
    if (extremes === ENOUGH_EXTREMES) return {unseen, expected, pValue: extremes / splits}
  }
  return {unseen, expected, pValue: (extremes + 1) / (most + 1)}
}

/** Rows of categories of which a reference that is drawn at random has none. */
function dealtUnseen(
  rare: readonly number[],
  {population, draws}: {readonly population: number; readonly draws: number},
  random: Random,
): number {
  let [left, toDraw, unseen] = [population, draws, 0]
  for (const marked of rare) {
    let hits = 0
    if (marked > FEW_ROWS) hits = drawHypergeometric({population: left, marked, draws: toDraw}, random)
    else for (let row = 0; row < marked; row++) if (random() * (left - row) < toDraw - hits) hits++
    if (hits === 0) unseen += marked
    left -= marked
    toDraw -= hits
  }
  return unseen
}
