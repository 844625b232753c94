import {prometheusUid} from '../dashboards/panel-ids.js'

/** What rules and alerts depend on. All durations are Prometheus durations, such as "5m". */
export interface RuleOptions {
  /** Name under which Prometheus scrapes the servers. */
  readonly job: string
  /** Label matchers that every query has, such as `namespace="insurance"`; '' for none. */
  readonly matchers: string
  /** Labels that tell replicas apart: figures are pooled over them. */
  readonly replicaLabels: readonly string[]
  /** Added to each alert, for routing. */
  readonly alertLabels: Readonly<Record<string, string>>
  /** Where the dashboard is, such as "http://localhost:3000". */
  readonly dashboardUrl: string
  /** Where the runbook pages are; each is `<url>/<Alert>.md`. */
  readonly runbookUrl: string
  /** Of the Prometheus that Grafana asks, for its alerts and its dashboard. */
  readonly dataSourceUid: string
  readonly scrapeInterval: string
  readonly evaluationInterval: string
  /** Of what looks back for days, which costs most and changes least. */
  readonly daysEvaluationInterval: string
  readonly drift: DriftRuleOptions
  readonly answers: AnswerRuleOptions
  readonly latency: LatencyObjective
  readonly service: ServiceRuleOptions
}

export interface DriftRuleOptions {
  /** Rows that came in this long are compared with the reference: long enough for the minimum of rows, and for a day or
   * a week where people differ by hour or weekday. */
  readonly window: string
  /** With fewer rows in the window nothing is said. */
  readonly minimumRows: number
  /** Population stability index, in nats and without what sampling alone adds, from which a feature has drifted. */
  readonly effect: number
  /** Share of the features that have drifted, from which the data set has. */
  readonly featureShare: number
  /** How long it must last. */
  readonly for: string
}

export interface AnswerRuleOptions {
  /** Over which shares of answers are taken. */
  readonly window: string
  readonly minimumRows: number
  /** Share of the answers that the model did not give. */
  readonly fallbackRatio: number
  /** Without an answer for this long, where there were some within a day. */
  readonly silence: string
  readonly for: string
}

export interface LatencyObjective {
  /** A bound of the histogram of durations. */
  readonly seconds: number
  /** Share of the answered prediction requests that must be faster. */
  readonly ratio: number
}

export interface ServiceRuleOptions {
  /** Share of the prediction requests that may fail for the server's sake. */
  readonly errorRatio: number
  /** Share of the prediction requests that may be refused. */
  readonly rejectionRatio: number
  /** Requests in five minutes, below which shares of them mean nothing. */
  readonly minimumRequests: number
  /** Seconds after which a comparison of rows is overdue, while rows arrive. */
  readonly staleSeconds: number
}

/** For a service that answers some thousand rows a day. */
export const defaultRuleOptions: RuleOptions = {
  job: 'mlops',
  matchers: '',
  replicaLabels: ['instance', 'pod'],
  alertLabels: {},
  dashboardUrl: 'http://localhost:3000',
  runbookUrl: 'docs/runbooks',
  dataSourceUid: prometheusUid,
  scrapeInterval: '15s',
  evaluationInterval: '30s',
  daysEvaluationInterval: '2m',
  drift: {window: '1h', minimumRows: 200, effect: 0.2, featureShare: 0.3, for: '10m'},
  answers: {window: '15m', minimumRows: 100, fallbackRatio: 0.1, silence: '30m', for: '5m'},
  latency: {seconds: 0.1, ratio: 0.99},
  service: {errorRatio: 0.02, rejectionRatio: 0.1, minimumRequests: 20, staleSeconds: 600},
}

/** For a demonstration in which months pass in seconds. */
export const demonstrationRuleOptions: RuleOptions = {
  ...defaultRuleOptions,
  scrapeInterval: '2s',
  evaluationInterval: '5s',
  daysEvaluationInterval: '30s',
  drift: {...defaultRuleOptions.drift, window: '1m', for: '15s'},
  answers: {...defaultRuleOptions.answers, window: '1m', for: '15s'},
}
