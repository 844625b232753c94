import {isMissing, type ColumnPlan, type ColumnReader, type ReportBadValue} from './csv-column.js'
import {hasDecimalComma, isNonFinite, largestNumber, parseNumber} from './csv-number.js'
import type {NumberField} from './description.js'
import type {NumberColumn} from './table.js'

/** Reads a column of numbers; a missing one is NaN. */
export class NumberColumnReader implements ColumnReader {
  private pieces: Float64Array[] = []
  /** Whether a number, such as -999, may stand for a missing value. */
  private readonly hasNumericMarker: boolean

  constructor(
    readonly plan: ColumnPlan,
    private readonly field: NumberField,
  ) {
    this.hasNumericMarker = [...plan.missing].some((marker) => !Number.isNaN(parseNumber(marker)))
  }

  read(records: readonly (readonly string[])[], report: ReportBadValue): void {
    const values = new Float64Array(records.length)
    const {index} = this.plan
    const demandsInteger = this.field.integer
    for (let record = 0; record < records.length; record++) {
      const text = records[record]![index]!
      const value = parseNumber(text)
      const fits = Math.abs(value) <= largestNumber && !this.hasNumericMarker
      values[record] = fits && !(demandsInteger && value % 1 !== 0) ? value : this.examine(text, value, record, report)
    }
    this.pieces.push(values)
  }

  keep(kept: readonly number[]): void {
    const last = this.pieces.pop()!
    this.pieces.push(Float64Array.from(kept, (record) => last[record]!))
  }

  finish(): NumberColumn {
    return this.take()
  }

  take(): NumberColumn {
    const values = new Float64Array(this.pieces.reduce((rows, piece) => rows + piece.length, 0))
    let row = 0
    for (const piece of this.pieces) {
      values.set(piece, row)
      row += piece.length
    }
    this.pieces = []
    return {kind: 'number', name: this.field.name, values}
  }

  /** The value of a field that is not plainly a valid number. */
  private examine(text: string, value: number, record: number, report: ReportBadValue): number {
    const {missing, required, role, nonFinite} = this.plan
    if (isMissing(text, missing)) {
      if (required) report(record, text.trim(), this.describe())
      return Number.NaN
    }
    if (Math.abs(value) <= largestNumber && (!this.field.integer || value % 1 === 0)) return value
    if (nonFinite === 'kept') {
      const known = nonFiniteNumber(text, value)
      if (known !== undefined) return known
    }
    if (role !== 'ignored') report(record, text, this.describe() + describeProblem(text, value))
    return Number.NaN
  }

  /** "a whole number from 0 to 1". */
  private describe(): string {
    const {integer, minimum, maximum} = this.field
    const number = integer ? 'a whole number' : 'a number'
    if (minimum !== undefined && maximum !== undefined) return `${number} from ${minimum} to ${maximum}`
    if (minimum !== undefined) return `${number} of at least ${minimum}`
    if (maximum !== undefined) return `${number} of at most ${maximum}`
    return number
  }
}

/** Infinity of the right sign, or NaN; undefined for other texts. */
function nonFiniteNumber(text: string, value: number): number | undefined {
  if (Math.abs(value) > largestNumber) return value > 0 ? Infinity : -Infinity
  if (!isNonFinite(text)) return undefined
  if (/nan/i.test(text)) return NaN
  return text.trim().startsWith('-') ? -Infinity : Infinity
}

/** What else is to say about a text that is not a valid number. */
function describeProblem(text: string, value: number): string {
  if (hasDecimalComma(text)) return ' with a decimal point, not a comma'
  if (isNonFinite(text)) return '; NaN and infinity are none'
  if (Math.abs(value) > largestNumber) return ' no larger than 3.4e38 in size'
  return ''
}
