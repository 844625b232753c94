import {setTimeout as sleep} from 'node:timers/promises'
import {MlopsError, throwIfInterrupted} from '../errors.js'
import type {Random} from '../statistics/random.js'
import type {Client, Reply} from './client.js'

export interface Patience {
  readonly random: Random
  readonly signal?: AbortSignal | undefined
  /** Milliseconds without an answer after which the server counts as gone; a minute when missing. */
  readonly giveUpMs?: number | undefined
  /** Told when the server stops to answer, and why; and, with null, when it answers again. */
  readonly onOutage?: ((reason: string | null) => void) | undefined
}

const firstWaitMs = 100
const longestWaitMs = 2_000
const defaultGiveUpMs = 60_000

/** Busy or restarting: to ask again later is right. Any other answer stays the same. */
const passingStatuses = [0, 429, 502, 503, 504]

/** A request that has no answer yet. */
interface Unanswered {
  readonly path: string
  readonly body: string
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: unknown) => void
}

/**
 * Sends again what a server that is away or busy did not answer. While it is away one request asks for all others, at
 * growing intervals, so that it can come back in peace. The others wait here, not for a connection: the one that asks
 * finds one free, and nothing else is sent.
 */
export class PatientClient {
  /** Requests that were sent once more. */
  retries = 0
  private awayMs = 0
  private awaySince: number | null = null
  private underWay = 0
  private readonly waiting = new Set<Unanswered>()
  /** Those that were sent once already: they come first. */
  private readonly again: Unanswered[] = []
  /** Why nothing is sent any more. */
  private end: Error | null = null

  constructor(
    private readonly client: Client,
    private readonly patience: Patience,
  ) {}

  /** Milliseconds in which the server did not answer. */
  get outageMs(): number {
    return this.awayMs + (this.awaySince === null ? 0 : performance.now() - this.awaySince)
  }

  /** @throws MlopsError `SERVER_UNREACHABLE` when it stays away, `INTERRUPTED`; for all later requests, too */
  post(path: string, body: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.end !== null) {
        reject(this.end)
        return
      }
      this.waiting.add({path, body, resolve, reject})
      this.sendWaiting()
    })
  }

  private sendWaiting(): void {
    while (this.awaySince === null && this.end === null && this.underWay < this.client.size) {
      const next = this.next()
      if (next === undefined) return
      this.underWay++
      void this.client.post(next.path, next.body).then((reply) => this.take(next, reply))
    }
  }

  private next(): Unanswered | undefined {
    const first = this.again.shift()
    if (first !== undefined) return first
    const [next] = this.waiting
    if (next !== undefined) this.waiting.delete(next)
    return next
  }

  private take(request: Unanswered, reply: Reply): void {
    this.underWay--
    if (!isPassing(reply)) request.resolve(reply)
    else if (this.end !== null) request.reject(this.end)
    else this.sendAgain(request, reply)
    this.sendWaiting()
  }

  private sendAgain(request: Unanswered, reply: Reply): void {
    try {
      throwIfInterrupted(this.patience.signal)
    } catch (error) {
      request.reject(error)
      this.endAll(error)
      return
    }
    this.retries++
    if (this.awaySince !== null) this.again.push(request)
    else void this.askForAll(request, reply)
  }

  private async askForAll(request: Unanswered, first: Reply): Promise<void> {
    const since = performance.now()
    this.awaySince = since
    try {
      request.resolve(await this.askUntilAnswered(request, first))
      this.patience.onOutage?.(null)
    } catch (error) {
      request.reject(error)
      this.endAll(error)
    } finally {
      this.awayMs += performance.now() - since
      this.awaySince = null
      this.sendWaiting()
    }
  }

  private async askUntilAnswered({path, body}: Unanswered, first: Reply): Promise<Reply> {
    const {random, signal, giveUpMs = defaultGiveUpMs, onOutage} = this.patience
    const giveUpAt = performance.now() + giveUpMs
    let last = first
    onOutage?.(reasonOf(last))
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      // A quarter more or less, so that many clients do not come back at the same moment.
      const wait =
        Math.max(waitMs, Math.min((last.retryAfter ?? 0) * 1_000, 5 * longestWaitMs)) * (0.75 + 0.5 * random())
      await sleep(Math.max(0, Math.min(wait, giveUpAt - performance.now())), undefined, {signal}).catch(() => undefined)
      throwIfInterrupted(signal)
      const reply = await within(giveUpAt - performance.now(), () => this.client.post(path, body))
      throwIfInterrupted(signal)
      // A server that takes a request and says nothing must not have more time than one that refuses it.
      if (reply === undefined) throw gone(last, giveUpMs)
      if (!isPassing(reply)) return reply
      last = reply
      this.retries++
    }
  }

  private endAll(error: unknown): void {
    this.end = error as Error
    for (const {reject} of [...this.again.splice(0), ...this.waiting]) reject(error)
    this.waiting.clear()
  }
}

/** Undefined when the answer takes longer, or there is no time left to ask. */
async function within<T>(ms: number, ask: () => Promise<T>): Promise<T | undefined> {
  if (ms <= 0) return undefined
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms + 1)))
  try {
    return await Promise.race([ask(), over])
  } finally {
    clearTimeout(timer)
  }
}

function isPassing({status}: Reply): boolean {
  return passingStatuses.includes(status)
}

function reasonOf({status, text}: Reply): string {
  return status === 0 ? text : `it answers with status ${status}`
}

function gone(last: Reply, afterMs: number): MlopsError {
  return new MlopsError('SERVER_UNREACHABLE', {
    message: `The server has not answered for ${Math.round(afterMs / 1_000)} seconds: ${reasonOf(last)}.`,
  })
}
