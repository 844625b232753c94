import {Readable} from 'node:stream'
import Papa from 'papaparse'
import {MlopsError, throwIfInterrupted} from '../errors.js'
import {findDialect, type CsvDialect, type DialectHints} from './csv-dialect.js'

/** Some records of a file in order, blank lines included as records of one empty field. */
export interface RecordChunk {
  readonly records: readonly string[][]
  /** Line of the file in which a record starts; the first line is 1. */
  readonly lineOf: (record: number) => number
}

/** Enough to know the dialect of a file. */
const headCharacters = 64 * 1024
/** A longer record is a quote that was opened and never closed, or not a table at all. */
const longestRecord = 4 * 1024 * 1024

export type AcceptRecords = (chunk: RecordChunk) => void | Promise<void>

export interface RecordReader {
  readonly dialect: CsvDialect
  /**
   * Hands every record to `accept`; what `accept` throws ends the reading and comes out here. No more text is read until
   * a promise that it answers is fulfilled; some records that had been read already may come before.
   */
  read(accept: AcceptRecords): Promise<void>
}

/** Looks at the start of a CSV text and makes a reader for all of it. */
export async function openRecords(
  text: AsyncGenerator<string>,
  {
    file,
    hints,
    signal,
  }: {readonly file: string; readonly hints: DialectHints; readonly signal?: AbortSignal | undefined},
): Promise<RecordReader> {
  let head = ''
  for (let next = await text.next(); next.done !== true; next = await text.next()) {
    head += next.value
    if (head.length >= headCharacters) break
  }
  const dialect = findDialect(head, hints)
  return {dialect, read: (accept) => parse({head, rest: text, file, dialect, signal, accept})}
}

interface Parsing {
  readonly head: string
  readonly rest: AsyncGenerator<string>
  readonly file: string
  readonly dialect: CsvDialect
  readonly signal: AbortSignal | undefined
  readonly accept: AcceptRecords
}

function parse({head, rest, file, dialect, signal, accept}: Parsing): Promise<void> {
  let line = 1
  let quotesSeen = false
  /** What the parser has been given and not yet cut into records. */
  let pending = ''
  let cutCharacters = 0
  let accepting: Promise<void> | undefined
  const text = (async function* () {
    try {
      for await (const piece of concatenate(head, rest)) {
        pending += piece
        quotesSeen ||= piece.includes('"')
        yield piece
        await accepting
      }
    } finally {
      await rest.return(undefined)
    }
  })()

  function acceptChunk({data, errors, meta}: Papa.ParseResult<string[]>): void {
    throwIfInterrupted(signal)
    const cut = pending.slice(0, meta.cursor - cutCharacters)
    pending = pending.slice(cut.length)
    cutCharacters = meta.cursor
    const from = line
    const starts = quotesSeen && hasLongRecords(cut, data.length, dialect) ? startLines(data, from, dialect) : undefined
    const lineOf = (record: number): number => starts?.[record] ?? from + record
    // Papa also reports a quote whose end has not been read yet; that record is not in `data` and comes again.
    const broken = errors.find(({row}) => row !== undefined && row < data.length)
    if (broken !== undefined) throw quoteError(file, lineOf(broken.row!), broken.code)
    line = lineOf(data.length)
    if (pending.length > longestRecord) throw recordTooLong(file, line)
    const work = data.length > 0 ? accept({records: data, lineOf}) : undefined
    if (!(work instanceof Promise)) return
    accepting = work
    // It is awaited by who reads on, unless the reading ends before for another reason.
    work.catch(() => undefined)
  }

  return new Promise((resolve, reject) => {
    const stream = Readable.from(text, {highWaterMark: 1})
    // The parser stops listening at its first error; one that follows from the closing must not end the process.
    stream.on('error', () => undefined)
    Papa.parse<string[]>(stream, {
      ...dialect,
      chunk: acceptChunk,
      complete: () => void Promise.resolve(accepting).then(resolve, reject),
      error: (error: Error) => {
        stream.destroy()
        reject(error)
      },
    })
  })
}

async function* concatenate(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head
  yield* rest
}

/** Whether records and lines differ in number: fields in quotes may hold line ends, the last line may have none. */
function hasLongRecords(text: string, records: number, {newline}: CsvDialect): boolean {
  return countOf(newline, text) !== records
}

/** Start line of every record, and of the one after the last. */
function startLines(records: readonly string[][], first: number, {newline}: CsvDialect): Float64Array {
  const lines = new Float64Array(records.length + 1)
  let line = first
  records.forEach((record, index) => {
    lines[index] = line++
    for (const field of record) if (field.includes(newline)) line += countOf(newline, field)
  })
  lines[records.length] = line
  return lines
}

function countOf(character: string, text: string): number {
  let count = 0
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++
  return count
}

function quoteError(file: string, line: number, code: string): MlopsError {
  const unclosed = code === 'MissingQuotes'
  return new MlopsError('DATA_FORMAT', {
    message: unclosed
      ? `${file}:${line}  a quoted value is opened and never closed.`
      : `${file}:${line}  a quoted value is followed by text before the next delimiter.`,
    suggestion: 'Close the quotes; a quote inside a quoted value is written twice ("").',
  })
}

function recordTooLong(file: string, line: number): MlopsError {
  return new MlopsError('DATA_FORMAT', {
    message: `${file}:${line}  the record that starts here is longer than 4 MiB.`,
    suggestion: 'A quote that is opened there may never be closed; or the file is not a table with lines.',
  })
}
