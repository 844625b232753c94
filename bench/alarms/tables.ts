import type {FieldDescription} from '../../src/lib/dataset/description.js'
import {selectRows, type Column, type Table} from '../../src/lib/dataset/table.js'
import {exampleFields, exampleRows} from './example.js'
import {kindNames, kinds, type Chance, type Draw, type Kind} from './kinds.js'

/** A source of tables whose rows are independent and alike. */
export interface TableSource {
  readonly fields: readonly FieldDescription[]
  readonly draw: (rows: number, chance: Chance) => Table
}

export const mixedTable = '50 columns, five of each kind'
export const exampleTable = "the example's six features"
export type TableName = Kind | typeof mixedTable | typeof exampleTable
export const tableNames: readonly TableName[] = [...kindNames, exampleTable, mixedTable]

/** Columns of a table. */
export function widthOf(name: TableName): number {
  return name === mixedTable ? 50 : name === exampleTable ? 6 : 1
}

export async function tableSource(name: TableName): Promise<TableSource> {
  if (name === exampleTable) return exampleSource()
  if (name === mixedTable) return sourceOf(kindNames.flatMap((kind) => Array.from({length: 5}, () => kinds[kind])))
  return sourceOf([kinds[name]])
}

/** A table with a column of each distribution. */
export function sourceOf(draws: readonly Draw[]): TableSource {
  const columnNames = draws.map((_, place) => `column ${place + 1}`)
  return {
    // Which kind a column is of does not depend on its rows: none is enough.
    fields: draws.map((draw, place) => fieldOf(columnNames[place]!, draw(0, {random: () => 0, normal: () => 0}).kind)),
    draw: (rows, chance) => ({
      rows,
      columns: draws.map((draw, place): Column => ({name: columnNames[place]!, ...draw(rows, chance)})),
    }),
  }
}

function fieldOf(name: string, kind: Column['kind']): FieldDescription {
  return kind === 'number' ? {kind, name, integer: false} : {kind, name, categories: []}
}

/** Rows of the example from which tables are drawn, with putting back: writing and reading them takes most of the time. */
const POOL_ROWS = 100_000

async function exampleSource(): Promise<TableSource> {
  const pool = await exampleRows({month: 0, rows: POOL_ROWS, seed: 1, drift: 'none'})
  const place = ({random}: Chance): number => Math.floor(random() * POOL_ROWS)
  return {
    fields: await exampleFields(),
    draw: (rows, chance) =>
      selectRows(
        pool,
        Int32Array.from({length: rows}, () => place(chance)),
      ),
  }
}
