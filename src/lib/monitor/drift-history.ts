import type {VerdictLevel} from '../drift/drift-report.js'
import {severityOf} from '../drift/severity.js'
import type {DriftStatus} from '../drift/table-drift.js'
import type {ComputedDrift} from './computed-drift.js'

/** A moment of the timeline. */
export interface DriftMoment {
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly version: number
  readonly rows: number
  readonly level: VerdictLevel
  /** Each column of the table; severity 1 is where drift begins. */
  readonly columns: Readonly<Record<string, {readonly status: DriftStatus; readonly severity: number | null}>>
}

/** A moment a minute. */
const MOMENT_MS = 60_000
/** Six hours. */
const MOST_MOMENTS = 360

/** What the comparisons of the last hours came to; of each minute the last one. */
export class DriftHistory {
  private readonly kept: DriftMoment[] = []

  constructor(private readonly mostMoments = MOST_MOMENTS) {}

  add({drift, verdict, rows, computedAt}: ComputedDrift, version: number): void {
    // The clock was put back: moments that lie ahead of it now would stand in the wrong order for ever.
    while ((this.kept.at(-1)?.time ?? 0) > computedAt) this.kept.pop()
    const last = this.kept.at(-1)
    const minute = (time: number): number => Math.floor(time / MOMENT_MS)
    if (last !== undefined && last.version === version && minute(last.time) === minute(computedAt)) this.kept.pop()
    this.kept.push({
      ...{time: computedAt, version, rows, level: verdict.level},
      columns: Object.fromEntries(
        drift.columns.map((column) => [column.key, {status: column.status, severity: severityOf(column)}] as const),
      ),
    })
    if (this.kept.length > this.mostMoments) this.kept.shift()
  }

  /** The oldest first. */
  moments(): readonly DriftMoment[] {
    return [...this.kept]
  }
}
