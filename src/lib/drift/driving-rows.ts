import type {Column, Table} from '../dataset/table.js'
import type {DrivingRow} from './drift-report.js'

/**
 * The rows most unlike the reference, the most unlike first; of equally unlike ones, the earlier in the file first.
 *
 * @param sample - rows that were looked at, with the columns to show
 * @param sampleRows - shape [rows], number of each in its file, 1 being the first after the header
 * @param probabilities - shape [rows], of being current, as `testMultivariate` gives them; a single feature will do
 * @param count - how many rows are wanted; fewer when there are fewer
 */
export function drivingRows(
  sample: Table,
  sampleRows: ArrayLike<number>,
  probabilities: Float64Array,
  count: number,
): readonly DrivingRow[] {
  return [...probabilities.keys()]
    .sort((one, other) => probabilities[other]! - probabilities[one]! || sampleRows[one]! - sampleRows[other]!)
    .slice(0, Math.max(0, count))
    .map((index) => ({
      row: sampleRows[index]!,
      probability: probabilities[index]!,
      values: sample.columns.map((column) => ({column: column.name, value: valueOf(column, index)})),
    }))
}

function valueOf(column: Column, index: number): string | number | null {
  if (column.kind === 'category') return column.categories[column.codes[index]!] ?? null
  const value = column.values[index]!
  if (Number.isNaN(value)) return null
  // JSON has no infinite numbers.
  return Number.isFinite(value) ? value : String(value)
}
