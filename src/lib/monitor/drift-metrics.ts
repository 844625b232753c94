import type {Registry} from 'prom-client'
import {effectLimits} from '../drift/effect-limits.js'
import type {ComputedDrift} from './computed-drift.js'
import {columnIn, type DriftColumnName} from './drift-columns.js'
import {described, type MetricName} from './metric-catalogue.js'
import {addGauge} from './scraped-metrics.js'
import {seriesOf} from './version-series.js'
import type {WatchedVersion} from './watched-version.js'

export interface DriftMetricsOptions {
  readonly versions: () => Iterable<WatchedVersion>
  /** Effect from which a column has drifted. */
  readonly minEffect: number
}

/** What the last comparison of each version's window came to. */
export function addDriftMetrics(registry: Registry, options: DriftMetricsOptions): void {
  addColumnMetrics(registry, options)
  addTableMetrics(registry, options)
}

function addColumnMetrics(registry: Registry, {versions, minEffect}: DriftMetricsOptions): void {
  const add = (name: MetricName, valueOf: (column: ColumnFigures) => number): void => {
    addGauge(registry, described(name), function* () {
      for (const watched of versions()) {
        const {columns} = seriesOf(watched)
        for (const [place, name] of watched.driftColumns.entries()) {
          yield [columns[place]!, valueOf(figuresOf(name, watched.computed, minEffect))]
        }
      }
    })
  }
  add('mlops_drift_score', ({score}) => score)
  add('mlops_drift_threshold', ({threshold}) => threshold)
  add('mlops_drift_p_value', ({pValue}) => pValue)
  add('mlops_feature_drifted', ({drifted}) => drifted)
}

interface ColumnFigures {
  readonly score: number
  readonly threshold: number
  readonly pValue: number
  readonly drifted: 0 | 1
}

/** No difference and no evidence of one where nothing was compared; NaN where that was tried in vain. */
function figuresOf(name: DriftColumnName, computed: ComputedDrift | null, minEffect: number): ColumnFigures {
  const {limit} = effectLimits(name.effect, minEffect)
  const column = computed === null ? undefined : columnIn(computed.drift.columns, name)
  if (column === undefined) return {score: name.effect === 'auc' ? 0.5 : 0, threshold: limit, pValue: 1, drifted: 0}
  const {effect, test, status} = column
  return {
    score: effect?.value ?? NaN,
    threshold: effect?.limit ?? limit,
    pValue: test?.adjustedPValue ?? test?.pValue ?? NaN,
    drifted: status === 'drift' ? 1 : 0,
  }
}

function addTableMetrics(registry: Registry, {versions}: DriftMetricsOptions): void {
  const add = (name: MetricName, valueOf: (watched: WatchedVersion) => number): void => {
    addGauge(registry, described(name), function* () {
      for (const watched of versions()) yield [seriesOf(watched).version, valueOf(watched)]
    })
  }
  add('mlops_dataset_drifted', ({computed}) => (computed?.drift.status === 'drift' ? 1 : 0))
  add('mlops_drifted_feature_ratio', driftedFeatureRatio)
  add('mlops_drift_window_rows', ({computed}) => computed?.rows ?? 0)
  add('mlops_drift_window_capacity_rows', ({capacity}) => capacity)
  add('mlops_drift_computed_timestamp_seconds', ({computed}) => (computed?.computedAt ?? 0) / 1000)
  add('mlops_drift_compute_duration_seconds', ({computed}) => computed?.seconds ?? 0)
}

function driftedFeatureRatio({computed}: WatchedVersion): number {
  const features = (computed?.drift.columns ?? []).filter(
    ({aspect, status}) => aspect === 'values' && status !== 'not-tested',
  )
  return features.length === 0 ? 0 : features.filter(({status}) => status === 'drift').length / features.length
}
