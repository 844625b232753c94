import {hypergeometricMode, hypergeometricProbability, hypergeometricRatio, type Urn} from '../hypergeometric.js'
import {checkSameBins, totalOf} from './fractions.js'

/**
 * Mean of a distance of two binned samples when there is no drift: over all ways to deal the same rows out to two
 * samples of these sizes. Exact, for every distance that is a sum over the bins, and for few rows as for many.
 *
 * The bins may follow from both samples together, but not from one of them alone: without drift every split of the rows
 * is equally likely only then.
 *
 * @param reference - shape [bins], counts (not fractions)
 * @param current - shape [bins], counts (not fractions)
 * @param term - what a bin with these fractions of the two samples adds to the distance; finite
 * @returns in the unit of the distance; for the squared Jensen-Shannon distance about (bins - 1) (1 / n + 1 / m) / 8
 * @throws MlopsError `DATA_EMPTY` when a sample has nothing in any bin, `DATA_INVALID` when they have different bins
 * @source the permutation distribution: without drift, the current rows of a bin are hypergeometric
 */
export function expectedWithoutDrift(
  reference: Float64Array,
  current: Float64Array,
  term: (before: number, now: number) => number,
): number {
  checkSameBins(reference, current)
  const referenceRows = totalOf(reference)
  const currentRows = totalOf(current)
  let sum = 0
  for (let bin = 0; bin < reference.length; bin++) {
    const marked = reference[bin]! + current[bin]!
    if (marked === 0) continue
    const urn = {population: referenceRows + currentRows, marked, draws: currentRows}
    sum += meanOver(urn, (hits) => term((marked - hits) / referenceRows, hits / currentRows))
  }
  return sum
}

/** Chances below this part of the largest one are left out: all of them together are below rounding. */
const NEGLIGIBLE = 1e-18

/** Mean of a function of the number of hits, summed from the most likely number outwards. */
function meanOver(urn: Urn, value: (hits: number) => number): number {
  const least = Math.max(0, urn.marked + urn.draws - urn.population)
  const most = Math.min(urn.marked, urn.draws)
  const mode = hypergeometricMode(urn)
  const peak = hypergeometricProbability(mode, urn)
  let sum = peak * value(mode)
  for (let hits = mode, chance = peak; hits < most && chance > peak * NEGLIGIBLE; hits++) {
    chance *= hypergeometricRatio(hits, urn)
    sum += chance * value(hits + 1)
  }
  for (let hits = mode, chance = peak; hits > least && chance > peak * NEGLIGIBLE; hits--) {
    chance /= hypergeometricRatio(hits - 1, urn)
    sum += chance * value(hits - 1)
  }
  return sum
}
