import type {DriftStatus} from '../../src/lib/drift/table-drift.js'
import type {SimulatedMonth, SimulationReport} from '../../src/lib/report/simulate-report.js'

/** A month that went well, but for what a test says. */
export function simulatedMonth(month: number, changes: Partial<SimulatedMonth> = {}): SimulatedMonth {
  return {
    ...{month, pass: 1, complete: true, rows: 1_500, requests: 1_500, seconds: 0.1, requestsPerSecond: 15_000},
    ...{errors: 0, retries: 0, outageSeconds: 0, sources: {ML: 1_500}, fallbackShare: 0, labelledRows: 1_500},
    ...{accuracy: 0.875, versions: [1], estimatedAccuracy: null, drift: driftOf('stable', 'stable'), labels: null},
    latencyMs: {p50: 0.9, p90: 1.2, p99: 12.345, max: 120},
    ...changes,
  }
}

export function driftOf(miles: DriftStatus, age: DriftStatus): SimulatedMonth['drift'] {
  return {
    ...{status: 'drift', level: 'watch', rows: 1_500},
    columns: [
      {key: 'miles', aspect: 'values', status: miles},
      {key: 'age', aspect: 'values', status: age},
      {key: 'fallback share', aspect: 'fallback', status: 'stable'},
    ],
  }
}

export function simulationReport(
  months: readonly SimulatedMonth[],
  changes: Partial<SimulationReport> = {},
): SimulationReport {
  const {accuracy, latencyMs, sources, fallbackShare} = simulatedMonth(1)
  return {
    ...{url: 'http://127.0.0.1:8080', metricsUrl: 'http://127.0.0.1:8085', source: {kind: 'files', folder: 'data'}},
    ...{model: {name: 'risk', versions: [1]}, end: 'done', refusals: [], notes: [], months},
    ...{startedAt: '2026-01-31T10:00:00.000Z', endedAt: '2026-01-31T10:00:04.000Z'},
    settings: {
      ...{firstMonth: 1, lastMonth: months.length, concurrency: 16, batch: 1, rate: null, monthSeconds: null},
      ...{labelDelay: null, seed: null, loop: false},
    },
    totals: {
      ...{months: months.length, rows: 1_500 * months.length, requests: 1_500 * months.length, seconds: 1},
      ...{requestsPerSecond: 15_000, latencyMs, errors: 0, retries: 0, outageSeconds: 0, sources, fallbackShare},
      ...{labelledRows: 1_500, accuracy, labels: 0, unknownLabels: 0},
    },
    ...changes,
  }
}
