import type {MonthsSource, Refusal} from './simulate-report.js'

/** A history of metrics as if months of rows had been answered by a server that was scraped all along. */
export interface BackfillReport {
  /** Folder of the files. */
  readonly folder: string
  /** The metrics in OpenMetrics text. */
  readonly file: string
  readonly bytes: number
  /** Configuration of a Prometheus that shows them. */
  readonly configuration: string
  readonly source: MonthsSource
  readonly model: {readonly name: string; readonly version: number}
  /** Start of the first month and end of the last one. */
  readonly from: string
  readonly to: string
  readonly scrapeIntervalSeconds: number
  readonly scrapes: number
  readonly series: number
  readonly samples: number
  /** Labels that a scrape adds to every series. */
  readonly job: string
  readonly instance: string
  /** Months after which the true labels are known; null for never. */
  readonly labelDelay: number | null
  readonly months: readonly BackfilledMonth[]
  /** Each kind of refusal once. */
  readonly refusals: readonly Refusal[]
  /** What a reader should know before the figures are believed. */
  readonly notes: readonly string[]
  /** Command lines that bring the file into Prometheus. */
  readonly commands: {readonly createBlocks: string; readonly startPrometheus: string}
}

export interface BackfilledMonth {
  /** Number of the month in the data. */
  readonly month: number
  /** 'YYYY-MM', UTC. */
  readonly calendar: string
  /** Rows that were answered. */
  readonly rows: number
  /** Rows that were refused. */
  readonly errors: number
  /** Features that have drifted in the rows at the end of the month. */
  readonly drifted: readonly string[]
  /** Share of the rows that were answered right; null where no label is known. */
  readonly accuracy: number | null
  /** What was known of that at the end of the month: of all rows whose labels had come by then; null before the first. */
  readonly realisedAccuracy: number | null
}
