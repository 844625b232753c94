import {collectDefaultMetrics, Registry} from 'prom-client'
import {addDriftMetrics} from './drift-metrics.js'
import {described, type MetricName} from './metric-catalogue.js'
import type {RequestCounts} from './request-counts.js'
import {addCounter, addGauge, addHistogram, type Samples} from './scraped-metrics.js'
import {seriesOf, type VersionSeries} from './version-series.js'
import type {WatchedVersion} from './watched-version.js'

/** What the metrics show, read at each scrape. */
export interface MonitorState {
  /** Every version that was loaded and is still shown. */
  readonly versions: () => Iterable<WatchedVersion>
  /** These, and every data set whose rows come from elsewhere. */
  readonly watched: () => Iterable<WatchedVersion>
  readonly requests: RequestCounts
  readonly rejections: ReadonlyMap<string, number>
  readonly reloadFailures: () => number
  readonly predictionLog: () => {readonly dropped: number; readonly bytes: number}
  readonly comparisonFailures: () => number
  /** Effect from which a column has drifted. */
  readonly minEffect: number
}

/**
 * Prometheus metrics of a monitor. Nothing is written to them while rows are answered: each reads the counts when it is
 * scraped. So a series is there, at 0, as soon as what it counts is known.
 */
export function createMetrics(state: MonitorState, {isProcessShown}: {readonly isProcessShown: boolean}): Registry {
  const registry = new Registry()
  if (isProcessShown) addProcessMetrics(registry)
  addRequestMetrics(registry, state)
  addModelMetrics(registry, state)
  addRealisedMetrics(registry, state)
  addAnswerMetrics(registry, state)
  addDriftMetrics(registry, {versions: state.watched, minEffect: state.minEffect})
  return registry
}

/** prom-client calls some gauges as if they were counters, which a linter of metrics does not forgive. */
function addProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({register: registry})
  for (const {name, type} of registry.getMetricsAsArray()) {
    // Its declared type is a number; in fact it is a word.
    if (name.endsWith('_total') && String(type) === 'gauge') registry.removeSingleMetric(name)
  }
}

const noLabels = {}

function addRequestMetrics(registry: Registry, state: MonitorState): void {
  const {requests, rejections} = state
  addHistogram(registry, described('mlops_http_request_duration_seconds'), () => requests.all())
  addCounter(registry, described('mlops_prediction_rejections_total'), () =>
    Array.from(rejections, ([reason, count]) => [{reason}, count]),
  )
  const single = (name: MetricName, value: () => number): void =>
    addCounter(registry, described(name), () => [[noLabels, value()]])
  single('mlops_model_reload_failures_total', () => state.reloadFailures())
  single('mlops_prediction_log_dropped_total', () => state.predictionLog().dropped)
  single('mlops_prediction_log_bytes_total', () => state.predictionLog().bytes)
  single('mlops_drift_compute_failures_total', () => state.comparisonFailures())
}

function addModelMetrics(registry: Registry, {versions}: MonitorState): void {
  addGauge(registry, described('mlops_model_info'), function* () {
    for (const watched of versions()) {
      const {hash, artifact} = watched.model
      yield [{...seriesOf(watched).version, hash, backend: artifact.manifest.training.backend}, 1]
    }
  })
  addGauge(registry, described('mlops_model_loaded_timestamp_seconds'), function* () {
    for (const watched of versions()) yield [seriesOf(watched).version, watched.model.loadedAt / 1000]
  })
}

function addRealisedMetrics(registry: Registry, {versions}: MonitorState): void {
  addGauge(registry, described('mlops_realised_accuracy'), function* () {
    for (const watched of versions()) {
      if (watched.realisedAccuracy !== null) yield [seriesOf(watched).version, watched.realisedAccuracy]
    }
  })
  addGauge(registry, described('mlops_realised_labels'), function* () {
    for (const watched of versions()) {
      if (watched.realisedAccuracy !== null) yield [seriesOf(watched).version, watched.realisedLabels]
    }
  })
  addGauge(registry, described('mlops_accuracy_gate'), function* () {
    for (const watched of versions()) {
      const gate = watched.model.artifact.manifest.gates.find(({gate}) => gate === 'test-accuracy-minimum')
      if (gate !== undefined) yield [seriesOf(watched).version, gate.bound]
    }
  })
}

function addAnswerMetrics(registry: Registry, {watched: versions}: MonitorState): void {
  addCounter(registry, described('mlops_predictions_total'), function* () {
    for (const watched of versions()) {
      for (const [place, labels] of seriesOf(watched).predictions.entries()) {
        yield [labels, watched.predictions[place]!]
      }
    }
  })
  addHistogram(registry, described('mlops_prediction_confidence'), () =>
    Array.from(versions(), ({confidence}) => confidence),
  )
  addCounter(
    registry,
    described('mlops_feature_observations_total'),
    perBin(versions, ({observations}) => observations),
  )
  addGauge(
    registry,
    described('mlops_feature_reference_ratio'),
    perBin(versions, ({bins}) => bins.map(({referenceRatios}) => referenceRatios)),
  )
  addGauge(registry, described('mlops_reference_rows'), function* () {
    for (const watched of versions()) yield [seriesOf(watched).version, watched.shape.rows]
  })
}

function perBin(
  versions: MonitorState['watched'],
  valuesOf: (watched: WatchedVersion) => readonly Float64Array[],
): Samples {
  return function* () {
    for (const watched of versions()) {
      const {bins}: VersionSeries = seriesOf(watched)
      for (const [feature, values] of valuesOf(watched).entries()) {
        for (let bin = 0; bin < values.length; bin++) yield [bins[feature]![bin]!, values[bin]!]
      }
    }
  }
}
