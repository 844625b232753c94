/** Counts of pairs of codes. */
export interface ContingencyTable {
  /** shape [rows, columns], row-major. */
  readonly counts: Float64Array
  readonly rows: number
  readonly columns: number
}

/**
 * Counts how often each pair of codes occurs; a pair with a code below 0 (missing) is left out.
 *
 * @param rowCodes - shape [n], codes from 0 to rows - 1, or -1
 * @param columnCodes - shape [n], codes from 0 to columns - 1, or -1
 */
export function contingencyTable(
  rowCodes: Int32Array,
  columnCodes: Int32Array,
  {rows, columns}: {readonly rows: number; readonly columns: number},
): ContingencyTable {
  const counts = new Float64Array(rows * columns)
  for (let index = 0; index < rowCodes.length; index++) {
    const row = rowCodes[index]!
    const column = columnCodes[index]!
    if (row >= 0 && column >= 0) counts[row * columns + column]! += 1
  }
  return {counts, rows, columns}
}

/** Sums over the columns and over the rows of a table, and over all. */
export function marginsOf({counts, rows, columns}: ContingencyTable): {
  readonly rowTotals: Float64Array
  readonly columnTotals: Float64Array
  readonly total: number
} {
  const rowTotals = new Float64Array(rows)
  const columnTotals = new Float64Array(columns)
  let total = 0
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const count = counts[row * columns + column]!
      rowTotals[row]! += count
      columnTotals[column]! += count
      total += count
    }
  }
  return {rowTotals, columnTotals, total}
}
