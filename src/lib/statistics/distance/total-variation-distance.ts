import {bothFractions} from './fractions.js'

/**
 * Total variation distance of two binned samples: the share of rows that would have to change their bin.
 *
 * @param reference - shape [bins], counts or fractions
 * @param current - shape [bins], counts or fractions
 * @returns 0 (identical) .. 1 (no bin in common)
 * @throws MlopsError `DATA_EMPTY` when a sample has nothing in any bin
 * @source Levin, Peres, Wilmer (2009), Markov Chains and Mixing Times, 4.1
 */
export function totalVariationDistance(reference: Float64Array, current: Float64Array): number {
  const {before, now} = bothFractions(reference, current)
  let sum = 0
  for (let bin = 0; bin < before.length; bin++) sum += Math.abs(before[bin]! - now[bin]!)
  return Math.min(1, sum / 2)
}
