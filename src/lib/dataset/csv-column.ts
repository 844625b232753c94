import type {FieldDescription} from './description.js'
import type {Column} from './table.js'

/** What a column is for. The values of an ignored one are read leniently: what does not fit its type is missing. */
export type ColumnRole = 'feature' | 'target' | 'ignored'

/** A described column that is in the file. */
export interface ColumnPlan {
  readonly field: FieldDescription
  readonly role: ColumnRole
  /** Place in a record, from 0. */
  readonly index: number
  /** Whether a missing value makes the row bad. */
  readonly required: boolean
  /** Whether the type was guessed from the data. */
  readonly inferred: boolean
  /** What becomes of infinity, of numbers as large, and of NaN: a bad value (the default), or infinite and missing. */
  readonly nonFinite?: 'bad' | 'kept' | undefined
  /** Text that stands for a missing value, '' included. */
  readonly missing: ReadonlySet<string>
}

/** Called for a value that the column does not allow. */
export type ReportBadValue = (record: number, value: string, expected: string) => void

/**
 * Takes the fields of one column, chunk by chunk: one loop a column, so that each loop deals with one type only. Each
 * chunk becomes a piece; the pieces are joined at the end, so that growing copies nothing.
 */
export interface ColumnReader {
  readonly plan: ColumnPlan
  /** Reads one field of every record into a new piece. */
  read(records: readonly (readonly string[])[], report: ReportBadValue): void
  /** Keeps only these rows of the last piece. */
  keep(kept: readonly number[]): void
  /** Joins the pieces and lets go of them. Codes of categories mean the same from call to call. */
  take(): Column
  /** The same, for a column that is whole: forgets categories that no row has. */
  finish(): Column
}

/** Whether a field is missing, blanks around the marker allowed. */
export function isMissing(text: string, missing: ReadonlySet<string>): boolean {
  return missing.has(text) || missing.has(text.trim())
}
