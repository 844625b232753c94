import {collectDefaultMetrics, Registry} from 'prom-client'
import {addDriftMetrics} from './drift-metrics.js'
import type {RequestCounts} from './request-counts.js'
import {addCounter, addGauge, addHistogram, type Samples} from './scraped-metrics.js'
import {seriesOf, type VersionSeries} from './version-series.js'
import type {WatchedVersion} from './watched-version.js'

/** What the metrics show, read at each scrape. */
export interface MonitorState {
  /** Every version that was loaded and is still shown. */
  readonly versions: () => Iterable<WatchedVersion>
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
  addAnswerMetrics(registry, state)
  addDriftMetrics(registry, state)
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
  addHistogram(
    registry,
    {
      name: 'mlops_http_request_duration_seconds',
      help: 'Time from a request to the end of its answer.',
      labelNames: ['method', 'route', 'code'],
    },
    () => requests.all(),
  )
  addCounter(
    registry,
    {
      name: 'mlops_prediction_rejections_total',
      help: 'Prediction requests that were refused, by reason.',
      labelNames: ['reason'],
    },
    () => Array.from(rejections, ([reason, count]) => [{reason}, count]),
  )
  const single = (name: string, help: string, value: () => number): void =>
    addCounter(registry, {name, help}, () => [[noLabels, value()]])
  single('mlops_model_reload_failures_total', 'Models that could not be loaded; the one before went on.', () =>
    state.reloadFailures(),
  )
  single(
    'mlops_prediction_log_dropped_total',
    'Predictions that were not logged, because the disk could not keep up.',
    () => state.predictionLog().dropped,
  )
  single(
    'mlops_prediction_log_bytes_total',
    'Bytes that were written to the prediction log.',
    () => state.predictionLog().bytes,
  )
  single(
    'mlops_drift_compute_failures_total',
    'Comparisons of a window with its reference that failed; the figures of the one before stand.',
    () => state.comparisonFailures(),
  )
}

const versionLabels = ['model', 'version'] as const

function addModelMetrics(registry: Registry, {versions}: MonitorState): void {
  addGauge(
    registry,
    {
      name: 'mlops_model_info',
      help: '1 for a model that was loaded; the labels say which.',
      labelNames: [...versionLabels, 'hash', 'backend'],
    },
    function* () {
      for (const watched of versions()) {
        const {hash, artifact} = watched.model
        yield [{...seriesOf(watched).version, hash, backend: artifact.manifest.training.backend}, 1]
      }
    },
  )
  addGauge(
    registry,
    {
      name: 'mlops_model_loaded_timestamp_seconds',
      help: 'When a model was last loaded.',
      labelNames: versionLabels,
    },
    function* () {
      for (const watched of versions()) yield [seriesOf(watched).version, watched.model.loadedAt / 1000]
    },
  )
  addGauge(
    registry,
    {
      name: 'mlops_realised_accuracy',
      help: 'Share of the labels that came in later which the model hit; no series before the first label.',
      labelNames: versionLabels,
    },
    function* () {
      for (const watched of versions()) {
        if (watched.realisedAccuracy !== null) yield [seriesOf(watched).version, watched.realisedAccuracy]
      }
    },
  )
}

function addAnswerMetrics(registry: Registry, {versions}: MonitorState): void {
  addCounter(
    registry,
    {
      name: 'mlops_predictions_total',
      help: 'Answered rows by class of the answer, and by who gave it.',
      labelNames: [...versionLabels, 'class', 'source'],
    },
    function* () {
      for (const watched of versions()) {
        for (const [place, labels] of seriesOf(watched).predictions.entries()) {
          yield [labels, watched.predictions[place]!]
        }
      }
    },
  )
  addHistogram(
    registry,
    {
      name: 'mlops_prediction_confidence',
      help: 'Highest probability that the model gave, of each answered row.',
      labelNames: versionLabels,
    },
    () => Array.from(versions(), ({confidence}) => confidence),
  )
  const labelNames = [...versionLabels, 'feature', 'bin']
  addCounter(
    registry,
    {
      name: 'mlops_feature_observations_total',
      help: 'Answered rows by the bin that the value of a feature falls into; every row is in one bin of each feature.',
      labelNames,
    },
    perBin(versions, ({observations}) => observations),
  )
  addGauge(
    registry,
    {
      name: 'mlops_feature_reference_ratio',
      help: 'Share of the reference rows in the bin; the bins of a feature sum to 1.',
      labelNames,
    },
    perBin(versions, ({bins}) => bins.map(({referenceRatios}) => referenceRatios)),
  )
}

function perBin(
  versions: MonitorState['versions'],
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
