import {dashboardUid, panelIds} from '../dashboards/panel-ids.js'
import type {Alert, AlertWords, FigureFormat} from './alert.js'
import {alertGroups, dashboardLink, joined, runbookLink} from './prometheus-rules.js'
import {layoutQuery} from './query-layout.js'
import type {RuleOptions} from './rule-options.js'

export interface GrafanaAlertingOptions {
  readonly folder: string
  /** Name of the environment variable with the address that is told of alerts. Grafana does not start without it. */
  readonly webhookVariable: string
}

export const defaultGrafanaAlerting: GrafanaAlertingOptions = {
  folder: 'mlops',
  webhookVariable: 'MLOPS_ALERT_WEBHOOK',
}

const receiver = 'mlops-webhook'

/** The alerts as files that Grafana reads when it starts, below `provisioning/alerting/`. */
export function grafanaAlertingFiles(
  options: RuleOptions,
  {folder, webhookVariable}: GrafanaAlertingOptions,
): Readonly<Record<'rules' | 'contact-points' | 'policies', object>> {
  return {
    rules: {
      apiVersion: 1,
      groups: alertGroups(options).map(({name, alerts}) => ({
        ...{orgId: 1, name, folder, interval: wholeTenSeconds(options.evaluationInterval)},
        rules: alerts.map((alert) => grafanaRule(alert, options)),
      })),
    },
    'contact-points': {
      apiVersion: 1,
      contactPoints: [
        {
          orgId: 1,
          name: receiver,
          receivers: [{uid: receiver, type: 'webhook', settings: {url: `\${${webhookVariable}}`, httpMethod: 'POST'}}],
        },
      ],
    },
    policies: {
      apiVersion: 1,
      policies: [
        {
          ...{orgId: 1, receiver, group_by: ['grafana_folder', 'job', 'model']},
          ...{group_wait: '10s', group_interval: '1m', repeat_interval: '12h'},
          routes: [{receiver, object_matchers: [['severity', '=', 'critical']], repeat_interval: '1h'}],
        },
      ],
    },
  }
}

/** Seconds back that a query may look at; an instant query takes the end of them. Grafana refuses none. */
const range = {from: 600, to: 0}

function grafanaRule(alert: Alert, options: RuleOptions): object {
  const title = [alert.name, ...Object.values(alert.labels ?? {})].join(' ')
  const {is, bound} = alert.firesWhen
  return {
    uid: title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    title,
    condition: 'C',
    data: [
      {
        refId: 'A',
        relativeTimeRange: range,
        datasourceUid: options.dataSourceUid,
        model: {
          ...{refId: 'A', datasource: {type: 'prometheus', uid: options.dataSourceUid}},
          // In these files a dollar sign would name a variable.
          expr: layoutQuery(alert.measure).replaceAll('$', '$$$$'),
          ...{instant: true, range: false, editorMode: 'code'},
        },
      },
      {
        refId: 'C',
        relativeTimeRange: range,
        datasourceUid: '__expr__',
        model: {
          ...{refId: 'C', datasource: {type: '__expr__', uid: '__expr__'}, type: 'threshold', expression: 'A'},
          conditions: [{evaluator: {type: is === 'above' ? 'gt' : 'lt', params: [bound]}}],
        },
      },
    ],
    // No series of a measure means that there is nothing to say, such as too few rows.
    noDataState: 'OK',
    execErrState: 'Error',
    for: alert.for,
    dashboardUid,
    panelId: panelIds[alert.panel],
    annotations: {
      summary: alert.summary(grafanaWords),
      description: joined(alert.description(grafanaWords)),
      dashboard_url: dashboardLink(alert, options),
      runbook_url: runbookLink(alert, options),
    },
    labels: {severity: alert.severity, ...alert.labels, ...options.alertLabels},
  }
}

const formats: Readonly<Record<FigureFormat, string>> = {
  number: 'printf "%.4g"',
  count: 'printf "%.0f"',
  percent: 'humanizePercentage',
  duration: 'humanizeDuration',
}

/** Grafana's templates cannot ask Prometheus. */
const grafanaWords: AlertWords = {
  label: (name) => `{{ $labels.${name} }}`,
  value: (format) => `{{ $values.A.Value | ${formats[format]} }}`,
  figures: () => '',
}

/** Grafana evaluates every ten seconds at most. */
function wholeTenSeconds(interval: string): string {
  const [, number = '1', unit = 'm'] = /^(\d+)([smh])$/.exec(interval) ?? []
  return unit === 's' ? `${Math.max(1, Math.ceil(Number(number) / 10)) * 10}s` : interval
}
