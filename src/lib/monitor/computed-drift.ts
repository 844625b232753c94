import type {WindowDrift} from './window-comparison.js'

/** The last comparison of a version's window with its reference. */
export interface ComputedDrift extends WindowDrift {
  /** Rows that were compared. */
  readonly rows: number
  /** Rows that the version had answered by then. */
  readonly answered: number
  /** Milliseconds since the epoch, when the rows were taken. */
  readonly computedAt: number
  readonly seconds: number
}
