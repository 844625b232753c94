import {MlopsError} from '../errors.js'

/** A column of numbers. NaN means missing. */
export interface NumberColumn {
  readonly kind: 'number'
  readonly name: string
  readonly values: Float64Array
}

/** A column of categories: one code a row into `categories`. -1 means missing. */
export interface CategoryColumn {
  readonly kind: 'category'
  readonly name: string
  readonly codes: Int32Array
  /** Declared values first, in declared order, then values that were only seen in the data, in order of sight. */
  readonly categories: readonly string[]
}

export type Column = NumberColumn | CategoryColumn

/** Columns of equal length: no row objects anywhere. */
export interface Table {
  readonly rows: number
  readonly columns: readonly Column[]
}

/**
 * The column of that name.
 *
 * @throws MlopsError `COLUMN_MISSING` when there is none
 */
export function columnOf(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name)
  if (column === undefined) {
    throw new MlopsError('COLUMN_MISSING', {
      message: `There is no column "${name}"; the columns are ${table.columns.map((each) => each.name).join(', ')}.`,
    })
  }
  return column
}

/** A new table with the rows at `indices`, in that order. */
export function selectRows(table: Table, indices: Int32Array | readonly number[]): Table {
  return {rows: indices.length, columns: table.columns.map((column) => selectValues(column, indices))}
}

function selectValues(column: Column, indices: Int32Array | readonly number[]): Column {
  if (column.kind === 'number') {
    const values = new Float64Array(indices.length)
    for (let row = 0; row < indices.length; row++) values[row] = column.values[indices[row]!]!
    return {...column, values}
  }
  const codes = new Int32Array(indices.length)
  for (let row = 0; row < indices.length; row++) codes[row] = column.codes[indices[row]!]!
  return {...column, codes}
}
