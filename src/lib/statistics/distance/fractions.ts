import {MlopsError} from '../../errors.js'

/**
 * Shares of the bins.
 *
 * @param counts - shape [bins], >= 0: counts, or fractions already
 * @returns shape [bins], summing to 1
 * @throws MlopsError `DATA_EMPTY` when there are no bins, or nothing in them
 */
export function fractionsOf(counts: Float64Array): Float64Array {
  const total = totalOf(counts)
  return counts.map((count) => count / total)
}

/**
 * Sum of the counts of the bins.
 *
 * @throws MlopsError `DATA_EMPTY` when there are no bins, or nothing in them
 */
export function totalOf(counts: Float64Array): number {
  let total = 0
  for (const count of counts) total += count
  if (total > 0) return total
  const message = `A sample whose ${counts.length} bins are all empty cannot be compared.`
  throw new MlopsError('DATA_EMPTY', {message})
}

/**
 * Shares of the bins of two samples.
 *
 * @throws MlopsError `DATA_EMPTY` when a sample has nothing in any bin, `DATA_INVALID` when they have different bins
 */
export function bothFractions(
  reference: Float64Array,
  current: Float64Array,
): {readonly before: Float64Array; readonly now: Float64Array} {
  checkSameBins(reference, current)
  return {before: fractionsOf(reference), now: fractionsOf(current)}
}

/** @throws MlopsError `DATA_INVALID` when the two samples have different numbers of bins */
export function checkSameBins(reference: Float64Array, current: Float64Array): void {
  if (reference.length === current.length) return
  const message = `The reference has ${reference.length} bins and the current sample ${current.length}: they must be the same.`
  throw new MlopsError('DATA_INVALID', {message})
}
