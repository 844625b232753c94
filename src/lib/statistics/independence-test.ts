import {chiSquaredSurvival} from './survival/chi-squared-survival.js'
import {marginsOf} from './contingency-table.js'
import type {ContingencyTable} from './contingency-table.js'

export interface IndependenceTest {
  readonly statistic: number
  readonly degreesOfFreedom: number
  /** Chance of a statistic at least this large when rows and columns have nothing to do with each other. */
  readonly pValue: number
  /** Rows and columns of the table that hold any count. */
  readonly rows: number
  readonly columns: number
  readonly total: number
}

/**
 * Pearson's chi-squared test of independence. Empty rows and columns of the table count for nothing.
 *
 * @returns statistic 0, p-value 1 when fewer than two rows or columns hold counts
 * @source scipy.stats.chi2_contingency(table, correction=False)
 */
export function independenceTest(table: ContingencyTable): IndependenceTest {
  const {rowTotals, columnTotals, total} = marginsOf(table)
  const rows = rowTotals.reduce((sum, count) => sum + Number(count > 0), 0)
  const columns = columnTotals.reduce((sum, count) => sum + Number(count > 0), 0)
  let statistic = 0
  for (let row = 0; row < table.rows; row++) {
    if (rowTotals[row] === 0) continue
    for (let column = 0; column < table.columns; column++) {
      if (columnTotals[column] === 0) continue
      const expected = (rowTotals[row]! * columnTotals[column]!) / total
      const difference = table.counts[row * table.columns + column]! - expected
      statistic += (difference * difference) / expected
    }
  }
  const degreesOfFreedom = Math.max(0, rows - 1) * Math.max(0, columns - 1)
  const pValue = degreesOfFreedom === 0 ? 1 : chiSquaredSurvival(statistic, degreesOfFreedom)
  return {statistic: degreesOfFreedom === 0 ? 0 : statistic, degreesOfFreedom, pValue, rows, columns, total}
}
