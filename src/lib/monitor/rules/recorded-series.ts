/**
 * Every series that the recording rules write: its labels besides those that scraping adds, and what it is. Named
 * `level:metric:operations`, after the conventions of Prometheus.
 */
export interface RecordedEntry {
  readonly labels: readonly string[]
  readonly help: string
}

const version = ['model', 'version'] as const
const feature = [...version, 'feature'] as const
const bin = [...feature, 'bin'] as const
const slow = {
  labels: [],
  help: 'Share of the answered prediction requests that took longer than the objective.',
} as const

export const recordedSeries = {
  'model_version:mlops_model_answering:max': {
    labels: version,
    help: '1 when some replica answers with the version; 0 when it is only still shown.',
  },
  'model_version:mlops_reference_rows:max': {labels: version, help: 'Rows of the reference.'},
  'model_version_feature_bin:mlops_feature_reference_ratio:max': {
    labels: bin,
    help: 'Share of the reference in each bin.',
  },
  'model_version_feature_bin:mlops_feature_observations:increase': {
    labels: bin,
    help: 'Rows of all replicas in the window, by bin.',
  },
  'model_version_feature:mlops_feature_observations:increase': {
    labels: feature,
    help: 'Rows of all replicas in the window.',
  },
  'model_version_feature:mlops_feature_bins:count': {
    labels: feature,
    help: 'Bins that hold anything of window or reference, where the window has enough rows.',
  },
  'model_version_feature:mlops_feature_observations:inverse_rows': {
    labels: feature,
    help: 'One over the rows of the window, and one over those of the reference: how much sampling alone differs.',
  },
  'model_version_feature_bin:mlops_feature_observations:ratio': {
    labels: bin,
    help: 'Share of the rows of the window in each bin, where the window has enough rows.',
  },
  'model_version_feature_bin:mlops_feature_observations:smoothed_ratio': {
    labels: bin,
    help: 'Share of the rows of the window in each bin that holds anything; half a row is added to each.',
  },
  'model_version_feature_bin:mlops_feature_reference:smoothed_ratio': {
    labels: bin,
    help: 'The same of the reference.',
  },
  'model_version_feature:mlops_feature_observations:psi': {
    labels: feature,
    help: 'Population stability index of the window against the reference, nats.',
  },
  'model_version_feature:mlops_feature_observations:psi_limit': {
    labels: feature,
    help: 'From which a feature has drifted, with so many rows and bins.',
  },
  'model_version_feature:mlops_feature_observations:jensen_shannon': {
    labels: feature,
    help: 'Jensen-Shannon distance of the window from the reference, 0 to 0.83.',
  },
  'model_version_feature:mlops_feature_observations:jensen_shannon_limit': {
    labels: feature,
    help: 'The distance that stands for the limit of the stability index.',
  },
  'model_version_feature_edge:mlops_feature_observations:cumulative_difference': {
    labels: [...feature, 'edge'],
    help: 'Share of the rows below an edge of the bins, less that of the reference; features that are numbers.',
  },
  'model_version_feature:mlops_feature_observations:kolmogorov_smirnov': {
    labels: feature,
    help: 'Kolmogorov-Smirnov distance at the edges of the bins, 0 to 1; features that are numbers.',
  },
  'model_version_feature:mlops_feature_observations:kolmogorov_smirnov_limit': {
    labels: feature,
    help: 'The distance that a normal distribution has from itself, shifted to the limit of the stability index.',
  },
  'model_version_feature:mlops_feature_drift:ratio': {
    labels: feature,
    help: 'Stability index in units of its limit, of versions that answer: above 1, the feature has drifted.',
  },
  'model_version:mlops_drifted_features:ratio': {
    labels: version,
    help: 'Share of the features that have drifted, of versions that answer.',
  },
  'model_version_feature:mlops_feature_drifted:avg': {
    labels: feature,
    help: "Share of the replicas whose last rows have drifted in a column of the data, or of the model's output.",
  },
  'model_version:mlops_predictions:rate5m': {labels: version, help: 'Answered rows a second.'},
  'model_version:mlops_predictions:ratio_rate5m': {
    labels: version,
    help: "Share of a model's answered rows that a version answered.",
  },
  'model_version_class:mlops_predictions:ratio_rate5m': {
    labels: [...version, 'class'],
    help: 'Share of the answered rows that got a class.',
  },
  'model_version_source:mlops_predictions:ratio_rate5m': {
    labels: [...version, 'source'],
    help: 'Share of the answered rows by who gave the answer.',
  },
  'model_version:mlops_predictions_fallback:ratio': {
    labels: version,
    help: 'Share of the answered rows of the window that the model did not answer; with enough rows.',
  },
  'model_version:mlops_prediction_confidence:mean5m': {labels: version, help: 'Mean of the highest probability.'},
  'model_version_quantile:mlops_prediction_confidence:histogram_quantile': {
    labels: [...version, 'quantile'],
    help: 'Quantiles of the highest probability over five minutes.',
  },
  'model_version:mlops_realised_accuracy:avg': {
    labels: version,
    help: 'Accuracy on late labels, each replica weighted by its labels.',
  },
  'model_version:mlops_realised_labels:max': {
    labels: version,
    help: 'Late labels that the accuracy is from; of the replica that has most.',
  },
  'model_version:mlops_accuracy_gate:max': {labels: version, help: 'Accuracy that a model had to be better than.'},
  'model_version:mlops_realised_accuracy:margin': {
    labels: version,
    help: 'Upper end of what the accuracy may be, less its gate: below 0, the model is too bad for its gate.',
  },
  'method_route_code:mlops_http_requests:rate5m': {
    labels: ['method', 'route', 'code'],
    help: 'Requests a second.',
  },
  'job:mlops_prediction_requests:rate5m': {labels: [], help: 'Prediction requests a second.'},
  'job:mlops_prediction_requests_errors:ratio_rate5m': {
    labels: [],
    help: 'Share of the prediction requests that failed for the sake of the server (5xx).',
  },
  'job:mlops_prediction_requests_rejections:ratio_rate5m': {
    labels: [],
    help: 'Share of the prediction requests that were refused (4xx).',
  },
  'route_quantile:mlops_http_request_duration_seconds:histogram_quantile': {
    labels: ['route', 'quantile'],
    help: 'Quantiles of the duration of requests over five minutes.',
  },
  'job:mlops_prediction_requests_slow:ratio_rate5m': slow,
  'job:mlops_prediction_requests_slow:ratio_rate30m': slow,
  'job:mlops_prediction_requests_slow:ratio_rate1h': slow,
  'job:mlops_prediction_requests_slow:ratio_rate2h': slow,
  'job:mlops_prediction_requests_slow:ratio_rate6h': slow,
  'job:mlops_prediction_requests_slow:ratio_rate1d': slow,
  'job:mlops_prediction_requests_slow:ratio_rate3d': slow,
} as const satisfies Record<string, RecordedEntry>

export type RecordedName = keyof typeof recordedSeries
