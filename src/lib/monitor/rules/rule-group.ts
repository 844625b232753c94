import type {RecordedName} from './recorded-series.js'

export interface RecordingRule {
  readonly record: RecordedName
  /** PromQL; may be of several lines. */
  readonly expr: string
  readonly labels?: Readonly<Record<string, string>>
}

/** Rules that are evaluated together, in their order: each sees what those before it have recorded. */
export interface RecordingGroup {
  readonly name: string
  /** How often; as often as all others when missing. */
  readonly interval?: string
  readonly rules: readonly RecordingRule[]
}
