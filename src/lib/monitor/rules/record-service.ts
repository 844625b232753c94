import {predictionRoutes, queryWords} from './query.js'
import type {RuleOptions} from './rule-options.js'
import type {RecordingGroup, RecordingRule} from './rule-group.js'

const quantiles = ['0.5', '0.9', '0.99'] as const

/** Windows of the latency budget; the long ones cost most, and change least. */
export const shortBudgetWindows = ['5m', '30m', '1h', '2h'] as const
export const longBudgetWindows = ['6h', '1d', '3d'] as const
export type BudgetWindow = (typeof shortBudgetWindows)[number] | (typeof longBudgetWindows)[number]

/** Requests, their errors and durations. */
export function recordService(options: RuleOptions): readonly RecordingGroup[] {
  return [
    {
      name: 'mlops-service',
      rules: [...requests(options), ...shortBudgetWindows.map((window) => slowShare(window, options))],
    },
    {
      name: 'mlops-service-days',
      interval: options.daysEvaluationInterval,
      rules: longBudgetWindows.map((window) => slowShare(window, options)),
    },
  ]
}

function requests(options: RuleOptions): readonly RecordingRule[] {
  const {metric, recorded, replica} = queryWords(options)
  const all = recorded('job:mlops_prediction_requests:rate5m')
  const predictions = (matchers: string): string =>
    `sum without (method, route, code) (${recorded('method_route_code:mlops_http_requests:rate5m', matchers)})`
  // A code that never occurred has no series: its share is 0, not nothing.
  const share = (code: string): string => `
    (${predictions(`${predictionRoutes}, code=~"${code}"`)} or 0 * ${all})
      / (${all} > 0)`
  return [
    {
      record: 'method_route_code:mlops_http_requests:rate5m',
      expr: `sum without (${replica}) (rate(${metric('mlops_http_request_duration_seconds_count')}[5m]))`,
    },
    {record: 'job:mlops_prediction_requests:rate5m', expr: predictions(predictionRoutes)},
    {record: 'job:mlops_prediction_requests_errors:ratio_rate5m', expr: share('5..')},
    {record: 'job:mlops_prediction_requests_rejections:ratio_rate5m', expr: share('4..')},
    ...quantiles.map((quantile) => ({
      record: 'route_quantile:mlops_http_request_duration_seconds:histogram_quantile' as const,
      labels: {quantile},
      expr: `
        histogram_quantile(
          ${quantile},
          sum without (${replica}, method, code) (rate(${metric('mlops_http_request_duration_seconds_bucket')}[5m]))
        ) >= 0`,
    })),
  ]
}

function slowShare(window: BudgetWindow, options: RuleOptions): RecordingRule {
  const {metric, replica} = queryWords(options)
  const answered = `${predictionRoutes}, code=~"2.."`
  const sum = (series: string): string =>
    `sum without (${replica}, method, route, code, le) (increase(${series}[${window}]))`
  const {seconds} = options.latency
  // Prometheus 3 writes whole bounds as "1.0".
  const bound = Number.isInteger(seconds) ? `le=~"${seconds}(\\\\.0)?"` : `le="${seconds}"`
  return {
    record: `job:mlops_prediction_requests_slow:ratio_rate${window}`,
    expr: `
      1 - ${sum(metric('mlops_http_request_duration_seconds_bucket', `${answered}, ${bound}`))}
        / (${sum(metric('mlops_http_request_duration_seconds_count', answered))} >= ${options.service.minimumRequests})`,
  }
}
