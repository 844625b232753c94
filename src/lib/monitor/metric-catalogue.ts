/**
 * Every metric of its own that a server shows: what the exporter declares, what rules, alerts and dashboards may ask for.
 * A name that is changed here and not there does not compile, and one that is written by hand fails a test.
 */
export interface MetricEntry {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly labels: readonly string[]
  readonly help: string
}

const version = ['model', 'version'] as const
const bins = [...version, 'feature', 'bin'] as const
const columns = [...version, 'feature', 'test'] as const

export const metricCatalogue = {
  mlops_http_request_duration_seconds: {
    type: 'histogram',
    labels: ['method', 'route', 'code'],
    help: 'Time from a request to the end of its answer.',
  },
  mlops_prediction_rejections_total: {
    type: 'counter',
    labels: ['reason'],
    help: 'Prediction requests that were refused, by reason.',
  },
  mlops_model_reload_failures_total: {
    type: 'counter',
    labels: [],
    help: 'Models that could not be loaded; the one before went on.',
  },
  mlops_prediction_log_dropped_total: {
    type: 'counter',
    labels: [],
    help: 'Predictions that were not logged, because the disk could not keep up.',
  },
  mlops_prediction_log_bytes_total: {
    type: 'counter',
    labels: [],
    help: 'Bytes that were written to the prediction log.',
  },
  mlops_drift_compute_failures_total: {
    type: 'counter',
    labels: [],
    help: 'Comparisons of a window with its reference that failed; the figures of the one before stand.',
  },
  mlops_model_info: {
    type: 'gauge',
    labels: [...version, 'hash', 'backend'],
    help: '1 for a model that was loaded; the labels say which.',
  },
  mlops_model_loaded_timestamp_seconds: {type: 'gauge', labels: version, help: 'When a model was last loaded.'},
  mlops_realised_accuracy: {
    type: 'gauge',
    labels: version,
    help: 'Share of the labels that came in later which the model hit; no series before the first label.',
  },
  mlops_realised_labels: {
    type: 'gauge',
    labels: version,
    help: 'Labels that came in later, from which the realised accuracy is; no series before the first one.',
  },
  mlops_accuracy_gate: {
    type: 'gauge',
    labels: version,
    help: 'Accuracy that a model had to be better than when it was trained; no series where no gate asks for one.',
  },
  mlops_predictions_total: {
    type: 'counter',
    labels: [...version, 'class', 'source'],
    help: 'Answered rows by class of the answer, and by who gave it.',
  },
  mlops_prediction_confidence: {
    type: 'histogram',
    labels: version,
    help: 'Highest probability that the model gave, of each answered row.',
  },
  mlops_feature_observations_total: {
    type: 'counter',
    labels: bins,
    help: 'Answered rows by the bin that the value of a feature falls into; every row is in one bin of each feature.',
  },
  mlops_feature_reference_ratio: {
    type: 'gauge',
    labels: bins,
    help: 'Share of the reference rows in the bin; the bins of a feature sum to 1.',
  },
  mlops_reference_rows: {type: 'gauge', labels: version, help: 'Rows that answered rows are compared with.'},
  mlops_drift_score: {
    type: 'gauge',
    labels: columns,
    help: 'Size of the difference of a column from the reference.',
  },
  mlops_drift_threshold: {
    type: 'gauge',
    labels: columns,
    help: 'Score from which a significant difference is drift.',
  },
  mlops_drift_p_value: {
    type: 'gauge',
    labels: columns,
    help: 'How easily chance makes such a difference, adjusted for the number of columns (Benjamini-Hochberg).',
  },
  mlops_feature_drifted: {
    type: 'gauge',
    labels: columns,
    help: '1 when a column has drifted: significantly, and by enough.',
  },
  mlops_dataset_drifted: {type: 'gauge', labels: version, help: '1 when any column has drifted.'},
  mlops_drifted_feature_ratio: {
    type: 'gauge',
    labels: version,
    help: 'Share of the tested features that have drifted.',
  },
  mlops_drift_window_rows: {
    type: 'gauge',
    labels: version,
    help: 'Rows that were last compared with the reference.',
  },
  mlops_drift_window_capacity_rows: {type: 'gauge', labels: version, help: 'Rows of a full window.'},
  mlops_drift_computed_timestamp_seconds: {
    type: 'gauge',
    labels: version,
    help: 'When rows were last compared with the reference; 0 before the first time.',
  },
  mlops_drift_compute_duration_seconds: {type: 'gauge', labels: version, help: 'How long that took.'},
} as const satisfies Record<string, MetricEntry>

/** What `--evidently-metrics` adds: the names of Evidently's monitoring service. */
export const evidentlyCatalogue = {
  'evidently:reference_dataset_hash': {
    type: 'gauge',
    labels: ['dataset_name', 'hash'],
    help: 'Hash of the reference rows, as a label.',
  },
  'evidently:data_drift:dataset_drift': {
    type: 'gauge',
    labels: ['dataset_name'],
    help: '1 when half of the features have drifted.',
  },
  'evidently:data_drift:share_drifted_features': {
    type: 'gauge',
    labels: ['dataset_name'],
    help: 'Share of the features with a p-value below 0.05.',
  },
  'evidently:data_drift:n_drifted_features': {
    type: 'gauge',
    labels: ['dataset_name'],
    help: 'Features with a p-value below 0.05.',
  },
  'evidently:data_drift:p_value': {
    type: 'gauge',
    labels: ['dataset_name', 'feature', 'feature_type'],
    help: 'P-value of a feature, not adjusted: Kolmogorov-Smirnov, chi-squared or z.',
  },
} as const satisfies Record<string, MetricEntry>

type Catalogue = typeof metricCatalogue
export type MetricName = keyof Catalogue

/** What a metric of some type is called in a query: a histogram only by its parts. */
type NamesOf<Entries extends Record<string, MetricEntry>> = {
  [Name in keyof Entries & string]: Entries[Name]['type'] extends 'histogram'
    ? `${Name}_bucket` | `${Name}_count` | `${Name}_sum`
    : Name
}[keyof Entries & string]

/** Names of series, as queries have them. */
export type SeriesName = NamesOf<Catalogue>
export type EvidentlySeriesName = NamesOf<typeof evidentlyCatalogue>

/** A metric as the exporter's library wants it described. */
export function described(name: MetricName | keyof typeof evidentlyCatalogue): {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly string[]
} {
  const {help, labels}: MetricEntry = {...metricCatalogue, ...evidentlyCatalogue}[name]
  return {name, help, labelNames: labels}
}
