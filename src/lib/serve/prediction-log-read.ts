import {stat} from 'node:fs/promises'
import {join} from 'node:path'
import {errorCode} from '../durable-files.js'
import {MlopsError} from '../errors.js'
import {readLastLine, readLines} from './prediction-log-lines.js'
import {LOG_ENDING, listLogFiles, type LogName} from './prediction-log-names.js'
import {parsePrediction, timeTextOf, type LoggedPrediction} from './prediction-log-record.js'

export type {LoggedPrediction} from './prediction-log-record.js'

export interface ReadLogOptions {
  /** Milliseconds since the epoch; rows of that moment are in. */
  readonly since?: number | undefined
  /** Rows of that moment are out. */
  readonly until?: number | undefined
  /** Name of a model. */
  readonly model?: string | undefined
  readonly version?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Told of complete lines of a file that are no predictions. */
  readonly onSkipped?: ((skipped: SkippedLines) => void) | undefined
}

/** Lines that somebody altered, or a disk that failed. */
export interface SkippedLines {
  readonly path: string
  readonly count: number
  /** Numbers of the first ten, 1 being the first line of the file. */
  readonly lines: readonly number[]
}

/** So many are named of each file. */
const mostNamed = 10

/**
 * The predictions in the files of a folder, in order of their times: what several processes wrote is merged. Of each
 * file that is open a piece is in memory, and only files whose times overlap are open at once. A line that a process
 * left half-written is passed over.
 *
 * @throws MlopsError `FILE_NOT_FOUND` when there is no such folder, or no log in it
 */
export async function* readPredictionLog(
  folder: string,
  options: ReadLogOptions = {},
): AsyncGenerator<LoggedPrediction, void, undefined> {
  const files = await selectFiles(folder, options)
  const open: OpenFile[] = []
  try {
    for (let next = 0; next < files.length || open.length > 0;) {
      const earliest = open.reduce<OpenFile | undefined>(
        (least, file) => (least === undefined || file.current!.time < least.current!.time ? file : least),
        undefined,
      )
      // What comes in a file is not earlier than its name says.
      if (next < files.length && (earliest === undefined || files[next]!.start <= earliest.current!.time)) {
        const file = new OpenFile(join(folder, files[next++]!.stem + LOG_ENDING), options)
        if (await file.advance()) open.push(file)
        continue
      }
      if (earliest === undefined) continue
      yield earliest.current!
      // Most rows are in memory: waiting for each would cost as much as reading it.
      if (!earliest.step() && !(await earliest.advance())) open.splice(open.indexOf(earliest), 1)
    }
  } finally {
    for (const file of open) await file.close()
  }
}

/** A file, and the record of it that comes next. */
class OpenFile {
  current: LoggedPrediction | undefined
  private lines: readonly string[] = []
  private next = 0
  private linesBefore = 0
  private skipped = 0
  private readonly skippedLines: number[] = []
  private readonly pieces: ReturnType<typeof readLines>
  private readonly since: string
  private readonly until: string

  constructor(
    private readonly path: string,
    private readonly options: ReadLogOptions,
  ) {
    const {since, until, signal} = options
    this.pieces = readLines(path, {signal})
    this.since = since === undefined ? '' : new Date(Math.ceil(since)).toISOString()
    this.until = until === undefined ? '\uffff' : new Date(Math.ceil(until)).toISOString()
  }

  /** Goes to the next record that is in memory. @returns whether there is one */
  step(): boolean {
    const {since, until, model, version} = this.options
    while (this.next < this.lines.length) {
      const line = this.lines[this.next++]!
      const time = timeTextOf(line)
      if (time !== undefined && (time < this.since || time >= this.until)) continue
      const record = parsePrediction(line)
      if (record === undefined) {
        if (line !== '') this.skip(this.linesBefore + this.next)
        continue
      }
      if (time === undefined && (record.time < (since ?? -Infinity) || record.time >= (until ?? Infinity))) continue
      if ((model ?? record.model) !== record.model || (version ?? record.version) !== record.version) continue
      this.current = record
      return true
    }
    return false
  }

  /** Goes to the next record, reading on. @returns whether there is one */
  async advance(): Promise<boolean> {
    while (!this.step()) {
      const {done, value} = await this.pieces.next()
      if (done === true) {
        const {path, skipped, skippedLines} = this
        if (skipped > 0) this.options.onSkipped?.({path, count: skipped, lines: skippedLines})
        return false
      }
      this.linesBefore += this.lines.length
      this.lines = value.lines
      this.next = 0
    }
    return true
  }

  async close(): Promise<void> {
    await this.pieces.return()
  }

  private skip(line: number): void {
    this.skipped++
    if (this.skippedLines.length < mostNamed) this.skippedLines.push(line)
  }
}

/** The files that may hold rows of the wanted time. */
async function selectFiles(folder: string, {since, until = Infinity}: ReadLogOptions): Promise<readonly LogName[]> {
  const files = await listLogFiles(folder, 'predictions')
  if (files.length === 0) throw await nothingToRead(folder)
  const selected: LogName[] = []
  for (const file of files) {
    if (file.start >= until) continue
    if (since === undefined || file.start >= since || !(await endsBefore(folder, file, since))) selected.push(file)
  }
  return selected
}

async function endsBefore(folder: string, {stem}: LogName, moment: number): Promise<boolean> {
  const last = await readLastLine(join(folder, stem + LOG_ENDING)).catch(() => undefined)
  const record = last === undefined ? undefined : parsePrediction(last)
  return record !== undefined && record.time < moment
}

async function nothingToRead(folder: string): Promise<MlopsError> {
  const found = await stat(folder).catch((error: unknown) => errorCode(error))
  const exists = typeof found === 'object' && found.isDirectory()
  return new MlopsError('FILE_NOT_FOUND', {
    message: exists ? `There is no prediction log in ${folder}.` : `There is no folder ${folder}.`,
    suggestion: 'Name the folder that mlops serve was given with --log-dir.',
  })
}
