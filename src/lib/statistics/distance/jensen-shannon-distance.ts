import {bothFractions} from './fractions.js'

/**
 * Jensen-Shannon distance of two binned samples: the square root of the divergence in natural logarithms.
 *
 * @param reference - shape [bins], counts or fractions
 * @param current - shape [bins], counts or fractions
 * @returns 0 (identical) .. sqrt(ln 2) = 0.8326 (no bin in common)
 * @throws MlopsError `DATA_EMPTY` when a sample has nothing in any bin
 * @source Endres and Schindelin (2003), A new metric for probability distributions; scipy.spatial.distance.jensenshannon
 */
export function jensenShannonDistance(reference: Float64Array, current: Float64Array): number {
  const {before, now} = bothFractions(reference, current)
  let sum = 0
  for (let bin = 0; bin < before.length; bin++) sum += jensenShannonTerm(before[bin]!, now[bin]!)
  return Math.sqrt(sum)
}

/** What one bin adds to the squared distance, in nats. */
export function jensenShannonTerm(before: number, now: number): number {
  if (before === now) return 0
  if (before === 0 || now === 0) return ((before + now) / 2) * Math.LN2
  const contrast = (now - before) / (now + before)
  return ((before + now) / 4) * entropyLoss(contrast)
}

/** (1 + d) ln(1 + d) + (1 - d) ln(1 - d), by its series where the two would cancel. */
function entropyLoss(d: number): number {
  const square = d * d
  if (square > 0.01) return (1 + d) * Math.log1p(d) + (1 - d) * Math.log1p(-d)
  let sum = 0
  for (let k = SERIES_TERMS; k >= 1; k--) sum = square * (1 / (k * (2 * k - 1)) + sum)
  return sum
}

/** 0.1^16 is below the rounding of the first term. */
const SERIES_TERMS = 8
