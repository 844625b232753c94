import type {SeriesName} from '../metric-catalogue.js'
import type {RecordedName} from './recorded-series.js'
import type {RuleOptions} from './rule-options.js'

/** What queries are written with: only names that exist, each with the matchers of whose metrics these are. */
export interface QueryWords {
  /** A metric of the exporter. */
  readonly metric: (name: SeriesName, matchers?: string) => string
  /** What a rule recorded. */
  readonly recorded: (name: RecordedName, matchers?: string) => string
  /** Labels of a replica, as `sum without (...)` takes them. */
  readonly replica: string
  /** Restricts an expression of features or versions to versions that some replica answers with. */
  readonly answering: (expression: string, besides?: string) => string
}

export function queryWords({matchers: all, replicaLabels}: RuleOptions): QueryWords {
  const series = (name: string, matchers = ''): string => {
    const both = [all, matchers].filter((text) => text !== '').join(', ')
    return both === '' ? name : `${name}{${both}}`
  }
  return {
    metric: series,
    recorded: series,
    replica: replicaLabels.join(', '),
    answering: (expression, besides = '') =>
      `${expression}\n  unless ignoring (${besides}) (${series('model_version:mlops_model_answering:max')} == 0)`,
  }
}

/** Requests for predictions, of all routes that there are for them. */
export const predictionRoutes = 'route=~"/predict|/v2/models/.+/infer"'
