import type {Column, Table} from './table.js'

/** Rows a piece: about 100 KB of text, so that a table of any size is written without a second copy of it. */
const rowsPerPiece = 1000

/**
 * A table as CSV text, piece by piece: a header line, then one line a row, each ended by a line feed.
 *
 * Numbers stand in the shortest form that reads back as the same number; missing values are empty; text is quoted
 * where it has to be. What `loadDataset` reads back is the same table.
 */
export function* formatCsv(table: Table, delimiter = ','): Generator<string, void, undefined> {
  const quote = createQuoter(delimiter)
  yield table.columns.map((column) => quote(column.name)).join(delimiter) + '\n'
  const cells = table.columns.map((column) => createFormatter(column, quote))
  for (let from = 0; from < table.rows; from += rowsPerPiece) {
    const to = Math.min(table.rows, from + rowsPerPiece)
    let piece = ''
    for (let row = from; row < to; row++) {
      for (let column = 0; column < cells.length; column++) {
        piece += (column === 0 ? '' : delimiter) + cells[column]!(row)
      }
      piece += '\n'
    }
    yield piece
  }
}

function createFormatter(column: Column, quote: (text: string) => string): (row: number) => string {
  if (column.kind === 'number') {
    const {values} = column
    return (row) => {
      const value = values[row]!
      return Number.isNaN(value) ? '' : String(value)
    }
  }
  const {codes} = column
  const texts = column.categories.map(quote)
  return (row) => texts[codes[row]!] ?? ''
}

/** Quotes text that would read back as something else: it holds the delimiter, a quote, a line end or outer blanks. */
function createQuoter(delimiter: string): (text: string) => string {
  return (text) => {
    const plain = !text.includes(delimiter) && !/["\r\n]|^\s|\s$|^\uFEFF/.test(text)
    return plain ? text : `"${text.replaceAll('"', '""')}"`
  }
}
