import {isMissing} from './csv-column.js'
import {hasDecimalComma, parseNumber, plainNumber} from './csv-number.js'

/** Texts that programs write for a missing value. */
export const usualMissingValues: readonly string[] = [
  ...['', 'NA', 'N/A', 'n/a', 'NaN', 'nan', 'NULL', 'null', 'None', '?'],
]

/** Rows from which types are guessed. */
export const sampledRows = 10_000

/** Share of the values that have to be numbers (or dates) for a column to be one of numbers (or dates). */
const shareOfType = 0.9

/** What the first rows say about a column. */
export interface ColumnGuess {
  readonly name: string
  readonly kind: 'number' | 'text' | 'date' | 'empty'
  /** Number of values that are not missing. */
  readonly present: number
  /** Number of distinct values among them. */
  readonly distinct: number
  /** Number of values that are numbers. */
  readonly numbers: number
  /** Whether every value is a number in its one plain spelling, so that equal numbers are equal texts. */
  readonly isPlain: boolean
  /** Whether every value is a whole number. */
  readonly isInteger: boolean
  /** Texts that were read as missing, '' not among them. */
  readonly markers: readonly string[]
  /** One of the values, for messages. */
  readonly example: string
}

/** Guesses what a column holds from some of its fields. */
export function guessColumn(name: string, texts: readonly string[]): ColumnGuess {
  const missing = new Set(usualMissingValues)
  const markers = new Set<string>()
  const distinct = new Set<string>()
  let present = 0
  let numbers = 0
  let dates = 0
  let isPlain = true
  let isInteger = true
  for (const raw of texts) {
    const text = raw.trim()
    if (isMissing(text, missing)) {
      if (text !== '') markers.add(text)
      continue
    }
    present++
    const value = parseNumber(text)
    if (!Number.isNaN(value) || hasDecimalComma(text)) numbers++
    else if (isDate(text)) dates++
    const plain = plainNumber(text)
    isPlain &&= plain !== undefined
    isInteger &&= Number.isInteger(value)
    distinct.add(plain ?? text)
  }
  const kind =
    present === 0
      ? 'empty'
      : numbers >= shareOfType * present
        ? 'number'
        : dates >= shareOfType * present
          ? 'date'
          : 'text'
  const [example = ''] = distinct
  return {name, kind, present, distinct: distinct.size, numbers, isPlain, isInteger, markers: [...markers], example}
}

/** ISO dates and times, and days written with dots, slashes or hyphens. */
function isDate(text: string): boolean {
  return (
    /^\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(text) ||
    /^\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?:,?\s\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp][Mm])?)?$/.test(text)
  )
}

/** Whether a column of numbers only numbers the rows: its name says so, and no two rows have the same. */
export function isRowNumber({name, kind, isInteger, distinct, present}: ColumnGuess): boolean {
  const saysSo =
    /(?:^|[\s_.-])(?:id|uid|uuid|index|idx|rownum|row)$|[a-z](?:Id|ID)$/.test(name) || /^(?:id|index)$/i.test(name)
  return kind === 'number' && isInteger && saysSo && present > 1 && distinct === present
}
