import type {MonthsSource} from '../report/simulate-report.js'
import type {MonthTable} from './month-rows.js'

/** Months of rows, wherever they come from. */
export interface Months {
  readonly source: MonthsSource
  /** Numbers of the months that there are, ascending. */
  readonly numbers: readonly number[]
  /** @throws MlopsError of every kind that has to do with files and data */
  read(month: number): Promise<MonthTable>
}

/** Months from a first to a last one, both included. */
export interface MonthRange {
  readonly first: number
  readonly last: number
}
