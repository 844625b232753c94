import {marginsOf} from './contingency-table.js'
import type {ContingencyTable} from './contingency-table.js'

/**
 * Theil's U of the column variable given the row variable: the share of the column variable's entropy that vanishes
 * when the row variable is known. Not corrected for the number of cells: with few rows it is too high.
 *
 * @returns from 0 (knowing the row says nothing about the column) to 1 (it says all); 0 when the columns are constant
 * @source Theil (1970); mutual information as in scipy.stats.entropy, divided by the entropy of the columns
 */
export function uncertaintyCoefficient(table: ContingencyTable): number {
  const {rowTotals, columnTotals, total} = marginsOf(table)
  let entropy = 0
  for (const count of columnTotals) if (count > 0) entropy -= (count / total) * Math.log(count / total)
  if (total === 0 || entropy === 0) return 0
  let information = 0
  for (let row = 0; row < table.rows; row++) {
    for (let column = 0; column < table.columns; column++) {
      const count = table.counts[row * table.columns + column]!
      if (count === 0) continue
      information += (count / total) * Math.log((count * total) / (rowTotals[row]! * columnTotals[column]!))
    }
  }
  return Math.min(1, Math.max(0, information / entropy))
}
