import {MlopsError} from '../errors.js'
import {badRowsError, describeBadValue, type BadRows} from './csv-bad-rows.js'
import {openBytes, type ByteSource} from './csv-bytes.js'
import type {ColumnPlan} from './csv-column.js'
import type {CsvDialect, DialectHints} from './csv-dialect.js'
import {parseHeader} from './csv-header.js'
import {hasDecimalComma, parseNumber} from './csv-number.js'
import {openRecords, type RecordChunk} from './csv-records.js'
import {isBlank, removeCarriageReturn, TableReader} from './csv-table.js'
import {decodeText} from './csv-text.js'
import {sampledRows, usualMissingValues} from './infer-column.js'
import type {RowNumbers} from './stream-row-numbers.js'
import type {Table} from './table.js'

/** What is known of a file when it has to be decided how to read it. */
export interface FileStart {
  readonly header: readonly string[]
  /** File and line of the header, for messages. */
  readonly place: string
  readonly delimiter: string
  /** The first rows; undefined as long as only the header has been read. */
  readonly records: readonly (readonly string[])[] | undefined
}

export interface TablePlan {
  readonly columns: readonly ColumnPlan[]
}

export interface TableRequest<P extends TablePlan> {
  readonly source: ByteSource
  readonly hints: DialectHints
  readonly onBadRow: 'fail' | 'skip'
  /** Decides how to read the file: from the header; when it answers undefined, again with the first rows. */
  readonly plan: (start: FileStart) => P | undefined
}

export interface ReadTable<P extends TablePlan> extends ReadRows<P> {
  readonly table: Table
}

/** What is known of a file besides its rows when it has been read. */
export interface ReadRows<P extends TablePlan> {
  readonly plan: P
  readonly bad: BadRows
  readonly hash: string
}

/**
 * Reads a CSV file into a table, in one pass, so that it may come from a pipe.
 *
 * @throws MlopsError `DATA_INVALID` for bad rows, unless they are skipped; `DATA_EMPTY`, `DATA_FORMAT`, `FILE_…`,
 *   `INTERRUPTED`
 */
export async function readTable<P extends TablePlan>(request: TableRequest<P>): Promise<ReadTable<P>> {
  const {reader, ...read} = await readRows(request)
  return {...read, table: reader.finish()}
}

/** Takes rows out of a reader while a file is read, so that they need not all be in memory. */
export interface RowSink {
  readonly numbers: RowNumbers
  /** Called when rows were read. No more are read until a promise that it answers is fulfilled. */
  drain(reader: TableReader): void | Promise<void>
}

/** Reads all rows of a file; those that `sink` does not take are in the reader then. */
export async function readRows<P extends TablePlan>(
  request: TableRequest<P>,
  sink?: RowSink,
): Promise<ReadRows<P> & {readonly reader: TableReader}> {
  const {source, hints, onBadRow} = request
  const {file} = source
  const opened = openBytes(source)
  try {
    const text = decodeText(opened.bytes, file)
    const records = await openRecords(text, {file, hints, signal: source.signal})
    const assembly = new Assembly(request, {dialect: records.dialect, sink})
    await records.read((chunk) => assembly.accept(chunk))
    const {reader, plan} = assembly.finish()
    const {bad, totalRows} = reader
    if (totalRows === 0) throw noRows(file)
    const advice = hintsFor(bad, {columns: plan.columns, totalRows})
    if (bad.rows > 0 && onBadRow === 'fail') throw badRowsError({file, bad, totalRows, hints: advice})
    if (reader.rows === 0) throw onlyBadRows(file, {bad, hints: advice})
    return {reader, plan, bad, hash: opened.hash()}
  } catch (error) {
    opened.close()
    throw error
  }
}

/** Takes a file as it comes: the header, then rows that are kept until it is known how to read them, then all. */
class Assembly<P extends TablePlan> {
  private start: FileStart | undefined
  private waiting: RecordChunk[] = []
  private waitingRecords = 0
  private reader: TableReader | undefined
  private plan: P | undefined

  constructor(
    private readonly request: TableRequest<P>,
    private readonly context: {readonly dialect: CsvDialect; readonly sink: RowSink | undefined},
  ) {}

  accept(chunk: RecordChunk): void | Promise<void> {
    const rows = this.start === undefined ? this.takeHeader(chunk) : chunk
    if (this.reader !== undefined) {
      this.reader.read(rows)
      return this.context.sink?.drain(this.reader)
    }
    this.waiting.push(rows)
    this.waitingRecords += rows.records.length
    if (this.start === undefined || this.waitingRecords < sampledRows) return
    return this.context.sink?.drain(this.decide(this.start))
  }

  finish(): {readonly reader: TableReader; readonly plan: P} {
    const {file} = this.request.source
    if (this.start === undefined) throw new MlopsError('DATA_EMPTY', {message: `${file} is empty.`})
    const reader = this.reader ?? this.decide(this.start)
    return {reader, plan: this.plan!}
  }

  /** What follows the header in its chunk. */
  private takeHeader({records, lineOf}: RecordChunk): RecordChunk {
    const at = records.findIndex((record) => !isBlank(record))
    if (at < 0) return {records: [], lineOf}
    const place = `${this.request.source.file}:${lineOf(at)}`
    removeCarriageReturn(records[at]!)
    const header = parseHeader(records[at]!, place)
    this.start = {header, place, delimiter: this.context.dialect.delimiter, records: undefined}
    this.use(this.request.plan(this.start))
    return {records: records.slice(at + 1), lineOf: (record) => lineOf(at + 1 + record)}
  }

  private decide(start: FileStart): TableReader {
    const records: (readonly string[])[] = []
    for (const chunk of this.waiting) {
      for (const record of chunk.records) if (!isBlank(record) && records.length < sampledRows) records.push(record)
    }
    if (records.length === 0) throw noRows(this.request.source.file)
    this.use(this.request.plan({...start, records}))
    const reader = this.reader!
    for (const chunk of this.waiting) reader.read(chunk)
    this.waiting = []
    return reader
  }

  private use(plan: P | undefined): void {
    if (plan === undefined) return
    this.plan = plan
    this.reader = new TableReader(this.start!.header, plan.columns, this.context.sink?.numbers)
  }
}

function noRows(file: string): MlopsError {
  return new MlopsError('DATA_EMPTY', {message: `${file} has a header line and no rows.`})
}

function onlyBadRows(
  file: string,
  {bad, hints}: {readonly bad: BadRows; readonly hints: readonly string[]},
): MlopsError {
  const first = bad.kept.slice(0, 3).map((value) => describeBadValue(file, value))
  return new MlopsError('DATA_EMPTY', {
    message: [
      ...first,
      `None of the ${bad.rows.toLocaleString('en-US')} rows of ${file} is good: nothing is left.`,
    ].join('\n'),
    suggestion: ['Check that the schema and the delimiter fit this file.', ...hints].join('\n'),
  })
}

function guessedFrom(totalRows: number): string {
  if (totalRows > sampledRows) return `the first ${sampledRows.toLocaleString('en-US')} rows`
  return totalRows === 1 ? 'its only row' : `all ${totalRows.toLocaleString('en-US')} rows`
}

/** Sentences that help with what is bad, beyond fixing it. */
function hintsFor(
  {kept}: BadRows,
  {columns, totalRows}: {readonly columns: readonly ColumnPlan[]; readonly totalRows: number},
): readonly string[] {
  const markers = new Set(
    kept.map(({value}) => value.trim()).filter((value) => value !== '' && usualMissingValues.includes(value)),
  )
  const hasCommas = kept.some(({value}) => hasDecimalComma(value))
  // A text that is no number at all: the guess may be wrong, not the text.
  const strange = kept.filter(({value}) => value !== '' && Number.isNaN(parseNumber(value)) && !hasDecimalComma(value))
  const names = new Set(strange.map(({name}) => name))
  const guessed = columns.filter(({inferred, field}) => inferred && names.has(field.name)).map(({field}) => field.name)
  return [
    ...(hasCommas ? ['Write numbers with a decimal point: the program that exported them has a setting for it.'] : []),
    ...[...markers].map((marker) => `If "${marker}" means missing, add it to "missingValues" in the data package.`),
    ...(guessed.length === 0
      ? []
      : [
          `The type of ${guessed.join(', ')} was guessed from ${guessedFrom(totalRows)}; ` +
            'to declare it, write a data package with mlops explore --write-schema and edit it.',
        ]),
  ]
}
