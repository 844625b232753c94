import type {MetricName, SeriesName} from '../metric-catalogue.js'
import {countDistinct, type ShownSeries} from '../shown-series.js'
import {recordingGroups} from './prometheus-rules.js'
import {recordedSeries, type RecordedName} from './recorded-series.js'
import type {RuleOptions} from './rule-options.js'

/**
 * How many series the rules record of what servers show, once there is traffic: at most, for a bin that holds nothing and a
 * route that nobody asks have none. As many for one replica as for a hundred, which is what pooling is for.
 *
 * @param shown - of one server, or of several
 */
export function countRecorded(shown: readonly ShownSeries[], options: RuleOptions): ReadonlyMap<RecordedName, number> {
  const rules = recordingGroups(options).flatMap((group) => group.rules)
  const counts = new Map<RecordedName, number>()
  for (const {record, labels: fixed = {}} of rules) {
    if ('edge' in fixed) counts.set(record, countEdges(shown))
    else counts.set(record, (counts.get(record) ?? 0) + countOf(record, Object.keys(fixed), shown))
  }
  return counts
}

function countOf(record: RecordedName, fixed: readonly string[], shown: readonly ShownSeries[]): number {
  const labels = recordedSeries[record].labels.filter((label) => !fixed.includes(label))
  if (record.includes(':kolmogorov_smirnov')) return numberFeatures(shown).length
  if (labels.length === 0) return 1
  return countDistinct(shown, sourceOf(record, labels), labels)
}

/** A metric that has the labels with all values that the rule sees. */
function sourceOf(record: RecordedName, labels: readonly string[]): SeriesName {
  // Of the columns that a replica compares: features, and what the model answers.
  if (record === 'model_version_feature:mlops_feature_drifted:avg') return 'mlops_feature_drifted'
  if (labels.includes('feature')) return 'mlops_feature_reference_ratio'
  if (labels.includes('class') || labels.includes('source')) return 'mlops_predictions_total'
  if (labels.includes('route')) return 'mlops_http_request_duration_seconds_count'
  return 'mlops_reference_rows'
}

const binSource: MetricName = 'mlops_feature_reference_ratio'

/** Series of the bins "over", which numbers alone have. */
function numberFeatures(shown: readonly ShownSeries[]): readonly ShownSeries[] {
  return shown.filter(({name, labels}) => name === binSource && labels['bin'] === 'over')
}

/** Each bin of a number but "over" ends at an edge. */
function countEdges(shown: readonly ShownSeries[]): number {
  const isSame = (one: ShownSeries, other: ShownSeries): boolean =>
    ['model', 'version', 'feature'].every((label) => one.labels[label] === other.labels[label])
  return numberFeatures(shown).reduce(
    (sum, number) =>
      sum +
      shown.filter(
        (series) =>
          series.name === binSource && isSame(series, number) && /^(under|\d\d .+)$/.test(series.labels['bin'] ?? ''),
      ).length,
    0,
  )
}
