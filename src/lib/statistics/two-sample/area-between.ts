import {requireRows} from './two-sample-test.js'
import {walkPooled} from './walk-pooled.js'

/**
 * Integral of a measure of the distance between two empirical distribution functions.
 *
 * @param reference - shape [n], ascending, finite
 * @param current - shape [m], ascending, finite
 * @param measure - of the signed distance, -1 .. 1
 * @returns in the unit of the values
 * @throws MlopsError `DATA_EMPTY` when either sample has no rows
 */
export function areaBetween(
  reference: Float64Array,
  current: Float64Array,
  measure: (height: number) => number,
): number {
  requireRows(reference, current)
  const n = reference.length
  const m = current.length
  let height = 0
  let previous = 0
  let sum = 0
  // Kahan's compensation: a million small areas would cost three digits.
  let lost = 0
  walkPooled(reference, current, (value, inReference, inCurrent) => {
    if (height !== 0) {
      const area = measure(height / (n * m)) * (value - previous) - lost
      const next = sum + area
      lost = next - sum - area
      sum = next
    }
    height += inReference * m - inCurrent * n
    previous = value
  })
  return sum
}
