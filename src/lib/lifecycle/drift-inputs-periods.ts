import type {LoadPlan} from '../dataset/load-planning.js'
import type {StreamedChunk} from '../dataset/stream-table.js'
import {selectRows, type CategoryColumn, type Table} from '../dataset/table.js'
import type {MlopsError} from '../errors.js'
import {inNaturalOrder} from './drift-inputs-order.js'
import type {PeriodTally} from './drift-inputs-tally.js'

/** Periods that a file may be cut into: a heat map with more columns shows nothing. */
export const periodLimit = 400

export interface CountedPeriods {
  /** In the order of time; the only one of a file has no name of its own. */
  readonly periods: readonly {readonly name: string | null; readonly tally: PeriodTally}[]
  /** Rows without a value in the column that says the period. */
  readonly withoutPeriod: number
}

/** Puts the rows of a file, as they come, into periods. */
export interface Periods {
  add(chunk: StreamedChunk<LoadPlan>): void
  finish(): CountedPeriods
}

/** All rows are of one time. */
export class OnePeriod implements Periods {
  private readonly tally: PeriodTally

  constructor(open: () => PeriodTally) {
    this.tally = open()
  }

  add({table, numberOf, firstRow}: StreamedChunk<LoadPlan>): void {
    this.tally.add(table, {numberOf, placeOf: (row) => firstRow + row})
  }

  finish(): CountedPeriods {
    return {periods: [{name: null, tally: this.tally}], withoutPeriod: 0}
  }
}

/** A period for each value of the last column. */
export class PeriodsByValue implements Periods {
  private readonly tallies = new Map<string, PeriodTally>()
  private withoutPeriod = 0

  constructor(
    private readonly open: () => PeriodTally,
    private readonly tooMany: () => MlopsError,
  ) {}

  add({table, numberOf, firstRow}: StreamedChunk<LoadPlan>): void {
    const {groups, withoutValue} = groupRows(table)
    this.withoutPeriod += withoutValue
    for (const {value, rows} of groups) {
      this.tallyOf(value).add(rows.length === table.rows ? table : selectRows(table, rows), {
        numberOf: (row) => numberOf(rows[row]!),
        placeOf: (row) => firstRow + rows[row]!,
      })
    }
  }

  finish(): CountedPeriods {
    const names = inNaturalOrder([...this.tallies.keys()])
    return {
      periods: names.map((name) => ({name, tally: this.tallies.get(name)!})),
      withoutPeriod: this.withoutPeriod,
    }
  }

  private tallyOf(value: string): PeriodTally {
    const known = this.tallies.get(value)
    if (known !== undefined) return known
    if (this.tallies.size >= periodLimit) throw this.tooMany()
    const tally = this.open()
    this.tallies.set(value, tally)
    return tally
  }
}

interface LengthPeriod {
  readonly tally: PeriodTally
  /** Numbers of its first and last row in the file. */
  readonly first: number
  last: number
}

/** Periods of equal length, the last of which may be shorter. */
export class PeriodsByLength implements Periods {
  private readonly periods: LengthPeriod[] = []

  constructor(
    private readonly rowsPerPeriod: number,
    private readonly open: () => PeriodTally,
    private readonly tooMany: () => MlopsError,
  ) {}

  add({table, numberOf, firstRow}: StreamedChunk<LoadPlan>): void {
    for (let from = 0; from < table.rows;) {
      const period = this.openFor(numberOf(from))
      const start = from
      const end = Math.min(table.rows, from + this.rowsPerPeriod - period.tally.rows)
      period.tally.add(sliceRows(table, start, end), {
        numberOf: (row) => numberOf(start + row),
        placeOf: (row) => firstRow + start + row,
      })
      period.last = numberOf(end - 1)
      from = end
    }
  }

  finish(): CountedPeriods {
    const name = ({first, last}: LengthPeriod): string =>
      `rows ${first.toLocaleString('en-US')}-${last.toLocaleString('en-US')}`
    return {periods: this.periods.map((period) => ({name: name(period), tally: period.tally})), withoutPeriod: 0}
  }

  /** The period of the next row. */
  private openFor(row: number): LengthPeriod {
    const last = this.periods.at(-1)
    if (last !== undefined && last.tally.rows < this.rowsPerPeriod) return last
    if (this.periods.length >= periodLimit) throw this.tooMany()
    const period = {tally: this.open(), first: row, last: row}
    this.periods.push(period)
    return period
  }
}

interface RowGroups {
  readonly groups: readonly {readonly value: string; readonly rows: Int32Array}[]
  readonly withoutValue: number
}

/** Rows by their value in the last column. */
function groupRows({columns}: Table): RowGroups {
  const {codes, categories} = columns.at(-1) as CategoryColumn
  const counts = new Int32Array(categories.length + 1)
  for (const code of codes) counts[code + 1]!++
  const rows = Array.from(counts, (length) => new Int32Array(length))
  counts.fill(0)
  codes.forEach((code, row) => (rows[code + 1]![counts[code + 1]!++] = row))
  return {
    groups: categories.map((value, code) => ({value, rows: rows[code + 1]!})).filter((group) => group.rows.length > 0),
    withoutValue: rows[0]!.length,
  }
}

/** Rows that follow each other, without a copy. */
function sliceRows({columns}: Table, from: number, to: number): Table {
  return {
    rows: to - from,
    columns: columns.map((column) =>
      column.kind === 'number'
        ? {...column, values: column.values.subarray(from, to)}
        : {...column, codes: column.codes.subarray(from, to)},
    ),
  }
}
