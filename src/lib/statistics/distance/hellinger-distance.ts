import {bothFractions} from './fractions.js'

/**
 * Hellinger distance of two binned samples.
 *
 * @param reference - shape [bins], counts or fractions
 * @param current - shape [bins], counts or fractions
 * @returns 0 (identical) .. 1 (no bin in common)
 * @throws MlopsError `DATA_EMPTY` when a sample has nothing in any bin
 * @source Hellinger (1909); the sum of squares and not sqrt(1 - sum of sqrt(p q)), which keeps half of the digits of a
 * small distance
 */
export function hellingerDistance(reference: Float64Array, current: Float64Array): number {
  const {before, now} = bothFractions(reference, current)
  let sum = 0
  for (let bin = 0; bin < before.length; bin++) sum += (Math.sqrt(before[bin]!) - Math.sqrt(now[bin]!)) ** 2
  return Math.min(1, Math.sqrt(sum / 2))
}
