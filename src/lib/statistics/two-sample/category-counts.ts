import {MlopsError} from '../../errors.js'
import type {ContingencyTable} from '../contingency-table.js'
import {checkSameBins, totalOf} from '../distance/fractions.js'

/** How often each category occurs in two samples, without the categories that occur in neither. */
export interface CategoryCounts {
  /** shape [categories]. */
  readonly reference: Float64Array
  /** shape [categories]. */
  readonly current: Float64Array
  readonly referenceRows: number
  readonly currentRows: number
}

/**
 * Leaves out the categories that occur in neither sample, which tell nothing.
 *
 * @param reference - shape [categories], whole numbers >= 0
 * @param current - shape [categories], whole numbers >= 0
 * @throws MlopsError `DATA_EMPTY` when a sample has no rows, `DATA_INVALID` when the samples have different categories
 */
export function occurringCategories(reference: Float64Array, current: Float64Array): CategoryCounts {
  checkSameBins(reference, current)
  const occurs = (_count: number, category: number): boolean => reference[category]! + current[category]! > 0
  return {
    reference: reference.filter(occurs),
    current: current.filter(occurs),
    referenceRows: totalOf(reference),
    currentRows: totalOf(current),
  }
}

/** The counts as a table of two rows. */
export function tableOfCounts({reference, current}: CategoryCounts): ContingencyTable {
  const columns = reference.length
  const counts = new Float64Array(2 * columns)
  counts.set(reference)
  counts.set(current, columns)
  return {counts, rows: 2, columns}
}

/** @throws MlopsError `DATA_INVALID` when there are not exactly two categories */
export function checkTwoCategories(counts: Float64Array): void {
  if (counts.length === 2) return
  throw new MlopsError('DATA_INVALID', {message: `This test compares two categories, not ${counts.length}.`})
}
