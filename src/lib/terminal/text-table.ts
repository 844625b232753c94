import {style} from './style.js'
import {padEnd, padStart, textWidth} from './text-width.js'
import {visibleLine} from './visible-text.js'

export interface TableColumn {
  readonly title: string
  /** Numbers read best on the right. */
  readonly align?: 'left' | 'right'
}

export interface TextTable {
  readonly columns: readonly TableColumn[]
  /** One text a column in each row; colours are allowed. */
  readonly rows: readonly (readonly string[])[]
}

/**
 * A table without borders: dim titles, columns two spaces apart, no spaces at line ends.
 * Titles are left out when all of them are empty. Line breaks and other controls in a cell are shown as marks.
 */
export function renderTable(table: TextTable): string {
  const columns = table.columns.map((column) => ({...column, title: visibleLine(column.title)}))
  const rows = table.rows.map((row) => row.map(visibleLine))
  const widths = columns.map((column, index) =>
    Math.max(textWidth(column.title), ...rows.map((row) => textWidth(row[index] ?? ''))),
  )
  const line = (cells: readonly string[]): string =>
    columns
      .map(({align}, index) => {
        const cell = cells[index] ?? ''
        if (align === 'right') return padStart(cell, widths[index]!)
        return cells.slice(index + 1).some((later) => later !== '') ? padEnd(cell, widths[index]!) : cell
      })
      .join('  ')
      .trimEnd()
  const lines = rows.map(line)
  if (columns.every(({title}) => title === '')) return lines.join('\n')
  return [line(columns.map(({title}) => (title === '' ? '' : style.dim(title)))), ...lines].join('\n')
}
