import {totalOf} from '../distance/fractions.js'
import {hypergeometricMode, hypergeometricProbability, hypergeometricRatio, type Urn} from '../hypergeometric.js'
import {checkTwoCategories} from './category-counts.js'

export interface FisherExact {
  /** Odds of the first category in the reference over those in the current sample; NaN when one category is missing. */
  readonly oddsRatio: number
  /** Two-sided: never below the true chance, and so cautious in small samples. */
  readonly pValue: number
  /** Two-sided, with half of the chance of the tables that are as likely as this one: close to its level. */
  readonly midP: number
}

/**
 * Fisher's exact test that two samples have the same shares of two categories. Two-sided: all tables that are at most as
 * likely as the observed one count as extreme.
 *
 * @param reference - shape [2], counts
 * @param current - shape [2], counts
 * @returns p-values in 0 .. 1, to about 1e-12 relative down to 1e-290
 * @throws MlopsError `DATA_EMPTY` when a sample has no rows, `DATA_INVALID` when there are not two categories
 * @source scipy.stats.fisher_exact; mid-p: Lancaster (1961), Significance tests in discrete distributions
 */
export function fisherExact(reference: Float64Array, current: Float64Array): FisherExact {
  checkTwoCategories(reference)
  checkTwoCategories(current)
  const draws = totalOf(reference)
  const urn = {population: draws + totalOf(current), marked: reference[0]! + current[0]!, draws}
  const oddsRatio = (reference[0]! * current[1]!) / (reference[1]! * current[0]!)
  return {oddsRatio, ...twoSidedTails(reference[0]!, urn)}
}

/** Equally likely tables differ by rounding, about 1e-13; different ones by more than this in all but freak cases. */
const TIE = 1e-11

function twoSidedTails(observed: number, urn: Urn): {readonly pValue: number; readonly midP: number} {
  const least = Math.max(0, urn.marked + urn.draws - urn.population)
  const most = Math.min(urn.marked, urn.draws)
  const chance = hypergeometricProbability(observed, urn)
  const below = lastBelow(chance * (1 + TIE), {urn, least})
  const above = firstAbove(chance * (1 + TIE), {urn, most})
  const asLikely = (hits: number): number => {
    const probability = hypergeometricProbability(hits, urn)
    return probability >= chance * (1 - TIE) ? probability : 0
  }
  if (below + 1 >= above) {
    // Even the most likely table counts: the other one of two equal peaks is its neighbour.
    const ties = chance + (asLikely(observed - 1) === 0 ? 0 : chance) + (asLikely(observed + 1) === 0 ? 0 : chance)
    return {pValue: 1, midP: 1 - ties / 2}
  }
  const pValue = Math.min(1, lowerSum(below, {urn, least}) + upperSum(above, {urn, most}))
  return {pValue, midP: pValue - (asLikely(below) + asLikely(above)) / 2}
}

/** Largest number of hits up to the mode that is at most this likely; least - 1 when there is none. */
function lastBelow(bound: number, {urn, least}: {readonly urn: Urn; readonly least: number}): number {
  let low = least - 1
  let high = hypergeometricMode(urn)
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (hypergeometricProbability(middle, urn) <= bound) low = middle
    else high = middle - 1
  }
  return low
}

/** Smallest number of hits above the mode that is at most this likely; most + 1 when there is none. */
function firstAbove(bound: number, {urn, most}: {readonly urn: Urn; readonly most: number}): number {
  let low = hypergeometricMode(urn) + 1
  let high = most + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (hypergeometricProbability(middle, urn) <= bound) high = middle
    else low = middle + 1
  }
  return low
}

function lowerSum(from: number, {urn, least}: {readonly urn: Urn; readonly least: number}): number {
  let term = hypergeometricProbability(from, urn)
  let sum = term
  for (let hits = from; hits > least && term > sum * NEGLIGIBLE; hits--) {
    term /= hypergeometricRatio(hits - 1, urn)
    sum += term
  }
  return sum
}

function upperSum(from: number, {urn, most}: {readonly urn: Urn; readonly most: number}): number {
  let term = hypergeometricProbability(from, urn)
  let sum = term
  for (let hits = from; hits < most && term > sum * NEGLIGIBLE; hits++) {
    term *= hypergeometricRatio(hits, urn)
    sum += term
  }
  return sum
}

/** Thousands of terms of this size together stay below the rounding of the sum. */
const NEGLIGIBLE = 1e-20
