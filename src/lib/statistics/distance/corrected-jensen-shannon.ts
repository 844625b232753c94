import type {CorrectedEffect} from './corrected-effect.js'
import {expectedWithoutDrift} from './expected-without-drift.js'
import {jensenShannonDistance, jensenShannonTerm} from './jensen-shannon-distance.js'

/**
 * Jensen-Shannon distance without what chance adds. `observed`, `expected` and `excess` are squared distances, in nats,
 * as it is the squared distance in which chance adds up; `effect` is a distance.
 *
 * @param reference - shape [bins], counts; bins that follow from both samples together
 * @param current - shape [bins], counts
 * @returns effect from 0 to sqrt(ln 2) = 0.8326 (no bin in common, whatever the number of rows)
 * @throws MlopsError `DATA_EMPTY` when a sample has nothing in any bin, `DATA_INVALID` when they have different bins
 * @source adjustment for chance after Hubert and Arabie (1985), Comparing partitions: (observed - expected) /
 * (most - expected)
 */
export function correctedJensenShannon(reference: Float64Array, current: Float64Array): CorrectedEffect {
  const observed = jensenShannonDistance(reference, current) ** 2
  const expected = expectedWithoutDrift(reference, current, jensenShannonTerm)
  const excess = observed - expected
  const room = Math.LN2 - expected
  const effect = excess > 0 && room > 0 ? Math.sqrt(Math.min(1, excess / room) * Math.LN2) : 0
  return {observed, expected, excess, effect}
}
