import {BadRows, type BadValue} from './csv-bad-rows.js'
import {CategoryColumnReader} from './csv-category-column.js'
import type {ColumnPlan, ColumnReader} from './csv-column.js'
import {NumberColumnReader} from './csv-number-column.js'
import type {RecordChunk} from './csv-records.js'
import type {RowNumbers} from './stream-row-numbers.js'
import type {Table} from './table.js'

/**
 * Gathers records into columns. A row with a bad value is left out; the bad values are collected.
 *
 * Works column by column inside a chunk and takes rows out at its end, which costs nothing where all rows are good.
 */
export class TableReader {
  readonly bad = new BadRows()
  /** Rows kept so far. */
  rows = 0
  private readonly columns: readonly ColumnReader[]

  /** Of `rows`, those that `take` has handed out. */
  private taken = 0

  /**
   * @param header - column names of the file: every record has to have as many fields
   * @param numbers - told which rows of the file are kept
   */
  constructor(
    private readonly header: readonly string[],
    plans: readonly ColumnPlan[],
    private readonly numbers?: RowNumbers,
  ) {
    this.columns = plans.map((plan) =>
      plan.field.kind === 'number'
        ? new NumberColumnReader(plan, plan.field)
        : new CategoryColumnReader(plan, plan.field),
    )
  }

  /** Rows seen so far, bad ones included, blank lines not. */
  get totalRows(): number {
    return this.rows + this.bad.rows
  }

  read(chunk: RecordChunk): void {
    const badValues: BadValue[] = []
    const {records, lineOf, malformed} = this.takeRecords(chunk, badValues)
    const badRecords = new Set<number>()
    for (const column of this.columns) {
      const {field, index} = column.plan
      column.read(records, (record, value, expected) => {
        badRecords.add(record)
        badValues.push({row: lineOf(record), column: index + 1, name: field.name, value, expected})
      })
    }
    this.rows += records.length - badRecords.size
    this.numbers?.add(records.length, malformed, badRecords)
    if (badValues.length === 0) return
    if (badRecords.size > 0) {
      const kept = Array.from(records.keys()).filter((record) => !badRecords.has(record))
      for (const column of this.columns) column.keep(kept)
    }
    badValues.sort((a, b) => a.row - b.row || a.column - b.column)
    this.bad.add(badValues, badRecords.size + malformed.length)
  }

  /** Rows that were kept and not handed out yet. */
  get waiting(): number {
    return this.rows - this.taken
  }

  /** The rows that wait, as a table: for files that are not read whole. */
  take(): Table {
    const rows = this.waiting
    this.taken = this.rows
    return {rows, columns: this.columns.map((column) => column.take())}
  }

  finish(): Table {
    return {rows: this.rows, columns: this.columns.map((column) => column.finish())}
  }

  /** The records with the right number of fields, and the places of the others; blank lines are passed over. */
  private takeRecords(
    {records, lineOf}: RecordChunk,
    badValues: BadValue[],
  ): RecordChunk & {readonly malformed: readonly number[]} {
    const width = this.header.length
    const taken: number[] = []
    const malformed: number[] = []
    for (let index = 0; index < records.length; index++) {
      const record = records[index]!
      removeCarriageReturn(record)
      if (isBlank(record)) continue
      if (record.length === width) taken.push(index)
      else {
        malformed.push(taken.length + malformed.length)
        badValues.push(this.describeWidth(record.length, lineOf(index)))
      }
    }
    if (taken.length === records.length) return {records, lineOf, malformed}
    return {records: taken.map((index) => records[index]!), lineOf: (index) => lineOf(taken[index]!), malformed}
  }

  private describeWidth(fields: number, row: number): BadValue {
    const width = this.header.length
    const value = `${fields} ${fields === 1 ? 'field' : 'fields'}`
    return {row, column: Math.min(fields, width) + 1, name: '', value, expected: `${width} as in the header`}
  }
}

/** Removes what a line end of two characters leaves behind in the last field. */
export function removeCarriageReturn(record: string[]): void {
  const last = record[record.length - 1]!
  if (last.charCodeAt(last.length - 1) === 13) record[record.length - 1] = last.slice(0, -1)
}

export function isBlank(record: readonly string[]): boolean {
  return record.length === 1 && record[0]!.trim() === ''
}
