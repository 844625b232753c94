import {fallbackShareOf, type SimulatedMonth, type SimulationTotals} from '../report/simulate-report.js'
import type {Latencies} from './latencies.js'
import type {MonthTally} from './month-tally.js'

/** Adds months up as they end, so that an endless loop needs no more memory than a month. */
export class SimulationTotal {
  model: string | null = null
  readonly versions = new Set<number>()
  private months = 0
  private rows = 0
  private requests = 0
  private seconds = 0
  private errors = 0
  private retries = 0
  private outageSeconds = 0
  private labelledRows = 0
  private correct = 0
  private labels = 0
  private unknownLabels = 0
  private readonly sources: Record<string, number> = {}

  constructor(private readonly latencies: Latencies) {}

  add(month: SimulatedMonth, tally: MonthTally, latencies: Latencies): void {
    this.months++
    this.rows += month.rows
    this.requests += month.requests
    this.seconds += month.seconds
    this.errors += month.errors
    this.retries += month.retries
    this.outageSeconds += month.outageSeconds
    this.labelledRows += month.labelledRows
    this.correct += tally.correct
    this.labels += month.labels?.accepted ?? 0
    this.unknownLabels += month.labels?.unknown ?? 0
    for (const [source, rows] of Object.entries(month.sources))
      this.sources[source] = (this.sources[source] ?? 0) + rows
    for (const version of month.versions) this.versions.add(version)
    this.model = tally.model ?? this.model
    this.latencies.addAll(latencies)
  }

  figures(): SimulationTotals {
    const {months, rows, requests, seconds, errors, retries, outageSeconds} = this
    const {labelledRows, labels, unknownLabels, sources} = this
    return {
      ...{
        months,
        rows,
        requests,
        seconds,
        errors,
        retries,
        outageSeconds,
        labelledRows,
        labels,
        unknownLabels,
        sources,
      },
      requestsPerSecond: seconds > 0 ? requests / seconds : 0,
      latencyMs: this.latencies.figures(),
      fallbackShare: fallbackShareOf(sources),
      accuracy: labelledRows === 0 ? null : this.correct / labelledRows,
    }
  }
}
