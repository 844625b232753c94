import {setTimeout as sleep} from 'node:timers/promises'
import type {DatasetDescription} from '../dataset/description.js'
import type {AnsweredRow, AnswerSink, ModelIdentity} from '../monitor/answered-rows.js'
import {JsonBytes} from './json-bytes.js'
import {LogFile} from './prediction-log-file.js'
import {createLineWriter, type WriteLine} from './prediction-log-line.js'
import {recordModel} from './prediction-log-model.js'
import {createWriterToken} from './prediction-log-names.js'
import {applyRetention, type Retention} from './prediction-log-retention.js'

export interface PredictionLogOptions {
  readonly folder: string
  /** What the model answers: names of the features, classes. */
  readonly describe: (model: ModelIdentity) => DatasetDescription
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  readonly random?: () => number
  /** Default 64 MB and 24 hours. */
  readonly maximumFileBytes?: number | undefined
  readonly maximumFileAgeMs?: number | undefined
  /** Rows that are not on disk yet are kept up to so many bytes (default 32 MB); further ones are dropped and counted. */
  readonly maximumQueueBytes?: number | undefined
  /** Rows wait so long at most before they are written. */
  readonly flushMs?: number | undefined
  /** Old files are deleted beyond this; kept for ever when missing. */
  readonly retention?: Retention | undefined
  /** Told when a new file was begun: the one before is complete. Must not throw. */
  readonly onBegun?: (() => void) | undefined
  /** Told when writing fails, once until it works again, and then `undefined`. Must not throw. */
  readonly onTrouble?: ((error: Error | undefined) => void) | undefined
}

export interface PredictionLogCounters {
  /** On disk, since the start. */
  readonly rows: number
  readonly bytes: number
  /** Rows that were lost: the queue was full, or the disk took nothing until the end. */
  readonly dropped: number
  /** Attempts to write that failed; each was repeated. */
  readonly failures: number
  /** Waiting to be written. */
  readonly queuedBytes: number
}

/** Lines that are written together. */
interface Batch {
  readonly bytes: Uint8Array
  readonly rows: number
  readonly time: number
}

/** Lines are handed to the disk when there are so many bytes of them, or more where it was busy with those before. */
const batchBytes = 65_536
/** So that the last line of a batch fits as well, mostly. */
const roomForBatch = batchBytes + 4_096
const firstRetryMs = 100
const longestRetryMs = 5_000
/** Comes when the request that is being answered is done. */
const nextMicrotask = Promise.resolve()
/** Twice what comes in a turn of the event loop when four clients send arrays of 10,000 rows. */
const defaultQueueBytes = 32 * 2 ** 20
/** Half of what may be lost at most: a loop that is busy runs its timers late. */
const defaultFlushMs = 500

/**
 * Appends each answered row as a line of JSON to files that are rotated. Accepting a row makes its line and no more; it
 * never waits for the disk, and never throws. A disk that fails is tried again until it works or the log is closed.
 *
 * What was handed to the operating system survives the end of the process, however it ends; at most the rows of the
 * last `flushMs` are lost. The power is another matter: files are synced when they are rotated and closed.
 */
export class PredictionLog implements AnswerSink {
  private readonly pending = new JsonBytes(roomForBatch)
  private pendingRows = 0
  private pendingTime = 0
  /** Whether what is pending shall be written, however little it is. */
  private isDue = false
  /** What the disk is given now; it stays until it is written. */
  private batch: Batch | undefined
  private written = {rows: 0, bytes: 0}
  private dropped = 0
  /** Rows that were accepted since the start, and those of them that are written or given up. */
  private accepted = 0
  private settled = 0
  private failures = 0
  private isFailing = false
  private isClosed = false
  private timer: NodeJS.Timeout | undefined
  private draining: Promise<void> | undefined
  /** Who waits until so many rows are settled. */
  private waiting: {readonly rows: number; readonly done: () => void}[] = []
  /** Ends the pause before the next attempt. */
  private readonly closing = new AbortController()
  private model: ModelIdentity | undefined
  private write: WriteLine | undefined
  private readonly writers = new Map<string, {readonly write: WriteLine; readonly description: DatasetDescription}>()
  /** Models that no file in the folder describes yet. */
  private readonly unrecorded = new Map<ModelIdentity, DatasetDescription>()
  /** What is deleted is deleted beside the writing: to keep the ids of a large file takes a second. */
  private retaining: Promise<void> = Promise.resolve()
  private readonly file: LogFile
  private readonly flushMs: number
  private readonly maximumQueueBytes: number

  constructor(private readonly options: PredictionLogOptions) {
    const {folder, now = Date.now, random = Math.random, maximumFileBytes = 64 * 2 ** 20} = options
    this.file = new LogFile({
      folder,
      kind: 'predictions',
      writer: createWriterToken(random),
      now,
      maximumFileBytes,
      maximumFileAgeMs: options.maximumFileAgeMs ?? 24 * 3_600_000,
    })
    this.flushMs = options.flushMs ?? defaultFlushMs
    this.maximumQueueBytes = options.maximumQueueBytes ?? defaultQueueBytes
  }

  get counters(): PredictionLogCounters {
    const {dropped, failures, queuedBytes} = this
    return {...this.written, dropped, failures, queuedBytes}
  }

  private get queuedBytes(): number {
    return this.pending.length + (this.batch?.bytes.length ?? 0)
  }

  accept(model: ModelIdentity, row: AnsweredRow): void {
    if (this.isClosed || this.queuedBytes >= this.maximumQueueBytes) {
      this.dropped++
      return
    }
    const start = this.pending.length
    try {
      const write = model === this.model ? this.write! : this.writerFor(model)
      write(row, this.pending)
    } catch {
      this.pending.length = start
      this.dropped++
      return
    }
    this.accepted++
    if (this.pendingRows++ === 0) {
      this.pendingTime = row.time
      this.timer ??= setTimeout(() => this.onTimer(), this.flushMs).unref()
    }
    if (this.pending.length >= batchBytes) this.begin()
  }

  /** Waits until what was accepted so far is written, or writing failed. Never rejects. */
  flush(): Promise<void> {
    this.begin()
    if (this.settled >= this.accepted || this.isFailing) return Promise.resolve()
    // Not until nothing is left: under load there always is.
    return new Promise((done) => this.waiting.push({rows: this.accepted, done}))
  }

  /**
   * Writes what is left and waits until the disk has it, but no longer than `graceMs` on a disk that fails. Rows that
   * are accepted afterwards are dropped.
   */
  async close({graceMs = 2_000}: {readonly graceMs?: number} = {}): Promise<void> {
    this.isClosed = true
    clearTimeout(this.timer)
    this.begin()
    const grace = sleep(graceMs, undefined, {signal: this.closing.signal}).catch(() => undefined)
    await Promise.race([this.draining, grace])
    this.closing.abort()
    this.dropped += this.pendingRows + (this.batch?.rows ?? 0)
    this.pendingRows = 0
    this.pending.length = 0
    this.isDue = false
    this.batch = undefined
    this.settled = this.accepted
    this.tellWaiting()
    await Promise.race([this.closeFile(), sleep(graceMs, undefined, {ref: false})])
  }

  private async closeFile(): Promise<void> {
    await this.draining
    await this.file.close().catch((error: unknown) => this.fail(error))
    await this.retaining
  }

  private writerFor(model: ModelIdentity): WriteLine {
    const key = `${model.version} ${model.name}`
    const description = this.options.describe(model)
    let known = this.writers.get(key)
    if (known?.description !== description) {
      known = {write: createLineWriter(model, description), description}
      this.writers.set(key, known)
      this.unrecorded.set({name: model.name, version: model.version}, description)
    }
    this.model = model
    this.write = known.write
    return known.write
  }

  private onTimer(): void {
    this.timer = undefined
    this.begin()
  }

  /** Begins to write what was accepted, unless that is going on: then it is written next. */
  private begin(): void {
    if (this.pendingRows === 0) return
    this.isDue = true
    this.draining ??= this.drain()
  }

  /** One batch after the other: all that came while one was written is the next, however much the disk is behind. */
  private async drain(): Promise<void> {
    let pause = firstRetryMs
    while (this.batch !== undefined || this.isDue) {
      // All rows of a request are one batch.
      await nextMicrotask
      const batch = (this.batch ??= this.takeBatch())
      const {progress} = this.file
      try {
        await this.recordModels()
        const begun = await this.file.append(batch)
        this.settle(batch)
        pause = firstRetryMs
        if (begun) this.onBegun()
      } catch (error) {
        this.fail(error)
        // A file that is full may have taken a part of it, and the next takes more at once.
        if (this.file.progress > progress) continue
        await sleep(pause, undefined, {signal: this.closing.signal}).catch(() => undefined)
        pause = Math.min(2 * pause, longestRetryMs)
      }
    }
    this.draining = undefined
  }

  private takeBatch(): Batch {
    const batch = {bytes: this.pending.take(), rows: this.pendingRows, time: this.pendingTime}
    this.pendingRows = 0
    this.isDue = false
    return batch
  }

  private settle(batch: Batch): void {
    const {bytes, rows} = batch
    if (this.batch === batch) {
      this.batch = undefined
      this.settled += rows
    } else {
      // Given up by `close`, and written all the same.
      this.dropped -= rows
    }
    this.written = {rows: this.written.rows + rows, bytes: this.written.bytes + bytes.length}
    this.pending.giveBack(bytes)
    if (this.isFailing) this.options.onTrouble?.(undefined)
    this.isFailing = false
    this.tellWaiting()
  }

  private tellWaiting(): void {
    for (const {done} of this.waiting.filter((each) => each.rows <= this.settled)) done()
    this.waiting = this.waiting.filter((each) => each.rows > this.settled)
  }

  private fail(error: unknown): void {
    this.failures++
    if (!this.isFailing) this.options.onTrouble?.(error instanceof Error ? error : new Error(String(error)))
    this.isFailing = true
    for (const {done} of this.waiting) done()
    this.waiting = []
  }

  private async recordModels(): Promise<void> {
    for (const [model, description] of this.unrecorded) {
      await recordModel(this.options.folder, model, description)
      this.unrecorded.delete(model)
    }
  }

  private onBegun(): void {
    this.retaining = this.retaining.then(() => this.retain())
    this.options.onBegun?.()
  }

  /** A file that cannot be deleted stays until the next is begun; it is no reason not to write. */
  private async retain(): Promise<void> {
    const {folder, retention, now = Date.now} = this.options
    if (retention === undefined) return
    await applyRetention(folder, {...retention, current: this.file.path}, now()).catch((error: unknown) => {
      this.failures++
      this.options.onTrouble?.(error instanceof Error ? error : new Error(String(error)))
    })
  }
}
