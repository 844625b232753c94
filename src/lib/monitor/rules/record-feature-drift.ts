import {queryWords} from './query.js'
import {recordKolmogorovSmirnov} from './record-kolmogorov-smirnov.js'
import type {RuleOptions} from './rule-options.js'
import type {RecordingGroup, RecordingRule} from './rule-group.js'
import {criticalDeviation, pseudoRows} from './size-aware-limits.js'

/**
 * How far the rows of all replicas together are from the reference. Bin counts are added up over replicas first:
 * distances of replicas do not average.
 */
export function recordFeatureDrift(options: RuleOptions): RecordingGroup {
  return {
    name: 'mlops-feature-drift',
    rules: [...poolBins(options), ...distances(options), ...recordKolmogorovSmirnov(options), ...verdicts(options)],
  }
}

function poolBins(options: RuleOptions): readonly RecordingRule[] {
  const {metric, recorded, replica} = queryWords(options)
  const {window, minimumRows} = options.drift
  const counts = recorded('model_version_feature_bin:mlops_feature_observations:increase')
  const shares = recorded('model_version_feature_bin:mlops_feature_reference_ratio:max')
  const rows = recorded('model_version_feature:mlops_feature_observations:increase')
  const referenceRows = recorded('model_version:mlops_reference_rows:max')
  const bins = recorded('model_version_feature:mlops_feature_bins:count')
  const held = `(${counts} + ${shares} > 0)`
  const loaded = metric('mlops_model_loaded_timestamp_seconds')
  return [
    {
      record: 'model_version:mlops_model_answering:max',
      expr: `
        max without (${replica}) (
          ${loaded} == bool ignoring (version) group_left () max without (version) (${loaded})
        )`,
    },
    {
      record: 'model_version:mlops_reference_rows:max',
      expr: `max without (${replica}) (${metric('mlops_reference_rows')})`,
    },
    {
      record: 'model_version_feature_bin:mlops_feature_reference_ratio:max',
      expr: `max without (${replica}) (${metric('mlops_feature_reference_ratio')})`,
    },
    {
      record: 'model_version_feature_bin:mlops_feature_observations:increase',
      expr: `sum without (${replica}) (increase(${metric('mlops_feature_observations_total')}[${window}]))`,
    },
    {record: 'model_version_feature:mlops_feature_observations:increase', expr: `sum without (bin) (${counts})`},
    {
      record: 'model_version_feature:mlops_feature_bins:count',
      expr: `
        count without (bin) ${held}
          and (${rows} >= ${minimumRows})`,
    },
    {
      record: 'model_version_feature:mlops_feature_observations:inverse_rows',
      expr: `
        1 / (${rows} and ${bins})
          + ignoring (feature) group_left () (1 / ${referenceRows})`,
    },
    {
      record: 'model_version_feature_bin:mlops_feature_observations:ratio',
      expr: `
        ${counts}
          / ignoring (bin) group_left () (${rows} and ${bins})`,
    },
    {
      record: 'model_version_feature_bin:mlops_feature_observations:smoothed_ratio',
      expr: `
        (${counts} + ${pseudoRows})
          / ignoring (bin) group_left () (${rows} + ${pseudoRows} * ${bins})
          and ${held}`,
    },
    {
      record: 'model_version_feature_bin:mlops_feature_reference:smoothed_ratio',
      expr: `
        (${shares} * ignoring (feature, bin) group_left () ${referenceRows} + ${pseudoRows})
          / ignoring (bin) group_left () (${pseudoRows} * ${bins} + ignoring (feature) group_left () ${referenceRows})
          and ${held}`,
    },
  ]
}

function distances(options: RuleOptions): readonly RecordingRule[] {
  const {recorded} = queryWords(options)
  const {effect} = options.drift
  const now = recorded('model_version_feature_bin:mlops_feature_observations:smoothed_ratio')
  const before = recorded('model_version_feature_bin:mlops_feature_reference:smoothed_ratio')
  const ratio = recorded('model_version_feature_bin:mlops_feature_observations:ratio')
  const reference = recorded('model_version_feature_bin:mlops_feature_reference_ratio:max')
  const unit = recorded('model_version_feature:mlops_feature_observations:inverse_rows')
  const degrees = `(${recorded('model_version_feature:mlops_feature_bins:count')} - 1)`
  const usual = `${effect} + ${degrees} * ${unit}`
  const middle = `((${ratio} + ${reference}) / 2)`
  // 0 ln 0 is 0; the logarithm of so small a number is still finite.
  const surprise = (share: string): string => `${share} * ln(clamp_min(${share}, 1e-300) / ${middle})`
  return [
    {
      record: 'model_version_feature:mlops_feature_observations:psi',
      expr: `
        sum without (bin) (
          (${now} - ${before})
            * ln(${now} / ${before})
        )`,
    },
    {
      record: 'model_version_feature:mlops_feature_observations:psi_limit',
      // Wilson and Hilferty's quantile of the chi-squared distribution, where it is above what matters.
      expr: `
        (
          ${degrees}
            * (1 - 2 / (9 * ${degrees}) + ${criticalDeviation} * sqrt(2 / (9 * ${degrees}))) ^ 3
            * ${unit}
          > ${usual}
        )
        or (${usual})`,
    },
    {
      record: 'model_version_feature:mlops_feature_observations:jensen_shannon',
      expr: `
        sqrt(
          clamp_min(
            sum without (bin) (
              (
                ${surprise(ratio)}
                + ${surprise(reference)}
              ) / 2
              and (${ratio} + ${reference} > 0)
            ),
            0
          )
        )`,
    },
    {
      record: 'model_version_feature:mlops_feature_observations:jensen_shannon_limit',
      expr: `sqrt(${recorded('model_version_feature:mlops_feature_observations:psi_limit')} / 8)`,
    },
  ]
}

function verdicts(options: RuleOptions): readonly RecordingRule[] {
  const {metric, recorded, replica, answering} = queryWords(options)
  const ratio = recorded('model_version_feature:mlops_feature_drift:ratio')
  return [
    {
      record: 'model_version_feature:mlops_feature_drift:ratio',
      expr: answering(
        `${recorded('model_version_feature:mlops_feature_observations:psi')}
          / ${recorded('model_version_feature:mlops_feature_observations:psi_limit')}`,
        'feature',
      ),
    },
    {
      record: 'model_version:mlops_drifted_features:ratio',
      expr: `avg without (feature) (${ratio} > bool 1)`,
    },
    {
      record: 'model_version_feature:mlops_feature_drifted:avg',
      expr: answering(
        `avg without (${replica}, test) (
          ${metric('mlops_feature_drifted')}
            and ignoring (feature, test) (${metric('mlops_drift_window_rows')} >= ${options.drift.minimumRows})
        )`,
        'feature',
      ),
    },
  ]
}
