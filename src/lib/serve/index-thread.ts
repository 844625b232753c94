import {once} from 'node:events'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Worker} from 'node:worker_threads'
import {startWorker} from '../assets.js'
import type {IndexWorkerData} from './index-worker.js'

export interface IndexThreadOptions {
  /** Of the prediction log. */
  readonly folder: string
  /** Told why the log could not be indexed: the next label does it then. */
  readonly onFailure: (error: unknown) => void
  /** Milliseconds from one start to the next, at least. */
  readonly intervalMs?: number | undefined
}

/** To start takes 30 ms of the processor's time, and a server at its limit fills a file every four seconds. */
const defaultIntervalMs = 60_000
/** For new objects of the thread, which are lines that are read: by default V8 takes 40 MB more. */
const newObjectsMb = 12
/** A thread that is told to stop ends within milliseconds, but for a disk that hangs. */
const patienceMs = 2_000

/**
 * Indexes complete files of the prediction log ahead of the labels, in a thread that lives no longer than that takes
 * and gives way to all others: a file of 64 MB is half a second's work, and requests shall not wait for it.
 */
export class IndexThread {
  private worker: Worker | undefined
  private startedAt = -Infinity
  private timer: NodeJS.Timeout | undefined
  private isAskedAgain = false
  private isClosed = false

  constructor(private readonly options: IndexThreadOptions) {}

  /** Indexes what there is by now: as soon as the last time is long enough ago, and what it found is done. */
  begin(): void {
    if (this.isClosed || this.timer !== undefined) return
    if (this.worker !== undefined) {
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
    const {worker} = this
    if (worker === undefined) return
    const ended = once(worker, 'exit')
    worker.postMessage('stop')
    await Promise.race([ended, sleep(patienceMs, undefined, {ref: false})])
    await worker.terminate()
  }

  private start(): void {
    this.timer = undefined
    this.startedAt = performance.now()
    const {folder, onFailure} = this.options
    try {
      const data: IndexWorkerData = {folder}
      const worker = startWorker('index-worker', data, {resourceLimits: {maxYoungGenerationSizeMb: newObjectsMb}})
      this.worker = worker
      worker.unref()
      worker.on('error', onFailure)
      worker.on('exit', () => this.ended())
    } catch (error) {
      onFailure(error)
    }
  }

  private ended(): void {
    this.worker = undefined
    if (!this.isAskedAgain) return
    this.isAskedAgain = false
    this.begin()
  }
}
