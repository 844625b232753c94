import {isDeepStrictEqual} from 'node:util'
import type {Worker} from 'node:worker_threads'
import {startWorker} from '../assets.js'
import {throwIfInterrupted} from '../errors.js'
import type {Artifact} from '../model/artifact.js'
import type {FileDrift, FileDriftSettings, ReferenceSide} from './drift-file.js'
import type {RowReader} from './drift-inputs-reader.js'
import {receivedError, type FromWorker, type ToWorker, type WorkerStart} from './drift-worker-messages.js'

export interface DriftWorkersOptions {
  /** Threads at most. */
  readonly threads: number
  /** In the order in which they will be asked for. */
  readonly paths: readonly string[]
  readonly artifact: Artifact | undefined
  readonly settings: FileDriftSettings
  readonly signal?: AbortSignal | undefined
  readonly report?: ((text: string) => void) | undefined
}

type Outcome = {readonly drift: FileDrift} | {readonly error: unknown} | 'not-done'

/** Compares files in other threads, ahead of being asked, and answers what `driftOfFile` answers in this one. */
export class DriftWorkers {
  private reader: RowReader | undefined
  private reference: ReferenceSide | undefined
  private workers: Worker[] = []
  private waiting: string[] = []
  private outcomes = new Map<string, Deferred<Outcome>>()

  constructor(private readonly options: DriftWorkersOptions) {
    options.signal?.addEventListener('abort', this.abort)
  }

  /** Starts to read the files, before the reference is there. */
  start(reader: RowReader): void {
    const {paths, threads} = this.options
    this.reader = reader
    this.outcomes = new Map(paths.map((path) => [path, new Deferred<Outcome>()]))
    this.waiting = [...paths]
    for (let worker = 0; worker < Math.min(threads, paths.length); worker++) this.open(reader)
  }

  /** Compares with this reference. Files that were read in another way than with this reader are read again. */
  compareWith({profile, sample}: ReferenceSide, reader: RowReader): void {
    if (this.reader !== undefined && !isSameReader(reader, this.reader)) this.stop()
    // What else a reference may hold cannot be sent.
    this.reference = {profile, sample}
    if (this.workers.length === 0) this.start(reader)
    else for (const worker of this.workers) post(worker, {kind: 'reference', reference: this.reference})
  }

  /**
   * What came out of a file; undefined when it is not among the files, or no thread could do it.
   *
   * @throws MlopsError what `driftOfFile` throws; `INTERRUPTED`
   */
  async drift(path: string): Promise<FileDrift | undefined> {
    const outcome = await this.outcomes.get(path)?.promise
    throwIfInterrupted(this.options.signal)
    if (outcome === undefined || outcome === 'not-done') return undefined
    if ('error' in outcome) throw outcome.error
    return outcome.drift
  }

  /** Ends the threads, whatever they are at. */
  stop(): void {
    for (const worker of this.workers) void worker.terminate()
    this.workers = []
    for (const outcome of this.outcomes.values()) outcome.resolve('not-done')
  }

  close(): void {
    this.options.signal?.removeEventListener('abort', this.abort)
    this.stop()
  }

  private readonly abort = (): void => this.stop()

  private open({columns, draft}: RowReader): void {
    const {artifact, settings, report} = this.options
    const start: WorkerStart = {columns, draft, model: artifact === undefined ? null : storedModel(artifact), settings}
    const worker = startWorker('drift-worker', start)
    this.workers.push(worker)
    let path: string | undefined
    const next = (): void => {
      path = this.waiting.shift()
      if (path !== undefined) post(worker, {kind: 'file', path})
      else if (this.reference !== undefined) void worker.terminate()
    }
    const settle = (outcome: Outcome): void => {
      if (this.workers.includes(worker) && path !== undefined) this.outcomes.get(path)?.resolve(outcome)
    }
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'report') {
        report?.(message.text)
        return
      }
      settle(message.kind === 'done' ? {drift: message.drift} : {error: receivedError(message.error)})
      next()
    })
    // Out of memory, or of threads: this thread does what is left.
    worker.on('error', () => undefined)
    worker.on('exit', () => {
      settle('not-done')
      this.workers = this.workers.filter((each) => each !== worker)
      if (this.workers.length === 0)
        for (const rest of this.waiting.splice(0)) this.outcomes.get(rest)?.resolve('not-done')
    })
    if (this.reference !== undefined) post(worker, {kind: 'reference', reference: this.reference})
    next()
  }
}

function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message)
}

/** Functions cannot be sent. */
function storedModel({version, folder, bytes, manifest, modelJson, weights}: Artifact): WorkerStart['model'] {
  return {version, folder, bytes, manifest, modelJson, weights}
}

function isSameReader(a: RowReader, b: RowReader): boolean {
  return isDeepStrictEqual([a.columns, a.draft], [b.columns, b.draft])
}

/** A promise that is fulfilled from outside, once. */
class Deferred<T> {
  resolve!: (value: T) => void
  readonly promise = new Promise<T>((resolve) => (this.resolve = resolve))
}
