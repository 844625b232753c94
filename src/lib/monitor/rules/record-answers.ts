import {queryWords} from './query.js'
import type {RuleOptions} from './rule-options.js'
import type {RecordingGroup} from './rule-group.js'

/** Late labels, below which an accuracy says nothing. */
const LEAST_LABELS = 30

/** Standard errors by which an accuracy must lie below its gate: chance does it once in 740 times. */
const LABEL_DEVIATIONS = 3

const quantiles = ['0.1', '0.5'] as const

/** Who answers what, how sure the model is, and how right it was. */
export function recordAnswers(options: RuleOptions): RecordingGroup {
  const {metric, recorded, replica, answering} = queryWords(options)
  const {window, minimumRows} = options.answers
  const rate = recorded('model_version:mlops_predictions:rate5m')
  const share = (label: string, others: string): string => `
    sum without (${replica}, ${others}) (rate(${metric('mlops_predictions_total')}[5m]))
      / ignoring (${label}) group_left () (${rate} > 0)`
  const rows = (matchers: string): string =>
    `sum without (${replica}, class, source) (increase(${metric('mlops_predictions_total', matchers)}[${window}]))`
  const pooledRate = (name: 'mlops_prediction_confidence_sum' | 'mlops_prediction_confidence_count'): string =>
    `sum without (${replica}) (rate(${metric(name)}[5m]))`
  const [accuracies, labels] = [metric('mlops_realised_accuracy'), metric('mlops_realised_labels')]
  const gate = recorded('model_version:mlops_accuracy_gate:max')
  const pooledLabels = `(${recorded('model_version:mlops_realised_labels:max')} >= ${LEAST_LABELS})`
  return {
    name: 'mlops-answers',
    rules: [
      {
        record: 'model_version:mlops_predictions:rate5m',
        expr: `sum without (${replica}, class, source) (rate(${metric('mlops_predictions_total')}[5m]))`,
      },
      {
        record: 'model_version:mlops_predictions:ratio_rate5m',
        expr: `
          ${rate}
            / ignoring (version) group_left () (sum without (version) (${rate}) > 0)`,
      },
      {record: 'model_version_class:mlops_predictions:ratio_rate5m', expr: share('class', 'source')},
      {record: 'model_version_source:mlops_predictions:ratio_rate5m', expr: share('source', 'class')},
      {
        record: 'model_version:mlops_predictions_fallback:ratio',
        expr: answering(`(
          1 - ${rows('source="ML"')}
            / (${rows('')} >= ${minimumRows})
        )`),
      },
      {
        record: 'model_version:mlops_prediction_confidence:mean5m',
        expr: `
          ${pooledRate('mlops_prediction_confidence_sum')}
            / (${pooledRate('mlops_prediction_confidence_count')} > 0)`,
      },
      ...quantiles.map((quantile) => ({
        record: 'model_version_quantile:mlops_prediction_confidence:histogram_quantile' as const,
        labels: {quantile},
        // Without rows the quantile is NaN, which no comparison lets through.
        expr: `
          histogram_quantile(
            ${quantile},
            sum without (${replica}) (rate(${metric('mlops_prediction_confidence_bucket')}[5m]))
          ) >= 0`,
      })),
      {
        record: 'model_version:mlops_realised_accuracy:avg',
        expr: `
          sum without (${replica}) (${accuracies} * ${labels})
            / (sum without (${replica}) (${labels}) > 0)`,
      },
      {
        record: 'model_version:mlops_realised_labels:max',
        // Replicas that share their log have the same labels, so these are not added up.
        expr: `max without (${replica}) (${labels})`,
      },
      {
        record: 'model_version:mlops_accuracy_gate:max',
        expr: `max without (${replica}) (${metric('mlops_accuracy_gate')})`,
      },
      {
        record: 'model_version:mlops_realised_accuracy:margin',
        expr: answering(`(
          ${recorded('model_version:mlops_realised_accuracy:avg')}
            + ${LABEL_DEVIATIONS} * sqrt(${gate} * (1 - ${gate}) / ${pooledLabels})
            - ${gate}
        )`),
      },
    ],
  }
}
