import {hypergeometricDeviation} from '../hypergeometric.js'
import type {CorrectedEffect} from './corrected-effect.js'
import {totalOf} from './fractions.js'
import {totalVariationDistance} from './total-variation-distance.js'

/**
 * Total variation distance without what chance adds. `excess` is 0 on average without drift; but where there is drift,
 * chance adds less than `expected`, and nearly as its square: `effect` takes that away from the square of the distance.
 *
 * @param reference - shape [bins], counts; bins that follow from both samples together
 * @param current - shape [bins], counts
 * @returns effect from 0 to 1 (no bin in common): share of rows that changed their bin
 * @throws MlopsError `DATA_EMPTY` when a sample has nothing in any bin, `DATA_INVALID` when they have different bins
 * @source adjustment for chance after Hubert and Arabie (1985), Comparing partitions: (observed - expected) /
 * (most - expected), of the squares
 */
export function correctedTotalVariation(reference: Float64Array, current: Float64Array): CorrectedEffect {
  const observed = totalVariationDistance(reference, current)
  const [referenceRows, currentRows] = [totalOf(reference), totalOf(current)]
  const population = referenceRows + currentRows
  let deviation = 0
  for (let bin = 0; bin < reference.length; bin++) {
    deviation += hypergeometricDeviation({population, marked: reference[bin]! + current[bin]!, draws: currentRows})
  }
  // One row more in a bin of the current sample is one less in the reference.
  const expected = (deviation / 2) * (1 / referenceRows + 1 / currentRows)
  const excess = observed - expected
  const [square, chance] = [observed * observed, expected * expected]
  const effect = excess > 0 && chance < 1 ? Math.sqrt(Math.min(1, (square - chance) / (1 - chance))) : 0
  return {observed, expected, excess, effect}
}
