import {setTimeout as sleep} from 'node:timers/promises'
import type {MonitorReport} from '../monitor/monitor-report.js'
import type {MonthDrift} from '../report/simulate-report.js'
import type {Client} from './client.js'
import {parseJson} from './reply-text.js'

/** What a server's monitor says of the rows that were answered last. */
export interface ServerView {
  readonly drift: MonthDrift
  readonly estimatedAccuracy: number | null
}

/** Why there is no view; the sentence is for a person. */
export interface NoView {
  readonly problem: string
}

export interface Viewing {
  readonly client: Client
  readonly url: string
  /** The model that answered: the monitor of another one says nothing of its rows. */
  readonly model: string | null
  readonly signal?: AbortSignal | undefined
  /** Milliseconds to wait for a comparison that has seen the last row. */
  readonly patienceMs?: number
}

/** Longer than a server waits between two comparisons that nobody asks for. */
const defaultPatienceMs = 5_000
const askAgainMs = 100

/**
 * Reads the drift of the rows that were answered so far. The server is asked to compare them at once; what it says
 * counts when its comparison has seen every row that it had answered when it was asked.
 */
export async function readView(viewing: Viewing): Promise<ServerView | NoView> {
  const {client, url, model, signal, patienceMs = defaultPatienceMs} = viewing
  const giveUpAt = performance.now() + patienceMs
  let wanted: number | undefined
  for (;;) {
    const reply = await client.get('/drift?fresh')
    if (reply.status === 0) return {problem: `${url} does not say what has drifted: ${reply.text}.`}
    const report = parseJson(reply.text) as Partial<MonitorReport> | undefined
    if (reply.status !== 200 || report?.answers === undefined) {
      return {problem: `${url}/drift is not the monitor of a server (status ${reply.status}).`}
    }
    if (model !== null && report.model !== model) {
      return {problem: `${url} watches the model ${report.model ?? 'of another server'}, not ${model}.`}
    }
    wanted ??= report.answers.rows
    const {computed, drift, verdict} = report
    if (computed != null && drift != null && computed.answered >= wanted) {
      const columns = drift.columns.map(({key, aspect, status}) => ({key, aspect, status}))
      return {
        drift: {status: drift.status, level: verdict?.level ?? null, rows: computed.rows, columns},
        estimatedAccuracy: await readEstimate(client),
      }
    }
    if (performance.now() >= giveUpAt || signal?.aborted === true) {
      return {problem: `${url} had not compared the rows after ${patienceMs / 1_000} seconds.`}
    }
    await sleep(askAgainMs, undefined, {signal}).catch(() => undefined)
  }
}

/** Null when the server estimates no accuracy. */
async function readEstimate(client: Client): Promise<number | null> {
  const reply = await client.get('/metrics')
  return reply.status === 200 ? estimateIn(reply.text) : null
}

/** Of the version that was loaded last, whose series stand last. */
export function estimateIn(metrics: string): number | null {
  const values = [...metrics.matchAll(/^mlops_estimated_accuracy(?:\{[^}\n]*\})? (\S+)/gm)].map(([, value]) =>
    Number(value),
  )
  const last = values.at(-1) ?? NaN
  return Number.isFinite(last) ? last : null
}
