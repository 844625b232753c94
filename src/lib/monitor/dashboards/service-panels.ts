import {formatChosenPercent} from '../../numbers.js'
import {predictionRoutes} from '../rules/query.js'
import type {DashboardOptions} from './dashboard-options.js'
import type {DashboardQueries} from './dashboard-queries.js'
import type {Override, Panel} from './grafana-types.js'
import {
  fieldNamed,
  fieldsOf,
  notCompared,
  over,
  statePanel,
  thresholds,
  timeSeriesPanel,
  withLimit,
  wordsFor,
} from './panel-parts.js'

const noRequests = 'No requests at this time'
const noServer = 'Prometheus has nothing of a server at this time'

/** Whether people get answers, soon enough, and whether the monitor itself works. */
export function servicePanels(options: DashboardOptions, queries: DashboardQueries) {
  return {...requestPanels(options, queries), ...processPanels(options, queries)} as const satisfies Record<
    string,
    Panel
  >
}

function requestPanels({rules}: DashboardOptions, {series}: DashboardQueries) {
  const {latency, service} = rules
  const count = series('mlops_http_request_duration_seconds_count')
  const buckets = series('mlops_http_request_duration_seconds_bucket', predictionRoutes)
  const quantile = (of: number): string =>
    `histogram_quantile(${of}, sum by (le) (rate(${buckets}[$__rate_interval]))) >= 0`
  const milliseconds = `${1000 * latency.seconds} ms`
  const budget = Number((1 - latency.ratio).toPrecision(12))
  const slow = (window: '1h' | '6h' | '1d' | '3d'): string =>
    `max(${series(`job:mlops_prediction_requests_slow:ratio_rate${window}`)}) / ${budget}`
  return {
    requestRate: timeSeriesPanel('requestRate', {
      title: 'Requests a second',
      description:
        'By route and status: 200 is an answer, 4xx a request that was refused, 5xx a failure of the server. None at all, where there were some before, is the alert MlopsNoTraffic.',
      noValue: noRequests,
      targets: [over('requests', `sum by (route, code) (rate(${count}[$__rate_interval]))`, '{{route}} {{code}}')],
      field: {unit: 'reqps', min: 0},
    }),
    errorRate: timeSeriesPanel('errorRate', {
      title: 'Failed predictions',
      description: `Share of the prediction requests of five minutes that the server failed to answer (5xx). The alert MlopsErrorRateHigh comes above ${formatChosenPercent(service.errorRatio)}.`,
      noValue: noRequests,
      targets: [over('failed', `max(${series('job:mlops_prediction_requests_errors:ratio_rate5m')})`, 'failed')],
      field: {unit: 'percentunit', min: 0, thresholds: thresholds('transparent', [service.errorRatio, 'red'])},
      style: withLimit,
    }),
    rejections: timeSeriesPanel('rejections', {
      title: 'Refused predictions',
      description: `Share of the prediction requests of five minutes that were refused (4xx); the alert MlopsRejectionRateHigh comes above ${formatChosenPercent(service.rejectionRatio)}. Below it, refusals a second by reason: a client that sends what the model does not know.`,
      noValue: noRequests,
      targets: [
        over('refused', `max(${series('job:mlops_prediction_requests_rejections:ratio_rate5m')})`, 'share refused'),
        over(
          'reasons',
          `sum by (reason) (rate(${series('mlops_prediction_rejections_total')}[$__rate_interval])) > 0`,
          '{{reason}}, a second',
        ),
      ],
      field: {unit: 'reqps', min: 0, thresholds: thresholds('transparent', [service.rejectionRatio, 'red'])},
      overrides: [fieldNamed('share refused', {unit: 'percentunit'}, {axisPlacement: 'right', ...withLimit})],
    }),
    latency: timeSeriesPanel('latency', {
      title: 'Time to an answer',
      description: `How long prediction requests take, from the request to the end of its answer: half of them at most, nine of ten, 99 of 100. The objective is ${formatChosenPercent(latency.ratio)} within ${milliseconds}.`,
      noValue: noRequests,
      targets: [
        over('p50', quantile(0.5), 'half'),
        over('p90', quantile(0.9), '9 of 10'),
        over('p99', quantile(0.99), '99 of 100'),
      ],
      field: {unit: 's', min: 0, thresholds: thresholds('transparent', [latency.seconds, 'red'])},
      style: withLimit,
    }),
    latencyBudget: timeSeriesPanel('latencyBudget', {
      title: 'Budget of slow answers',
      description: `${formatChosenPercent(budget)} of the answers may take longer than ${milliseconds}. This is how many times as fast as would last a month that budget is being used up, over the last hour, six hours, day and three days: 1 is just right, 14.4 over an hour raises the alert MlopsLatencyBudgetBurn.`,
      noValue: 'Too few requests at this time',
      targets: (['1h', '6h', '1d', '3d'] as const).map((window) => over(`over${window}`, slow(window), window)),
      field: {unit: 'suffix: ×', min: 0, thresholds: thresholds('transparent', [14.4, 'red'])},
      style: withLimit,
    }),
    targets: statePanel('targets', {
      title: 'Servers that Prometheus can read',
      description:
        'A strip for each replica. Red: its metrics cannot be read; it may have ended (the alert MlopsTargetDown).',
      noValue: noServer,
      targets: [over('up', `max by (instance) (${series('up', `job="${rules.job}"`)})`, '{{instance}}')],
      field: {
        mappings: wordsFor([
          ['down', 'red'],
          ['up', 'green'],
        ]),
        thresholds: thresholds('red', [1, 'green']),
      },
    }),
  } as const
}

function processPanels({rules}: DashboardOptions, {series, chosen, answering}: DashboardQueries) {
  const growth = (name: Parameters<typeof series>[0]): string =>
    `sum by (instance) (increase(${series(name)}[$__rate_interval]))`
  const {staleSeconds} = rules.service
  return {
    driftMonitor: timeSeriesPanel('driftMonitor', {
      title: 'Age of the last comparison',
      description: `How long ago each server compared its last rows with the reference, and comparisons that failed (bars). While rows come it is seconds; it grows while nobody asks. While rows come, the alert MlopsDriftMonitorStale comes above ${staleSeconds} s.`,
      noValue: notCompared,
      targets: [
        over(
          'age',
          `max by (instance) (time() - (${answering(`${chosen('mlops_drift_computed_timestamp_seconds')} > 0`)}))`,
          '{{instance}}',
        ),
        over('failures', growth('mlops_drift_compute_failures_total'), 'failed: {{instance}}'),
      ],
      field: {unit: 's', min: 0, thresholds: thresholds('transparent', [staleSeconds, 'red'])},
      style: withLimit,
      overrides: [failureBars('failures')],
    }),
    modelReloads: timeSeriesPanel('modelReloads', {
      title: 'Models that could not be loaded',
      description:
        'Attempts to take up another version that failed. The server goes on with the one that it has, which may not be the one in production (the alert MlopsReloadFailing).',
      noValue: noServer,
      targets: [over('failures', growth('mlops_model_reload_failures_total'), '{{instance}}')],
      field: {unit: 'short', min: 0},
      style: {drawStyle: 'bars', fillOpacity: 60},
    }),
    predictionLog: timeSeriesPanel('predictionLog', {
      title: 'Prediction log',
      description:
        'Bytes a second that are written to the log of predictions, and predictions that were not logged because the disk could not keep up (bars; the alert MlopsPredictionLogDropping). Labels that come for these later find nothing.',
      noValue: noServer,
      targets: [
        over(
          'bytes',
          `sum by (instance) (rate(${series('mlops_prediction_log_bytes_total')}[$__rate_interval]))`,
          'written: {{instance}}',
        ),
        over('dropped', growth('mlops_prediction_log_dropped_total'), 'not logged: {{instance}}'),
      ],
      field: {unit: 'Bps', min: 0},
      overrides: [failureBars('dropped')],
    }),
    memory: timeSeriesPanel('memory', {
      title: 'Memory',
      description:
        'Memory of each server. It grows with the first rows and then stays; what grows for days without end is a fault.',
      noValue: noServer,
      targets: [
        over(
          'memory',
          `max by (instance) (${series('process_resident_memory_bytes', `job="${rules.job}"`)})`,
          '{{instance}}',
        ),
      ],
      field: {unit: 'bytes', min: 0},
    }),
  } as const
}

/** Counts of what should not happen stand as red bars on an axis of their own. */
function failureBars(refId: string): Override {
  return fieldsOf(
    refId,
    {unit: 'short', color: {mode: 'fixed', fixedColor: 'red'}},
    {drawStyle: 'bars', fillOpacity: 60, axisPlacement: 'right', thresholdsStyle: {mode: 'off'}},
  )
}
