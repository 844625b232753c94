import {formatChosenPercent} from '../../numbers.js'
import type {Alert, Severity} from './alert.js'
import {queryWords} from './query.js'
import type {BudgetWindow} from './record-service.js'
import type {RuleOptions} from './rule-options.js'

/** Whether people get answers, and soon enough. */
export function serviceAlerts(options: RuleOptions): readonly Alert[] {
  const {metric, recorded, replica} = queryWords(options)
  const {answers, service, job} = options
  const enough = `(${recorded('job:mlops_prediction_requests:rate5m')} * 300 >= ${service.minimumRequests})`
  const {silence} = answers
  const answeredIn = (window: string): string =>
    `sum without (${replica}, version, class, source) (increase(${metric('mlops_predictions_total')}[${window}]))`
  const increase = (name: 'mlops_model_reload_failures_total' | 'mlops_prediction_log_dropped_total'): string =>
    `increase(${metric(name)}[15m])`
  return [
    {
      name: 'MlopsErrorRateHigh',
      severity: 'critical',
      measure: `
        ${recorded('job:mlops_prediction_requests_errors:ratio_rate5m')}
          and ${enough}`,
      firesWhen: {is: 'above', bound: service.errorRatio},
      for: '5m',
      panel: 'errorRate',
      summary: ({value}) => `${value('percent')} of the prediction requests fail.`,
      description: ({value, label}) => [
        `Over five minutes, ${value('percent')} of the prediction requests to ${label('job')} were answered with a server error (5xx); ${formatChosenPercent(service.errorRatio)} are tolerated.`,
      ],
    },
    {
      name: 'MlopsRejectionRateHigh',
      severity: 'warning',
      measure: `
        ${recorded('job:mlops_prediction_requests_rejections:ratio_rate5m')}
          and ${enough}`,
      firesWhen: {is: 'above', bound: service.rejectionRatio},
      for: '10m',
      panel: 'rejections',
      summary: ({value}) => `${value('percent')} of the prediction requests are refused.`,
      description: ({value, label}) => [
        `Over five minutes, ${value('percent')} of the prediction requests to ${label('job')} were refused (4xx); ${formatChosenPercent(service.rejectionRatio)} are tolerated. mlops_prediction_rejections_total says for what reason.`,
      ],
    },
    ...budgetAlerts(options),
    {
      name: 'MlopsNoTraffic',
      severity: 'warning',
      // Where nobody asked in a day, nobody is missed.
      measure: `
        ${answeredIn(silence)}
          and (${answeredIn('1d')} >= 20)`,
      firesWhen: {is: 'below', bound: 1},
      for: answers.for,
      panel: 'requestRate',
      variables: ['model'],
      summary: ({label}) => `Nobody asks ${label('model')} any more.`,
      description: ({label}) => [
        `${label('model')} answered rows within the last day, and none in the last ${silence}.`,
      ],
    },
    {
      name: 'MlopsReloadFailing',
      severity: 'warning',
      measure: increase('mlops_model_reload_failures_total'),
      firesWhen: {is: 'above', bound: 0},
      for: '0s',
      panel: 'modelReloads',
      summary: ({label}) => `${label('instance')} cannot load a model.`,
      description: ({label, value}) => [
        `In 15 minutes, about ${value('number')} attempts of ${label('instance')} to load a model failed. It goes on with the one that it has, which may not be the one in production.`,
      ],
    },
    {
      name: 'MlopsPredictionLogDropping',
      severity: 'warning',
      measure: increase('mlops_prediction_log_dropped_total'),
      firesWhen: {is: 'above', bound: 0},
      for: '0s',
      panel: 'predictionLog',
      summary: ({label}) => `${label('instance')} does not log all predictions.`,
      description: ({label, value}) => [
        `In 15 minutes, ${label('instance')} did not log about ${value('count')} predictions, because the disk could not keep up. They were answered, but labels that come for them later find nothing.`,
      ],
    },
    {
      name: 'MlopsTargetDown',
      severity: 'critical',
      measure: `
        ${upOf(options)}
          or absent(${upOf(options)}) - 1`,
      firesWhen: {is: 'below', bound: 1},
      for: '2m',
      panel: 'targets',
      summary: ({label}) => `Prometheus cannot read a server of ${job}: ${label('instance')}`,
      description: ({label}) => [
        `The metrics of ${job} at "${label('instance')}" cannot be read; without an address, Prometheus knows of no server at all. It may have ended, and then it answers nobody.`,
      ],
    },
  ]
}

/** Prometheus's own, of each target. */
function upOf({job, matchers}: RuleOptions): string {
  return `up{${[`job="${job}"`, matchers].filter((text) => text !== '').join(', ')}}`
}

interface Budget {
  readonly long: BudgetWindow
  readonly short: BudgetWindow
  /** How many times as fast as would use it up in a month. */
  readonly burn: number
  readonly severity: Severity
  readonly for: string
}

/** @source Google, The Site Reliability Workbook, ch. 5: 2 % of a month's budget in an hour, 5 % in 6 hours, 10 % in a day or three */
const budgets: readonly Budget[] = [
  {long: '1h', short: '5m', burn: 14.4, severity: 'critical', for: '2m'},
  {long: '6h', short: '30m', burn: 6, severity: 'critical', for: '15m'},
  {long: '1d', short: '2h', burn: 3, severity: 'warning', for: '1h'},
  {long: '3d', short: '6h', burn: 1, severity: 'warning', for: '3h'},
]

function budgetAlerts(options: RuleOptions): readonly Alert[] {
  const {recorded} = queryWords(options)
  const {ratio, seconds} = options.latency
  const budget = Number((1 - ratio).toPrecision(12))
  return budgets.map(({long, short, burn, ...rest}): Alert => {
    const longShare = recorded(`job:mlops_prediction_requests_slow:ratio_rate${long}`)
    const shortShare = recorded(`job:mlops_prediction_requests_slow:ratio_rate${short}`)
    return {
      ...rest,
      name: 'MlopsLatencyBudgetBurn',
      labels: {long, short},
      // The lesser of the two: the long window says that it matters, the short one that it still goes on.
      measure: `
        (
          (${shortShare} < ${longShare})
          or (${longShare} <= ${shortShare})
        ) / ${budget}`,
      firesWhen: {is: 'above', bound: burn},
      panel: 'latencyBudget',
      summary: () => `Too many predictions take longer than ${1000 * seconds} ms.`,
      description: ({value}) => [
        `The objective is that ${formatChosenPercent(ratio)} of the predictions take less than ${1000 * seconds} ms. Over ${long}, and over ${short} still, slow ones use up what is left for them ${value('number')} times as fast as would last a month; the limit is ${burn} times.`,
      ],
    }
  })
}
