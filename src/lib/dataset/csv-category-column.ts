import {isMissing, type ColumnPlan, type ColumnReader, type ReportBadValue} from './csv-column.js'
import {parseNumber, plainNumber} from './csv-number.js'
import type {CategoryField} from './description.js'
import type {CategoryColumn} from './table.js'

/** Distinct texts kept of a column: identifiers in a file of any size must not fill the memory. */
export const categoryLimit = 100_000
/** What all further texts of such a column are read as. */
export const furtherCategory = '(further values)'

/**
 * Reads a column of categories: declared values first, then others in order of sight. The target takes none but the
 * declared ones, if any was declared.
 */
export class CategoryColumnReader implements ColumnReader {
  private pieces: Int32Array[] = []
  private readonly categories: string[]
  /** Those that were last handed out: the same list as long as there are no new ones. */
  private shown: readonly string[] = []
  /** Every spelling seen so far -> code. */
  private readonly codeOf = new Map<string, number>()
  private readonly isClosed: boolean

  constructor(
    readonly plan: ColumnPlan,
    private readonly field: CategoryField,
  ) {
    this.categories = field.categories.map(({value}) => value)
    this.categories.forEach((value, code) => this.codeOf.set(value, code))
    this.isClosed = plan.role === 'target' && this.categories.length > 0
  }

  read(records: readonly (readonly string[])[], report: ReportBadValue): void {
    const codes = new Int32Array(records.length)
    const {index} = this.plan
    for (let record = 0; record < records.length; record++) {
      const text = records[record]![index]!
      codes[record] = this.codeOf.get(text) ?? this.learn(text, record, report)
    }
    this.pieces.push(codes)
  }

  keep(kept: readonly number[]): void {
    const last = this.pieces.pop()!
    this.pieces.push(Int32Array.from(kept, (record) => last[record]!))
  }

  take(): CategoryColumn {
    if (this.shown.length < this.categories.length) this.shown = [...this.categories]
    const codes = new Int32Array(this.pieces.reduce((rows, piece) => rows + piece.length, 0))
    let row = 0
    for (const piece of this.pieces) {
      codes.set(piece, row)
      row += piece.length
    }
    this.pieces = []
    return {kind: 'category', name: this.field.name, codes, categories: this.shown}
  }

  /** Values that were only seen in rows which were left out are forgotten, the declared ones are not. */
  finish(): CategoryColumn {
    const used = this.categories.map((_, code) => code < this.field.categories.length)
    for (const piece of this.pieces) for (const code of piece) if (code >= 0) used[code] = true
    const categories = this.categories.filter((_, code) => used[code])
    let next = 0
    const newCodes = Int32Array.from(used, (isUsed) => (isUsed ? next++ : -1))
    const codes = new Int32Array(this.pieces.reduce((rows, piece) => rows + piece.length, 0))
    let row = 0
    for (const piece of this.pieces) for (const code of piece) codes[row++] = code < 0 ? -1 : newCodes[code]!
    this.pieces = []
    return {kind: 'category', name: this.field.name, codes, categories}
  }

  /** The code of a spelling that was not seen before. */
  private learn(text: string, record: number, report: ReportBadValue): number {
    const {missing, required, role, inferred} = this.plan
    if (isMissing(text, missing)) {
      if (required) report(record, text.trim(), this.describeClasses())
      else this.remember(text, -1)
      return -1
    }
    const value = this.normalise(text.trim())
    if (value === undefined && role === 'target') {
      report(
        record,
        text,
        this.isClosed ? this.describeClasses() : this.describeType() + (inferred ? ' as in the first rows' : ''),
      )
      return -1
    }
    const known = this.codeOf.get(value ?? text.trim())
    if (known !== undefined) {
      this.remember(text, known)
      return known
    }
    if (this.isClosed) {
      report(record, text, this.describeClasses())
      return -1
    }
    return this.add(value ?? text.trim(), text)
  }

  /** The one spelling of a value; undefined when it is not of the declared type. */
  private normalise(text: string): string | undefined {
    const {spellings, valueType} = this.field
    const spelled = spellings !== undefined && Object.hasOwn(spellings, text) ? spellings[text] : undefined
    if (spelled !== undefined) return spelled
    if (this.codeOf.has(text)) return text
    if (valueType === undefined) return text
    if (valueType === 'boolean') return undefined
    // Guessed from the first rows, where equal numbers were equal texts: "007" further down may be another label than 7.
    if (this.plan.inferred && plainNumber(text) === undefined) return undefined
    const value = parseNumber(text)
    if (!Number.isFinite(value) || (valueType === 'integer' && !Number.isInteger(value))) return undefined
    return String(value)
  }

  private add(value: string, spelling: string): number {
    const isFull = this.categories.length >= categoryLimit
    const category = isFull ? furtherCategory : value
    let code = this.codeOf.get(category)
    if (code === undefined) {
      // A copy, since a part of a longer text would keep all of that text in memory.
      const copy = Buffer.from(category).toString()
      code = this.categories.push(copy) - 1
      this.codeOf.set(copy, code)
    }
    if (!isFull) this.remember(spelling, code)
    return code
  }

  private remember(spelling: string, code: number): void {
    if (this.codeOf.size < 2 * categoryLimit && !this.codeOf.has(spelling)) {
      this.codeOf.set(Buffer.from(spelling).toString(), code)
    }
  }

  /** "one of 0, 1, 2". */
  private describeClasses(): string {
    if (!this.isClosed) return 'a class'
    const values = this.field.categories.map(({value}) => value)
    return `one of ${values.slice(0, 10).join(', ')}${values.length > 10 ? ', …' : ''}`
  }

  private describeType(): string {
    return this.field.valueType === 'integer' ? 'a whole number' : 'a number'
  }
}
