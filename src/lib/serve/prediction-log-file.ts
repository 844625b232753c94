import {open, stat, unlink, type FileHandle} from 'node:fs/promises'
import {join} from 'node:path'
import {errorCode, makeFolder, syncFolder} from '../durable-files.js'
import {LOG_ENDING, logStem, type LogKind} from './prediction-log-names.js'

export interface LogFileOptions {
  readonly folder: string
  readonly kind: LogKind
  readonly writer: string
  readonly now: () => number
  /** A file that has reached it is closed, and the next one begun. */
  readonly maximumFileBytes: number
  readonly maximumFileAgeMs: number
}

/** Lines that are written together. */
export interface Batch {
  readonly bytes: Uint8Array
  /** Time of the first line. */
  readonly time: number
}

/** A new name is looked for when the old one was taken away under us, at most so often. */
const pathCheckMs = 5_000
/** The system refused for want of space: it wrote nothing, and may take the same bytes later. */
const spaceErrors = ['ENOSPC', 'EDQUOT']

/**
 * Appends batches to a file, and begins a new one when it is large or old enough. After an error the same batch may be
 * given again: what of it is on disk already is not written twice.
 */
export class LogFile {
  private open_: {readonly file: FileHandle; readonly path: string; readonly openedAt: number} | undefined
  private size = 0
  private lastStart = -Infinity
  private checkedAt = 0
  private done = 0
  /** What is brought to the disk while lines are written on; it never fails. */
  private syncing: Promise<void> = Promise.resolve()
  /** Why it may not be there. */
  private unsynced: {readonly error: unknown} | undefined

  constructor(private readonly options: LogFileOptions) {}

  /** Where the lines go; undefined before the first. */
  get path(): string | undefined {
    return this.open_?.path
  }

  /** Bytes on disk of the batch that failed. */
  get progress(): number {
    return this.done
  }

  /** @returns whether a new file was begun */
  async append({bytes, time}: Batch): Promise<boolean> {
    // Never in the middle of a batch that failed: its line would be in two files, half in each.
    if (this.done === 0 && (await this.isFinished())) this.retire()
    this.throwIfUnsynced()
    let begun = false
    for (;;) {
      if (this.open_ === undefined) {
        begun = true
        await this.begin(this.done === 0 ? time : (timeAt(bytes, this.done) ?? time))
      }
      const end = this.endOfFile(bytes)
      await this.write(bytes, end)
      if (end === bytes.length) break
      this.retire()
    }
    this.done = 0
    return begun
  }

  /** Where the last line ends that the open file takes. */
  private endOfFile(bytes: Uint8Array): number {
    const room = Math.max(0, this.options.maximumFileBytes - this.size)
    const feed = bytes.indexOf(0x0a, this.done + room)
    return feed < 0 ? bytes.length : feed + 1
  }

  private async write(bytes: Uint8Array, end: number): Promise<void> {
    try {
      while (this.done < end) {
        const {bytesWritten} = await this.open_!.file.write(bytes, this.done, end - this.done)
        this.done += bytesWritten
        this.size += bytesWritten
      }
    } catch (error) {
      if (!spaceErrors.includes(errorCode(error) ?? '')) await this.abandon(bytes)
      throw error
    }
  }

  /** Waits until the disk has what was written. */
  async sync(): Promise<void> {
    await this.open_?.file.datasync()
    await this.syncing
    this.throwIfUnsynced()
  }

  /** Waits until the disk has all files, and lets go of the last: the next batch begins another. */
  async close(): Promise<void> {
    this.done = 0
    this.retire()
    await this.syncing
    this.throwIfUnsynced()
  }

  /** Lets go of a file that is finished. */
  private retire(): void {
    const last = this.open_
    this.open_ = undefined
    if (last !== undefined) this.syncBeside(syncAndClose(last.file))
  }

  /** It may take a second, in which a busy server has lines for megabytes. */
  private syncBeside(work: Promise<void>): void {
    this.syncing = Promise.all([this.syncing, work]).then(
      () => undefined,
      (error: unknown) => {
        this.unsynced = {error}
      },
    )
  }

  /** Whoever writes is told once: what the system has taken is not lost, but for a power failure. */
  private throwIfUnsynced(): void {
    const {unsynced} = this
    this.unsynced = undefined
    if (unsynced !== undefined) throw unsynced.error
  }

  private async begin(time: number): Promise<void> {
    const {folder, kind, writer, now} = this.options
    // Names of one writer are in the order in which they were written, even where the clock was set back.
    const start = Math.max(Math.floor(time), this.lastStart + 1)
    const path = join(folder, logStem(kind, start, writer) + LOG_ENDING)
    const file = await openNew(path).catch(async (error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error
      await makeFolder(folder)
      return openNew(path)
    })
    this.lastStart = start
    this.open_ = {file, path, openedAt: now()}
    this.size = 0
    this.checkedAt = now()
    this.syncBeside(syncFolder(folder))
  }

  private async isFinished(): Promise<boolean> {
    const {now, maximumFileAgeMs, maximumFileBytes} = this.options
    if (this.open_ === undefined) return false
    const {path, openedAt} = this.open_
    if (this.size >= maximumFileBytes || now() - openedAt >= maximumFileAgeMs) return true
    if (Math.abs(now() - this.checkedAt) < pathCheckMs) return false
    this.checkedAt = now()
    // Deleted or moved by somebody: what is written to it further would be lost.
    return (await stat(path).catch(() => undefined)) === undefined
  }

  /** Gives up a file that takes no more; the line that was torn is written whole to the next. */
  private async abandon(bytes: Uint8Array): Promise<void> {
    const failed = this.open_!
    this.open_ = undefined
    this.done = this.done === 0 ? 0 : bytes.lastIndexOf(0x0a, this.done - 1) + 1
    await failed.file.close().catch(() => undefined)
    // A disk that refuses every write shall not fill up with empty files.
    if (this.size === 0) await unlink(failed.path).catch(() => undefined)
  }
}

/** Of the line at a place: readers pass over files by the time of their first line. */
function timeAt(bytes: Uint8Array, place: number): number | undefined {
  const start = place + '{"time":"'.length
  const time = Date.parse(Buffer.from(bytes.subarray(start, start + 24)).toString('latin1'))
  return Number.isNaN(time) ? undefined : time
}

/** "a": a position of our own would write over what somebody else appended. */
function openNew(path: string): Promise<FileHandle> {
  return open(path, 'ax', 0o640)
}

async function syncAndClose(file: FileHandle): Promise<void> {
  try {
    await file.datasync()
  } finally {
    await file.close()
  }
}
