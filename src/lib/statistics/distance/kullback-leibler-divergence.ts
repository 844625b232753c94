import {bothFractions} from './fractions.js'

/**
 * Kullback-Leibler divergence of the reference from the current sample: not symmetric.
 *
 * @param reference - shape [bins], counts or fractions, scaled to a sum of 1
 * @param current - shape [bins], counts or fractions, scaled to a sum of 1
 * @returns nats, >= 0; Infinity when the current sample has nothing in a bin in which the reference has something
 * @throws MlopsError `DATA_EMPTY` when a sample has nothing in any bin
 * @source Kullback and Leibler (1951); scipy.stats.entropy(reference, current)
 */
export function kullbackLeiblerDivergence(reference: Float64Array, current: Float64Array): number {
  const {before, now} = bothFractions(reference, current)
  let sum = 0
  for (let bin = 0; bin < before.length; bin++) {
    if (before[bin]! > 0) sum += before[bin]! * Math.log(before[bin]! / now[bin]!)
  }
  // Rounding can leave a negative hair.
  return Math.max(0, sum)
}
