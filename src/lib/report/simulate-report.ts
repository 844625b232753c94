import type {Aspect, DriftStatus} from '../drift/table-drift.js'
import type {VerdictLevel} from '../drift/drift-report.js'

/** What months of traffic did to a server, and it to them. */
export interface SimulationReport {
  /** Where the rows were sent to. */
  readonly url: string
  /** Where drift was read; null when it was not. */
  readonly metricsUrl: string | null
  readonly source: MonthsSource
  /** Who answered; null when nobody did. */
  readonly model: {readonly name: string; readonly versions: readonly number[]} | null
  readonly startedAt: string
  readonly endedAt: string
  /** Why it ended: all months are over, somebody stopped it, or the server stayed away. */
  readonly end: 'done' | 'interrupted' | 'server gone'
  readonly settings: SimulationSettings
  /** In the order in which they were played; the last one may be incomplete. Of an endless loop the last ones. */
  readonly months: readonly SimulatedMonth[]
  /** Of all months that were played, also of those of a loop that are not listed any more. */
  readonly totals: SimulationTotals
  /** Each kind of refusal once. */
  readonly refusals: readonly Refusal[]
  /** What a reader should know before the figures are believed. */
  readonly notes: readonly string[]
}

export type MonthsSource =
  | {readonly kind: 'files'; readonly folder: string}
  | {readonly kind: 'world'; readonly drift: string; readonly rows: number; readonly seed: number}

export interface SimulationSettings {
  readonly firstMonth: number
  readonly lastMonth: number
  /** Connections. */
  readonly concurrency: number
  /** Rows in a request. */
  readonly batch: number
  /** Rows a second that were meant to be sent; null for as fast as the server answers. */
  readonly rate: number | null
  /** Seconds that a month was meant to last; null without. */
  readonly monthSeconds: number | null
  /** Months after which the true labels were sent; null for never. */
  readonly labelDelay: number | null
  /** Of the order of the rows; null for that of the data. */
  readonly seed: number | null
  readonly loop: boolean
}

export interface SimulatedMonth extends Traffic {
  /** Number of the month in the data. */
  readonly month: number
  /** 1, and one more each time the months begin again. */
  readonly pass: number
  /** False when it was stopped before its last row. */
  readonly complete: boolean
  /** Versions of the model that answered. */
  readonly versions: readonly number[]
  /** Share of the labels that the server estimates to be right; null when it estimates none. */
  readonly estimatedAccuracy: number | null
  /** What the server says of the rows of this month; null when it could not be asked. */
  readonly drift: MonthDrift | null
  /** The labels that arrived at the end of this month; null when none did. */
  readonly labels: ArrivedLabels | null
}

export interface SimulationTotals extends Traffic {
  readonly months: number
  /** Labels that the server took. */
  readonly labels: number
  /** Labels of answers that it does not know any more. */
  readonly unknownLabels: number
}

/** What was asked and answered. */
export interface Traffic {
  /** Rows that were answered. */
  readonly rows: number
  /** Requests that came to an end: an answer or a refusal. */
  readonly requests: number
  /** From the first row to the last answer. */
  readonly seconds: number
  readonly requestsPerSecond: number
  /** Milliseconds from when a request was to be sent to its answer, waiting and retries included. */
  readonly latencyMs: Latency
  /** Rows that were refused. */
  readonly errors: number
  /** Requests that were sent once more, because the server was not there or busy. */
  readonly retries: number
  /** Seconds in which the server did not answer. */
  readonly outageSeconds: number
  /** Answered rows by who answered: the model or its baseline. */
  readonly sources: Readonly<Record<string, number>>
  /** Share of the answers that were not the model's; null without answers. */
  readonly fallbackShare: number | null
  /** Answered rows whose true label the data know. */
  readonly labelledRows: number
  /** Share of them that were answered right; null without any. */
  readonly accuracy: number | null
}

/** Null without requests. */
export interface Latency {
  readonly p50: number | null
  readonly p90: number | null
  readonly p99: number | null
  readonly max: number | null
}

export interface MonthDrift {
  readonly status: Exclude<DriftStatus, 'not-tested'>
  readonly level: VerdictLevel | null
  /** Rows that the server compared. */
  readonly rows: number
  readonly columns: readonly MonthColumn[]
}

export interface MonthColumn {
  readonly key: string
  readonly aspect: Aspect
  readonly status: DriftStatus
}

export interface ArrivedLabels {
  /** The month that they are of. */
  readonly month: number
  readonly sent: number
  /** Those that the server took, the ones that it had before included. */
  readonly accepted: number
  /** Those of answers that it does not know. */
  readonly unknown: number
}

export interface Refusal {
  /** Of HTTP; 0 for an answer that is none of a prediction. */
  readonly status: number
  readonly message: string
  readonly requests: number
}

/** Features that drifted in a month. */
export function driftedFeatures({columns}: MonthDrift): readonly string[] {
  return columns.filter(({aspect, status}) => aspect === 'values' && status === 'drift').map(({key}) => key)
}

/** Share of the answers that were not the model's own. */
export function fallbackShareOf(sources: Readonly<Record<string, number>>): number | null {
  const rows = Object.values(sources).reduce((sum, count) => sum + count, 0)
  return rows === 0 ? null : 1 - (sources['ML'] ?? 0) / rows
}

/** The month from which on a column drifted in every month that was compared; null when it does not at the end. */
export function sinceWhen(months: readonly SimulatedMonth[], key: string): number | null {
  let since: number | null = null
  for (const {month, drift} of months) {
    if (drift === null) continue
    const isDrifted = drift.columns.some((column) => column.key === key && column.status === 'drift')
    if (!isDrifted) since = null
    else since ??= month
  }
  return since
}
