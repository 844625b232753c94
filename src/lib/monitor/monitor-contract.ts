import type {Worker} from 'node:worker_threads'
import type {AnswerSink, ModelIdentity} from './answered-rows.js'
import type {IteratedRows, IterateOutcome} from './iterated-dataset.js'
import type {MonitorReport} from './monitor-report.js'
import type {MonitoredModel} from './watched-version.js'

export interface MonitorOptions {
  /** Rows of a window; 1,500 when missing. */
  readonly window?: number | undefined
  /** Milliseconds between two comparisons at least; 2,000 when missing. */
  readonly driftIntervalMs?: number | undefined
  /** False discovery rate over the columns of a table; 0.05 when missing. */
  readonly alpha?: number | undefined
  /** Effect from which a significant difference is drift; 0.1 when missing. */
  readonly minEffect?: number | undefined
  /** Adds the metric names of Evidently's monitoring service. */
  readonly evidentlyMetrics?: boolean | undefined
  /** Adds memory, processor time and the like of this process; true when missing. */
  readonly processMetrics?: boolean | undefined
  /** Why a request may be refused: each is shown at 0. */
  readonly rejectionReasons?: readonly string[] | undefined
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Told what went wrong aside, once for as long as it goes on. */
  readonly onFailure?: ((message: string) => void) | undefined
  /** Starts the thread that compares; a test may give another one. */
  readonly startThread?: (() => Worker) | undefined
  readonly firstRestartMs?: number | undefined
}

export interface PredictionLogTotals {
  readonly dropped: number
  readonly bytes: number
}

/** Watches what models answer: counts all rows, keeps the last ones, and compares those with the model's reference. */
export interface Monitor extends AnswerSink {
  /**
   * Takes up a version, before it answers its first row. Those before keep their series; their windows are closed.
   *
   * @throws MlopsError `MODEL_INVALID` when the reference rows of the model cannot be read; then nothing has changed
   */
  load(model: MonitoredModel): Promise<void>
  /** Takes rows that a model served elsewhere answered, into a window of their own: all of them, or none. */
  iterate(dataset: string, rows: IteratedRows): IterateOutcome
  /** Names of the data sets that have rows, the oldest first. */
  datasets(): readonly string[]
  /**
   * On the version that was loaded last; undefined before the first one.
   *
   * @param dataset - for a report on its rows; undefined when there is none of that name
   */
  report(dataset?: string): MonitorReport | undefined
  /** Tells of each comparison, those of data sets too. Returns what ends that. */
  subscribe(listener: (report: MonitorReport) => void): () => void
  /** Compares what has arrived, without waiting for the interval. */
  compareNow(): Promise<void>
  readonly contentType: string
  /** The metrics as text. */
  metrics(): Promise<string>
  /** @param route - its pattern, not the path: there is a series for each */
  observeRequest: (method: string, route: string, code: number, seconds: number) => void
  /** Shows the series of a kind of request before the first one comes. */
  expectRequests(method: string, route: string, codes: readonly number[]): void
  countRejection: (reason: string) => void
  countReloadFailure: () => void
  /** Says where the totals of the prediction log are read, at each scrape. */
  setPredictionLog(totals: () => PredictionLogTotals): void
  /**
   * Accuracy on late labels of a version, and how many they are; null when it has none. Nothing happens for versions that
   * are not watched.
   */
  setRealisedAccuracy(model: ModelIdentity, accuracy: number | null, labels: number): void
  close(): Promise<void>
}
