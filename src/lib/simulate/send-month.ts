import {setTimeout as sleep} from 'node:timers/promises'
import {throwIfInterrupted} from '../errors.js'
import type {MonthRows} from './month-rows.js'
import type {MonthTally} from './month-tally.js'
import type {PatientClient} from './patient-client.js'

export interface Sending {
  readonly client: PatientClient
  /** Rows in a request. */
  readonly batch: number
  /** Requests under way at once, where no rate is given. */
  readonly concurrency: number
  /** When each request is to be sent; null for as soon as one before it is answered. */
  readonly schedule: Schedule | null
  readonly signal?: AbortSignal | undefined
  /** Told how many rows are answered or refused. */
  readonly onProgress?: ((rows: number) => void) | undefined
}

export interface Schedule {
  /** When the first request of the month is to be sent, on the clock of `performance.now()`. */
  readonly start: number
  /** Milliseconds between two requests. */
  readonly interval: number
}

/** Progress is told once for so many requests. */
const toldEvery = 50

/**
 * Sends the rows of a month, and counts the answers. Resolves when the last one is there.
 *
 * @throws MlopsError `SERVER_UNREACHABLE`, `INTERRUPTED`; what was answered before is counted
 */
export async function sendMonth(month: MonthRows, tally: MonthTally, sending: Sending): Promise<void> {
  const {client, batch, schedule, onProgress} = sending
  const start = schedule === null ? performance.now() : Math.max(schedule.start, performance.now())
  const count = Math.ceil(month.bodies.length / batch)
  let isStopped = false
  const send = async (request: number, due: number): Promise<void> => {
    const first = request * batch
    const bodies = month.bodies.slice(first, first + batch)
    const reply = await client.post('/predict', batch === 1 ? bodies[0]! : `[${bodies.join(',')}]`)
    if (isStopped) return
    const now = performance.now()
    tally.add(reply, {first, count: bodies.length, ms: now - due})
    tally.seconds = (now - start) / 1_000
    if (tally.requests % toldEvery === 0 || tally.requests === count) onProgress?.(tally.rows + tally.errors)
  }
  try {
    await (schedule === null ? sendInTurn(count, send, sending) : sendOnTime(count, send, {...sending, schedule}))
  } finally {
    isStopped = true
  }
}

type Send = (request: number, due: number) => Promise<void>

/** Closed loop: each connection sends its next request when its last one is answered. */
async function sendInTurn(count: number, send: Send, {concurrency, signal}: Sending): Promise<void> {
  let next = 0
  const work = async (): Promise<void> => {
    while (next < count) {
      throwIfInterrupted(signal)
      await send(next++, performance.now())
    }
  }
  await Promise.all(Array.from({length: Math.min(concurrency, count)}, work))
}

/**
 * Open loop: requests are sent when they are due, whatever has become of those before. A server that falls behind is
 * seen as slow by every request that waits for it.
 */
async function sendOnTime(
  count: number,
  send: Send,
  {schedule, signal}: Sending & {readonly schedule: Schedule},
): Promise<void> {
  const {start, interval} = schedule
  let open = 0
  let failure: unknown
  let wake = (): void => undefined
  const ended = (): void => {
    open--
    if (open === 0 || failure !== undefined) wake()
  }
  for (let request = 0; request < count && failure === undefined; request++) {
    const due = start + request * interval
    const early = due - performance.now()
    // A timer is late by about a millisecond; what is due by then is sent with it.
    if (early > 0.5) await sleep(early, undefined, {signal}).catch(() => undefined)
    throwIfInterrupted(signal)
    open++
    void send(request, due)
      .catch((error: unknown) => (failure ??= error))
      .finally(ended)
  }
  if (open > 0 && failure === undefined) await new Promise<void>((resolve) => (wake = resolve))
  if (failure !== undefined) throw failure as Error
}
