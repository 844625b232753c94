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
}

/** A thread that is told to stop ends within milliseconds, but for a disk that hangs. */
const patienceMs = 2_000

/**
 * Indexes complete files of the prediction log ahead of the labels, in a thread that lives no longer than that takes
 * and gives way to all others: a file of 64 MB is half a second's work, and requests shall not wait for it.
 */
export class IndexThread {
  private worker: Worker | undefined
  private isAskedAgain = false
  private isClosed = false

  constructor(private readonly options: IndexThreadOptions) {}

  /** Indexes what there is by now: at once, or after what is being indexed. */
  begin(): void {
    if (this.isClosed) return
    if (this.worker !== undefined) {
      this.isAskedAgain = true
      return
    }
    const {folder, onFailure} = this.options
    try {
      const worker = startWorker('index-worker', {folder} satisfies IndexWorkerData)
      this.worker = worker
      worker.unref()
      worker.on('error', onFailure)
      worker.on('exit', () => this.ended())
    } catch (error) {
      onFailure(error)
    }
  }

  /** Stops what is being done; the next server goes on from there. */
  async close(): Promise<void> {
    this.isClosed = true
    const {worker} = this
    if (worker === undefined) return
    const ended = once(worker, 'exit')
    worker.postMessage('stop')
    await Promise.race([ended, sleep(patienceMs, undefined, {ref: false})])
    await worker.terminate()
  }

  private ended(): void {
    this.worker = undefined
    if (!this.isAskedAgain) return
    this.isAskedAgain = false
    this.begin()
  }
}
