import {once} from 'node:events'
import {setTimeout as sleep} from 'node:timers/promises'
import {MessageChannel, type MessagePort, type Worker} from 'node:worker_threads'
import type {IndexRequest} from './index-log.js'

export interface LogIndexerOptions {
  /** Of the prediction log. */
  readonly folder: string
  /** The thread of background-worker.ts; undefined while none runs. */
  readonly thread: () => Worker | undefined
  /** Told why the log could not be indexed: the next label does it then. */
  readonly onFailure: (error: unknown) => void
  /** Milliseconds from one start to the next, at least. */
  readonly intervalMs?: number | undefined
}

/** A server at its limit fills a file every four seconds, and each start looks at all files. */
const defaultIntervalMs = 60_000
/** What is told to stop ends within milliseconds, but for a disk that hangs. */
const patienceMs = 2_000

/**
 * Has complete files of the prediction log indexed ahead of the labels, in a thread that gives way to the one that
 * answers: a file of 64 MB is a third of a second's work, and requests shall not wait for it.
 */
export class LogIndexer {
  /** To the thread, while it indexes. */
  private port: MessagePort | undefined
  private startedAt = -Infinity
  private timer: NodeJS.Timeout | undefined
  private isAskedAgain = false
  private isClosed = false

  constructor(private readonly options: LogIndexerOptions) {}

  /** Indexes what there is by now: as soon as the last time is long enough ago, and what it found is done. */
  begin(): void {
    if (this.isClosed || this.timer !== undefined) return
    if (this.port !== undefined) {
      this.isAskedAgain = true
      return
    }
    const {intervalMs = defaultIntervalMs} = this.options
    const delay = Math.max(0, this.startedAt + intervalMs - performance.now())
    this.timer = setTimeout(() => this.start(), delay).unref()
  }

  /** Stops what is being done; the next server goes on from there. */
  async close(): Promise<void> {
    this.isClosed = true
    clearTimeout(this.timer)
    const {port} = this
    if (port === undefined) return
    const ended = once(port, 'close')
    port.postMessage('stop')
    await Promise.race([ended, sleep(patienceMs, undefined, {ref: false})])
    port.close()
  }

  private start(): void {
    this.timer = undefined
    this.startedAt = performance.now()
    const {folder, thread, onFailure} = this.options
    const worker = thread()
    if (worker === undefined) {
      // It is being started anew.
      this.begin()
      return
    }
    const {port1, port2} = new MessageChannel()
    this.port = port1
    port1.on('message', onFailure)
    // Or the thread has ended.
    port1.on('close', () => this.ended())
    port1.unref()
    worker.postMessage({kind: 'index', folder, port: port2} satisfies IndexRequest, [port2])
  }

  private ended(): void {
    this.port = undefined
    if (!this.isAskedAgain) return
    this.isAskedAgain = false
    this.begin()
  }
}
