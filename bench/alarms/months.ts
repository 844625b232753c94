import type {FieldDescription} from '../../src/lib/dataset/description.js'
import type {Table} from '../../src/lib/dataset/table.js'
import type {TableDrift} from '../../src/lib/drift/table-drift.js'
import {committedRows, exampleFields, exampleRows} from './example.js'
import {compare, profilesOf} from './judge.js'

/** What a person sees who compares 36 months with one reference. */
export interface MonthsResult {
  readonly question: 'months'
  /** Seed of the generator; 0 for the committed data. */
  readonly seed: number
  readonly months: number
  /** Months with an alarm of the table: of calibrated at any level, at the level drift, of Evidently's own rule. */
  readonly alarmed: number
  readonly drifted: number
  readonly evidentlyTable: number
  readonly columns: readonly ColumnMonths[]
}

export interface ColumnMonths {
  readonly column: string
  readonly alarmed: number
  readonly drifted: number
  readonly evidently: number
}

export const monthsInSeries = 36
const rows = 1500

/** Months of the example in which nothing moves, all beside one reference. */
export async function simulateMonths(seed: number, months: number): Promise<MonthsResult> {
  return series(seed, (month) => exampleRows({month, rows, seed, drift: 'none'}), months)
}

/** The committed months, in which three features move and three do not. */
export async function committedMonths(months: number): Promise<MonthsResult> {
  return series(0, committedRows, months)
}

async function series(seed: number, rowsOf: (month: number) => Promise<Table>, months: number): Promise<MonthsResult> {
  const fields = await exampleFields()
  const reference = profilesOf(await rowsOf(0), fields)
  const calibrated: TableDrift[] = []
  const evidently: TableDrift[] = []
  for (let month = 1; month <= months; month++) {
    const current = profilesOf(await rowsOf(month), fields)
    calibrated.push(compare('calibrated', reference.limited, current.limited, fields))
    evidently.push(compare('evidently', reference.full, current.full, fields))
  }
  return {
    question: 'months',
    seed,
    months,
    alarmed: calibrated.filter(({status}) => status !== 'stable').length,
    drifted: calibrated.filter(({status}) => status === 'drift').length,
    evidentlyTable: evidently.filter(({status}) => status === 'drift').length,
    columns: columnsOf(fields, {calibrated, evidently}),
  }
}

/** By feature; its values alone, not what is missing or out of range. */
function columnsOf(
  fields: readonly FieldDescription[],
  {calibrated, evidently}: {readonly calibrated: readonly TableDrift[]; readonly evidently: readonly TableDrift[]},
): ColumnMonths[] {
  return fields.map(({name}) => {
    const statuses = (tables: readonly TableDrift[]) =>
      tables.map(({columns}) => columns.find(({column, aspect}) => column === name && aspect === 'values')!.status)
    const found = statuses(calibrated)
    return {
      column: name,
      alarmed: found.filter((status) => status === 'warning' || status === 'drift').length,
      drifted: found.filter((status) => status === 'drift').length,
      evidently: statuses(evidently).filter((status) => status === 'drift').length,
    }
  })
}
