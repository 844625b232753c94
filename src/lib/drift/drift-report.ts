import type {Aspect, ColumnDrift, DriftStatus, TableDrift} from './table-drift.js'

/** What `mlops drift` answers. */
export interface DriftReport {
  readonly policy: 'calibrated' | 'evidently'
  readonly settings: DriftSettings
  readonly reference: ReferenceSource
  /** One for each file, value of --by, or chunk; in the order of time, oldest first. */
  readonly periods: readonly PeriodDrift[]
  /** Over all periods; null when there is one only. */
  readonly timeline: Timeline | null
  /** Of the last period; with a timeline, of lasting drift up to it. */
  readonly verdict: Verdict
  /** Periods that could not be read, and why; the others' results stand. */
  readonly failed: readonly {readonly name: string; readonly path: string; readonly message: string}[]
  readonly notes: readonly string[]
}

export interface DriftSettings {
  /** False discovery rate over the table; null for the policy `evidently`. */
  readonly alpha: number | null
  readonly minEffect: number | null
  readonly overrides: readonly ColumnOverride[]
}

/** What a person decided for one column, in place of the policy. */
export interface ColumnOverride {
  readonly column: string
  readonly test: string | null
  readonly threshold: number | null
  readonly direction: 'up' | 'down' | null
}

export interface ReferenceSource {
  readonly kind: 'model' | 'file' | 'profile'
  /** For people: "version 1 (production)", "reference.csv". */
  readonly name: string
  /** Of the model, where there is one. */
  readonly version: number | null
  readonly model: string | null
  readonly rows: number
}

export interface PeriodDrift {
  /** File name without extension, value of the column, or rows of the chunk: "month-12", "2024-03", "rows 1-1,500". */
  readonly name: string
  readonly path: string
  readonly rows: number
  readonly skippedRows: number
  readonly drift: TableDrift
  readonly verdict: Verdict
  /** Rows most unlike the reference; empty unless asked for. */
  readonly drivers: readonly DrivingRow[]
}

export const verdictLevels = ['ok', 'watch', 'investigate', 'retrain'] as const
export type VerdictLevel = (typeof verdictLevels)[number]

/** What to do, and why, in one sentence each. */
export interface Verdict {
  readonly level: VerdictLevel
  readonly reason: string
  readonly action: string
}

export interface DrivingRow {
  /** Row of the file, 1 being the first after the header. */
  readonly row: number
  /** How much more likely the row is to be current than reference: a probability, 0.5 is undecided. */
  readonly probability: number
  readonly values: readonly {readonly column: string; readonly value: string | number | null}[]
}

export interface Timeline {
  readonly periods: readonly string[]
  readonly columns: readonly TimelineColumn[]
}

export interface TimelineColumn {
  readonly key: string
  readonly column: string
  readonly aspect: Aspect
  /** One a period. */
  readonly cells: readonly TimelineCell[]
  /** First period of lasting drift: place and name; null when there is none. */
  readonly since: {readonly index: number; readonly name: string} | null
  /** Robust straight line through the periods; null where there are fewer than 5 or no line. */
  readonly trend: Trend | null
}

export interface TimelineCell {
  readonly status: DriftStatus
  /** Null when not tested. */
  readonly effect: number | null
  /** Effect over its limit: 1 is where drift begins. */
  readonly severity: number | null
  /** Median of a number, share of what is a share; null otherwise, and of errors, which are compared on alike rows. */
  readonly level: number | null
}

export interface Trend {
  /** Change of the median (in the column's unit) or of the share a period. */
  readonly slope: number
  readonly lower: number
  readonly upper: number
  /** "miles -1.0 a period". */
  readonly sentence: string
}

export type {ColumnDrift}
