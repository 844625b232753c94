import type {Worker} from 'node:worker_threads'
import type {WindowRequest, WindowResponse} from './window-messages.js'
import {buffersOf, type WindowSnapshot} from './row-window.js'
import type {MonitoredReference, WindowDrift} from './window-comparison.js'

export interface Compared {
  readonly seconds: number
  readonly result: WindowDrift
}

export interface WindowThreadOptions {
  /** Starts a thread that answers as window-answers.ts does. */
  readonly start: () => Worker
  /** Told why a comparison failed, or the thread ended by itself. */
  readonly onFailure: (message: string) => void
  /** Before the first new start; each further one without a success between takes twice as long. */
  readonly firstRestartMs?: number
  /** A comparison that takes longer is given up, and its thread with it: not one that merely gives way to requests. */
  readonly longestComparisonMs?: number
}

const LONGEST_RESTART_MS = 60_000

/**
 * The thread that compares windows with references: one comparison at a time, so that the server's own thread never
 * waits and the work never piles up. When the thread ends by itself, it is started anew, later and later.
 */
export class WindowThread {
  private worker: Worker | null = null
  private readonly references = new Map<string, MonitoredReference>()
  private running: {readonly settle: (compared: Compared | null) => void; readonly limit: NodeJS.Timeout} | null = null
  private restart: NodeJS.Timeout | null = null
  private failuresInARow = 0
  private isClosed = false

  constructor(private readonly options: WindowThreadOptions) {}

  /** Whether a window can be taken now: no other is being compared, and the thread runs. */
  get isFree(): boolean {
    return this.worker !== null && this.running === null
  }

  load(key: string, reference: MonitoredReference): void {
    if (this.isClosed) return
    this.references.set(key, reference)
    if (this.worker === null && this.restart === null) this.start()
    else this.send({kind: 'load', key, reference})
  }

  forget(key: string): void {
    this.references.delete(key)
    this.send({kind: 'forget', key})
  }

  /**
   * Compares a window, whose memory goes to the thread.
   *
   * @returns null when that failed; `onFailure` was told why
   */
  compare(key: string, window: WindowSnapshot): Promise<Compared | null> {
    const {worker} = this
    if (worker === null || this.running !== null) return Promise.resolve(null)
    return new Promise((resolve) => {
      const {longestComparisonMs = 600_000} = this.options
      const limit = setTimeout(() => {
        this.lose(worker, `A comparison took more than ${longestComparisonMs / 1000} s.`)
      }, longestComparisonMs).unref()
      this.running = {settle: resolve, limit}
      worker.postMessage({kind: 'compare', key, window} satisfies WindowRequest, buffersOf(window))
    })
  }

  async close(): Promise<void> {
    this.isClosed = true
    if (this.restart !== null) clearTimeout(this.restart)
    const {worker} = this
    this.worker = null
    this.settle(null)
    await worker?.terminate()
  }

  private start(): void {
    this.restart = null
    let worker: Worker
    try {
      worker = this.options.start()
    } catch (error) {
      this.failed(`The drift thread could not be started: ${messageOf(error)}`)
      return
    }
    this.worker = worker
    // A server that is shut down must not wait for it.
    worker.unref()
    worker.on('message', (response: WindowResponse) => {
      if (worker === this.worker) this.take(response)
    })
    worker.on('error', (error) => {
      this.lose(worker, `The drift thread failed: ${messageOf(error)}`)
    })
    worker.on('exit', (code) => {
      this.lose(worker, `The drift thread ended by itself with code ${code}.`)
    })
    for (const [key, reference] of this.references) this.send({kind: 'load', key, reference})
  }

  private send(request: WindowRequest): void {
    this.worker?.postMessage(request)
  }

  private take(response: WindowResponse): void {
    if (response.kind === 'compared') {
      this.failuresInARow = 0
      this.settle({seconds: response.seconds, result: response.result})
      return
    }
    this.options.onFailure(response.message)
    this.settle(null)
  }

  /** The thread is gone, or as good as that. */
  private lose(worker: Worker, why: string): void {
    if (worker !== this.worker) return
    this.worker = null
    void worker.terminate()
    this.failed(why)
    this.settle(null)
  }

  private failed(why: string): void {
    this.options.onFailure(why)
    const {firstRestartMs = 500} = this.options
    const delay = Math.min(LONGEST_RESTART_MS, firstRestartMs * 2 ** Math.min(16, this.failuresInARow))
    this.failuresInARow++
    this.restart = setTimeout(() => {
      this.start()
    }, delay).unref()
  }

  private settle(compared: Compared | null): void {
    const {running} = this
    if (running === null) return
    this.running = null
    clearTimeout(running.limit)
    running.settle(compared)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
