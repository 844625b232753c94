import {queryWords} from './query.js'
import type {RuleOptions} from './rule-options.js'
import type {RecordingRule} from './rule-group.js'
import {criticalKolmogorov, kolmogorovEffect, meanKolmogorov} from './size-aware-limits.js'

/** A feature that is a number has at most so many bins between "under" and "over". */
const MOST_NUMBER_BINS = 12

/** The largest difference of the cumulative shares at the edges of the bins, from counts and shares that are pooled already. */
export function recordKolmogorovSmirnov(options: RuleOptions): readonly RecordingRule[] {
  const {recorded} = queryWords(options)
  const counts = (matchers: string): string =>
    recorded('model_version_feature_bin:mlops_feature_observations:increase', matchers)
  const shares = (matchers: string): string =>
    recorded('model_version_feature_bin:mlops_feature_reference_ratio:max', matchers)
  const ordered = 'bin=~"under|over|[0-9][0-9] .+"'
  const unit = `sqrt(${recorded('model_version_feature:mlops_feature_observations:inverse_rows')})`
  const usual = `${round(kolmogorovEffect(options.drift.effect))} + ${round(meanKolmogorov)} * ${unit}`
  const distance = recorded('model_version_feature:mlops_feature_observations:kolmogorov_smirnov')
  return [
    // PromQL cannot add up along an order, so there is a rule for each edge.
    ...Array.from({length: MOST_NUMBER_BINS + 1}, (_, edge): RecordingRule => {
      const below = `bin=~"${binsUpTo(edge)}"`
      const last = edge === 0 ? 'bin="under"' : `bin=~"${twoDigits(edge)} .+"`
      return {
        record: 'model_version_feature_edge:mlops_feature_observations:cumulative_difference',
        labels: {edge: twoDigits(edge)},
        // Only of features that have this bin, and are numbers: these have the bin "over".
        expr: `
          (
            sum without (bin) (${counts(below)}) / (sum without (bin) (${counts(ordered)}) > 0)
            - sum without (bin) (${shares(below)}) / sum without (bin) (${shares(ordered)})
          )
          and ${recorded('model_version_feature:mlops_feature_bins:count')}
          and ignoring (bin) ${counts(last)}
          and ignoring (bin) ${counts('bin="over"')}`,
      }
    }),
    {
      record: 'model_version_feature:mlops_feature_observations:kolmogorov_smirnov',
      expr: `max without (edge) (abs(${recorded('model_version_feature_edge:mlops_feature_observations:cumulative_difference')}))`,
    },
    {
      record: 'model_version_feature:mlops_feature_observations:kolmogorov_smirnov_limit',
      expr: `
        (
          (${round(criticalKolmogorov)} * ${unit} > ${usual})
          or (${usual})
        )
        and ${distance}`,
    },
  ]
}

/** Regular expression of the bins below an edge, from "under" on. */
function binsUpTo(edge: number): string {
  if (edge === 0) return 'under'
  if (edge === 1) return 'under|01 .+'
  if (edge < 10) return `under|0[1-${edge}] .+`
  return `under|(0[1-9]|1[0-${edge - 10}]) .+`
}

function twoDigits(place: number): string {
  return String(place).padStart(2, '0')
}

/** Four digits say enough of a limit, and can be read. */
function round(value: number): number {
  return Number(value.toPrecision(4))
}
