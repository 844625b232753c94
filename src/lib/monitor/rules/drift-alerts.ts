import {outputNames} from '../../drift/column-names.js'
import {formatChosenPercent} from '../../numbers.js'
import type {Alert} from './alert.js'
import {queryWords} from './query.js'
import type {RuleOptions} from './rule-options.js'

const version = ['model', 'version'] as const
const feature = [...version, 'feature'] as const

/** What people ask for, and what they are answered, is not what it was; or the monitor does not see it. */
export function driftAlerts(options: RuleOptions): readonly Alert[] {
  const {metric, recorded, replica} = queryWords(options)
  const {drift, answers, service} = options
  const outputs = [outputNames.prediction, outputNames.confidence].join('|')
  const answeredRows = `sum without (class, source) (increase(${metric('mlops_predictions_total')}[5m]))`
  const computed = metric('mlops_drift_computed_timestamp_seconds')
  return [
    {
      name: 'MlopsDatasetDrift',
      severity: 'warning',
      measure: recorded('model_version:mlops_drifted_features:ratio'),
      firesWhen: {is: 'above', bound: drift.featureShare},
      for: drift.for,
      panel: 'driftedFeatures',
      variables: version,
      summary: ({label, value}) =>
        `${value('percent')} of the features of ${label('model')} have drifted (version ${label('version')}).`,
      description: ({label, value}) => [
        `Of the features that ${label('model')} version ${label('version')} is asked with, ${value('percent')} have drifted from the reference over the last ${drift.window}.`,
        'MlopsFeatureDrift names them.',
      ],
    },
    {
      name: 'MlopsFeatureDrift',
      severity: 'warning',
      measure: recorded('model_version_feature:mlops_feature_drift:ratio'),
      firesWhen: {is: 'above', bound: 1},
      for: drift.for,
      panel: 'featureDrift',
      variables: feature,
      summary: ({label}) => `${label('feature')} has drifted (${label('model')} version ${label('version')}).`,
      description: ({label, value, figures}) => [
        `Over the last ${drift.window}, ${label('feature')} is ${value('number')} times as far from the reference as it may be with so many rows.`,
        figures([
          'Its population stability index is ',
          {of: 'model_version_feature:mlops_feature_observations:psi', by: feature, as: 'number'},
          ', the limit ',
          {of: 'model_version_feature:mlops_feature_observations:psi_limit', by: feature, as: 'number'},
          ', from ',
          {of: 'model_version_feature:mlops_feature_observations:increase', by: feature, as: 'count'},
          ' rows of all replicas.',
        ]),
      ],
    },
    {
      name: 'MlopsPredictionDrift',
      severity: 'warning',
      measure: recorded('model_version_feature:mlops_feature_drifted:avg', `feature=~"${outputs}"`),
      firesWhen: {is: 'above', bound: 0.5},
      for: drift.for,
      panel: 'predictionDrift',
      variables: version,
      summary: ({label}) => `The ${label('feature')} of ${label('model')} has drifted (version ${label('version')}).`,
      description: ({label, value}) => [
        `On ${value('percent')} of the replicas, the ${label('feature')} of the last rows differs from that of the rows that ${label('model')} version ${label('version')} was tested with, significantly and by enough.`,
      ],
    },
    {
      name: 'MlopsFallbackRateHigh',
      severity: 'warning',
      measure: recorded('model_version:mlops_predictions_fallback:ratio'),
      firesWhen: {is: 'above', bound: answers.fallbackRatio},
      for: answers.for,
      panel: 'fallbackRate',
      variables: version,
      summary: ({label, value}) => `The baseline answers ${value('percent')} of the rows instead of ${label('model')}.`,
      description: ({label, value}) => [
        `Over the last ${answers.window}, ${value('percent')} of the rows were out of range, or ${label('model')} version ${label('version')} was not sure enough, so the baseline rules answered. Up to ${formatChosenPercent(answers.fallbackRatio)} are expected.`,
      ],
    },
    {
      name: 'MlopsRealisedAccuracyLow',
      severity: 'critical',
      measure: recorded('model_version:mlops_realised_accuracy:margin'),
      firesWhen: {is: 'below', bound: 0},
      for: answers.for,
      panel: 'realisedAccuracy',
      variables: version,
      summary: ({label}) => `${label('model')} version ${label('version')} is right less often than its gate asks for.`,
      description: ({label, figures}) => [
        `By the labels that came in, ${label('model')} version ${label('version')} misses the accuracy that its gate asked for at training by more than chance explains.`,
        figures([
          'The realised accuracy is ',
          {of: 'model_version:mlops_realised_accuracy:avg', by: version, as: 'percent'},
          ', from ',
          {of: 'model_version:mlops_realised_labels:max', by: version, as: 'count'},
          ' labels; the gate asked for ',
          {of: 'model_version:mlops_accuracy_gate:max', by: version, as: 'percent'},
          '.',
        ]),
      ],
    },
    {
      name: 'MlopsDriftMonitorStale',
      severity: 'warning',
      // Before the first comparison, since the version was loaded. Only where rows arrive: without them nothing is due.
      measure: `
        max without (${replica}) (
          time() - ((${computed} > 0) or ${metric('mlops_model_loaded_timestamp_seconds')})
          and (${answeredRows} >= 20)
        )`,
      firesWhen: {is: 'above', bound: service.staleSeconds},
      for: '2m',
      panel: 'driftMonitor',
      variables: version,
      summary: ({label, value}) => `No drift was computed for ${label('model')} in ${value('duration')}.`,
      description: ({label, value}) => [
        `Rows arrive for ${label('model')} version ${label('version')}, but on some replica the last comparison with the reference is ${value('duration')} old. What the drift panels show of that replica is out of date; the pooled figures go on.`,
      ],
    },
  ]
}
