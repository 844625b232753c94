import {MlopsError} from '../errors.js'

/** A value that its column does not allow, and where it stands. */
export interface BadValue {
  /** Line of the file in which the row starts; the header is line 1. */
  readonly row: number
  /** The first column is 1. */
  readonly column: number
  /** Name of the column; '' when the row has too few or too many fields. */
  readonly name: string
  readonly value: string
  readonly expected: string
}

/** Shown in a message; the rest is counted. */
const shownValues = 10
/** Kept for those who ask; a file of nothing but bad rows must not fill the memory. */
const keptValues = 1000

/** Bad values in the order of the file: all are counted, the first ones are kept. */
export class BadRows {
  readonly kept: BadValue[] = []
  values = 0
  rows = 0

  /** @param values - of whole rows, later in the file than all before */
  add(values: readonly BadValue[], rows: number): void {
    for (const value of values) {
      if (this.kept.length >= keptValues) break
      // A copy of the text, since a part of a longer text would keep all of that text in memory.
      this.kept.push({...value, value: Buffer.from(value.value).toString()})
    }
    this.values += values.length
    this.rows += rows
  }
}

/** `data/month-12.csv:17:3  age is "abc", expected a number from 16 to 150` */
export function describeBadValue(file: string, {row, column, name, value, expected}: BadValue): string {
  const place = `${file}:${row}:${column}  `
  if (name === '') return `${place}the row has ${value}, expected ${expected}`
  return `${place}${name} is ${value === '' ? 'missing' : JSON.stringify(shorten(value))}, expected ${expected}`
}

function shorten(value: string): string {
  return value.length <= 40 ? value : value.slice(0, 39) + '…'
}

/** The error for a file with bad rows: the first of them, how many more, and what to do. */
export function badRowsError({
  file,
  bad,
  totalRows,
  hints,
}: {
  readonly file: string
  readonly bad: BadRows
  readonly totalRows: number
  /** Further sentences for the suggestion. */
  readonly hints: readonly string[]
}): MlopsError {
  const shown = bad.kept.slice(0, shownValues)
  const lines = shown.map((value) => describeBadValue(file, value))
  if (bad.values > shown.length) lines.push(`… and ${count(bad.values - shown.length)} more`)
  const advice =
    bad.rows === totalRows
      ? 'Not one row is good: check that the schema and the delimiter fit this file.'
      : `Fix the ${bad.rows === 1 ? 'row' : 'rows'}, or run again with --on-bad-row skip ` +
        `(${count(bad.rows)} of ${count(totalRows)} rows would be skipped).`
  return new MlopsError('DATA_INVALID', {
    message: lines.join('\n'),
    suggestion: [advice, ...hints].join('\n'),
    details: {badRows: bad.rows, rows: totalRows, badValues: bad.values, first: shown},
  })
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
