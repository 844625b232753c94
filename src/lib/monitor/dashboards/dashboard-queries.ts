import type {SeriesName} from '../metric-catalogue.js'
import {queryWords} from '../rules/query.js'
import type {RecordedName} from '../rules/recorded-series.js'
import type {RuleOptions} from '../rules/rule-options.js'

/** Metrics that are not the server's own: those of every process, and what Prometheus itself knows. */
export type ForeignSeries = 'process_resident_memory_bytes' | 'up' | 'ALERTS'

/** Queries of panels are written with it: only names that exist, with the matchers of whose metrics these are. */
export interface DashboardQueries {
  /** What a server shows or a rule records. */
  readonly series: (name: SeriesName | RecordedName | ForeignSeries, matchers?: string) => string
  /** The same of the chosen model and versions. */
  readonly chosen: (name: SeriesName | RecordedName, besides?: string) => string
  /** Labels of a replica. */
  readonly replica: string
  /** Aggregates an expression over replicas, by `max`, `min`, `sum` or `count`. */
  readonly pooled: (operation: 'max' | 'min' | 'sum' | 'count', expression: string, besides?: string) => string
  /** Leaves out versions that no longer answer: their last figures stay as they were. Binds as `unless` does. */
  readonly answering: (expression: string) => string
  /** Leaves out columns that are not features. Binds as `and` does. */
  readonly featuresOnly: (expression: string) => string
  /** Scores in units of their limits, by column and replica. */
  readonly timesLimit: (besides?: string) => string
  /** Figures by version. Each stands in brackets. */
  readonly featureCount: string
  readonly driftedShare: string
  readonly fallbackShare: string
  readonly accuracy: string
  readonly accuracyGate: string
  /** Allowing for chance, where a rule did. */
  readonly accuracyMargin: string
  readonly comparedRows: string
}

/** Labels below which an accuracy says nothing. */
const LEAST_LABELS = 30

/**
 * Where rules were not evaluated, as over backfilled years, and where there were too few rows for them, the server's own
 * figures stand for those that would have been recorded.
 */
export function dashboardQueries(rules: RuleOptions): DashboardQueries {
  const {replica} = queryWords(rules)
  const series: DashboardQueries['series'] = (name, matchers = '') => {
    const all = joined(rules.matchers, matchers)
    return all === '' ? name : `${name}{${all}}`
  }
  const chosen: DashboardQueries['chosen'] = (name, besides = '') =>
    series(name, joined('model="$model", version=~"$version"', besides))
  const pooled: DashboardQueries['pooled'] = (operation, expression, besides = '') =>
    `${operation} without (${joined(replica, besides)}) (${expression})`
  const answering: DashboardQueries['answering'] = (expression) => `${expression.trim()}
    unless on (job, model, version) (${series('model_version:mlops_model_answering:max', 'model="$model"')} == 0)`
  const scoreOverLimit = (besides: string, nothing: string): string => {
    const [score, limit] = [chosen('mlops_drift_score', besides), chosen('mlops_drift_threshold', besides)]
    return nothing === '' ? `${score} / ${limit}` : `(${score} - ${nothing}) / (${limit} - ${nothing})`
  }
  const rowsOf = (besides = ''): string =>
    pooled('sum', `increase(${chosen('mlops_predictions_total', besides)}[$window])`, 'class, source')
  const accuracy = `(
    ${chosen('model_version:mlops_realised_accuracy:avg')}
    or ${answering(pooled('max', chosen('mlops_realised_accuracy')))}
  )`
  const accuracyGate = `(${answering(pooled('max', chosen('mlops_accuracy_gate')))})`
  return {
    ...{series, chosen, replica, pooled, answering, accuracy, accuracyGate},
    featuresOnly: (expression) => `${expression}
      and on (job, model, version, feature) ${chosen('mlops_feature_reference_ratio')}`,
    // Of an area under a curve, a half is no difference.
    timesLimit: (besides = '') =>
      answering(`(
        clamp_min(${scoreOverLimit(joined('test="auc"', besides), '0.5')}, 0)
        or ${scoreOverLimit(besides, '')}
      ) >= 0`),
    featureCount: `(
      count without (feature) (
        ${pooled('count', answering(chosen('mlops_feature_reference_ratio')), 'bin')}
      )
    )`,
    driftedShare: `(
      ${chosen('model_version:mlops_drifted_features:ratio')}
      or ${answering(pooled('max', chosen('mlops_drifted_feature_ratio')))}
    )`,
    fallbackShare: `(
      ${chosen('model_version:mlops_predictions_fallback:ratio')}
      or ${answering(`
        1 - ${rowsOf('source="ML"')}
        / (${rowsOf()} > 0)`)}
    )`,
    accuracyMargin: `(
      ${chosen('model_version:mlops_realised_accuracy:margin')}
      or (${accuracy} - ${accuracyGate})
      and ${pooled('max', chosen('mlops_realised_labels'))} >= ${LEAST_LABELS}
    )`,
    comparedRows: `(${answering(pooled('max', chosen('mlops_drift_window_rows')))})`,
  }
}

function joined(one: string, two: string): string {
  return [one, two].filter((text) => text !== '').join(', ')
}
