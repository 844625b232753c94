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

/**
 * Sends again what a server that is away or busy did not answer. While it is away one request asks for all others, at
 * growing intervals, so that it can come back in peace.
 */
export class PatientClient {
  /** Requests that were sent once more. */
  retries = 0
  private awayMs = 0
  private awaySince: number | null = null
  private outage: Promise<unknown> | null = null

  constructor(
    private readonly client: Client,
    private readonly patience: Patience,
  ) {}

  /** Milliseconds in which the server did not answer. */
  get outageMs(): number {
    return this.awayMs + (this.awaySince === null ? 0 : performance.now() - this.awaySince)
  }

  /** @throws MlopsError `SERVER_UNREACHABLE` when it stays away, `INTERRUPTED` */
  async post(path: string, body: string): Promise<Reply> {
    for (;;) {
      if (this.outage !== null) await this.outage
      const reply = await this.client.post(path, body)
      if (!isPassing(reply)) return reply
      throwIfInterrupted(this.patience.signal)
      this.retries++
      if (this.outage === null) {
        const asking = this.askUntilAnswered(reply, () => this.client.post(path, body))
        this.outage = asking
        return await asking
      }
    }
  }

  private async askUntilAnswered(first: Reply, ask: () => Promise<Reply>): Promise<Reply> {
    const {random, signal, giveUpMs = defaultGiveUpMs, onOutage} = this.patience
    const since = performance.now()
    this.awaySince = since
    try {
      let last = first
      onOutage?.(reasonOf(last))
      for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
        // A quarter more or less, so that many clients do not come back at the same moment.
        const wait = Math.max(waitMs, Math.min((last.retryAfter ?? 0) * 1_000, 5 * longestWaitMs))
        await sleep(wait * (0.75 + 0.5 * random()), undefined, {signal}).catch(() => undefined)
        throwIfInterrupted(signal)
        last = await ask()
        throwIfInterrupted(signal)
        if (!isPassing(last)) return last
        this.retries++
        if (performance.now() - since >= giveUpMs) throw gone(last, giveUpMs)
      }
    } finally {
      this.awayMs += performance.now() - since
      this.awaySince = null
      this.outage = null
      onOutage?.(null)
    }
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
