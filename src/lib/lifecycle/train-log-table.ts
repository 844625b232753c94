import type {Column, Table} from '../dataset/table.js'

/**
 * One table of the pieces of a log, at least one. A code means the same in all of them, so that the categories of the
 * last are all that there are.
 */
export function joinTables(tables: readonly Table[]): Table {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return {rows, columns: tables.at(-1)!.columns.map((last, place) => joinColumn(tables, last, place))}
}

function joinColumn(tables: readonly Table[], last: Column, place: number): Column {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const joined: Column =
    last.kind === 'number' ? {...last, values: new Float64Array(rows)} : {...last, codes: new Int32Array(rows)}
  let start = 0
  for (const table of tables) {
    const part = table.columns[place]!
    if (joined.kind === 'number' && part.kind === 'number') joined.values.set(part.values, start)
    if (joined.kind === 'category' && part.kind === 'category') joined.codes.set(part.codes, start)
    start += table.rows
  }
  return joined
}
