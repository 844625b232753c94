import {defaultRuleOptions, type RuleOptions} from '../../../src/lib/monitor/rules/rule-options.js'
import type {Expectation} from './promtool.js'

/** Two hours, a value a minute. */
export const minutes = 120

/** As by default, but for a shorter window. */
export const options: RuleOptions = {
  ...defaultRuleOptions,
  drift: {...defaultRuleOptions.drift, window: '10m', for: '5m'},
  answers: {...defaultRuleOptions.answers, window: '10m', silence: '15m', for: '5m'},
}

export type Values = readonly (number | null)[]
export type AllSeries = Readonly<Record<string, Values>>

/** The running total of what comes in each minute. */
export function total(each: (minute: number) => number): Values {
  let sum = 0
  return Array.from({length: minutes}, (_, minute) => {
    if (minute > 0) sum += each(minute)
    return sum
  })
}

export function gauge(at: (minute: number) => number | null): Values {
  return Array.from({length: minutes}, (_, minute) => at(minute))
}

/** As a server that began anew shows a total: from 0 on. */
export function restartedAt(restart: number, values: Values): Values {
  const before = values[restart - 1] ?? 0
  return values.map((value, minute) => (value === null || minute < restart ? value : value - before))
}

export function only(when: (minute: number) => boolean, series: AllSeries): AllSeries {
  return Object.fromEntries(
    Object.entries(series).map(([name, values]) => [
      name,
      values.map((value, minute) => (when(minute) ? value : null)),
    ]),
  )
}

export const binNames = ['missing', 'under', '01 [0, 10)', '02 [10, 20)', '03 [20, 30)', 'over'] as const
/** Shares of the bins. */
export const likeReference = [0, 0, 0.3, 0.4, 0.3, 0]
export const moved = [0, 0.1, 0.5, 0.3, 0.1, 0]

/** A server, in the eyes of Prometheus. Rates are of a minute, at a given minute. */
export interface ServerOptions {
  readonly instance?: string
  readonly version?: string
  readonly rows?: (minute: number) => number
  readonly features?: Readonly<Record<string, (minute: number) => readonly number[]>>
  readonly loadedAt?: number
}

const model = 'risk'

export function labelsOf({instance = 'one:8085', version = '1'}: ServerOptions): string {
  return `job="mlops", instance="${instance}", model="${model}", version="${version}"`
}

/** Series of the bins of each feature, and of the model that counts them. */
export function server(serverOptions: ServerOptions = {}): AllSeries {
  const labels = labelsOf(serverOptions)
  const {rows = () => 60, features = {age: () => likeReference}, loadedAt = 1} = serverOptions
  const series: Record<string, Values> = {
    [`mlops_reference_rows{${labels}}`]: gauge(() => 1500),
    [`mlops_model_loaded_timestamp_seconds{${labels}}`]: gauge(() => loadedAt),
  }
  for (const [feature, shares] of Object.entries(features)) {
    for (const [bin, name] of binNames.entries()) {
      const ofBin = `{${labels}, feature="${feature}", bin="${name}"}`
      series[`mlops_feature_observations_total${ofBin}`] = total((minute) => rows(minute) * shares(minute)[bin]!)
      series[`mlops_feature_reference_ratio${ofBin}`] = gauge(() => likeReference[bin]!)
    }
  }
  return series
}

export function predictions(
  rates: Readonly<Partial<Record<'ML' | 'baseline - out of range', (minute: number) => number>>>,
  serverOptions: ServerOptions = {},
): AllSeries {
  return Object.fromEntries(
    Object.entries(rates).map(([source, rate]) => [
      `mlops_predictions_total{${labelsOf(serverOptions)}, class="high", source="${source}"}`,
      total(rate),
    ]),
  )
}

/** Answers to prediction requests. */
export function requests(
  code: number,
  rate: (minute: number) => number,
  {
    instance = 'one:8085',
    fast = () => 1,
  }: {readonly instance?: string; readonly fast?: (minute: number) => number} = {},
): AllSeries {
  const labels = `job="mlops", instance="${instance}", method="POST", route="/predict", code="${code}"`
  const name = 'mlops_http_request_duration_seconds'
  return {
    [`${name}_count{${labels}}`]: total(rate),
    [`${name}_bucket{${labels}, le="0.1"}`]: total((minute) => rate(minute) * fast(minute)),
    [`${name}_bucket{${labels}, le="+Inf"}`]: total(rate),
  }
}

/**
 * That these alerts of a name, and no others of it, fire at a minute.
 *
 * @param alerts - labels of each, in Prometheus's notation without brackets
 */
export function firing(minute: number, name: string, by: readonly string[], alerts: readonly string[]): Expectation {
  return {
    minute,
    query: `count by (${by.join(', ')}) (ALERTS{alertname="${name}", alertstate="firing"})`,
    samples: Object.fromEntries(alerts.map((labels) => [`{${labels}}`, 1])),
  }
}
