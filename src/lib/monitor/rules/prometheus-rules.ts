import {dashboardSlug, dashboardUid, panelIds} from '../dashboards/panel-ids.js'
import type {Alert, AlertWords, FigureFormat} from './alert.js'
import {driftAlerts} from './drift-alerts.js'
import {layoutQuery} from './query-layout.js'
import {recordAnswers} from './record-answers.js'
import {recordFeatureDrift} from './record-feature-drift.js'
import {recordService} from './record-service.js'
import type {RecordingGroup} from './rule-group.js'
import type {RuleOptions} from './rule-options.js'
import {serviceAlerts} from './service-alerts.js'

/** Every recording rule, in the order in which they need each other. */
export function recordingGroups(options: RuleOptions): readonly RecordingGroup[] {
  return [recordFeatureDrift(options), recordAnswers(options), ...recordService(options)]
}

export interface AlertGroup {
  readonly name: string
  readonly alerts: readonly Alert[]
}

export function alertGroups(options: RuleOptions): readonly AlertGroup[] {
  return [
    {name: 'mlops-drift-alerts', alerts: driftAlerts(options)},
    {name: 'mlops-service-alerts', alerts: serviceAlerts(options)},
  ]
}

/** A file of recording rules, as Prometheus reads it. */
export function recordingRuleFile(options: RuleOptions): object {
  return {
    groups: recordingGroups(options).map(({name, interval, rules}) => ({
      ...{name, ...(interval === undefined ? {} : {interval})},
      rules: rules.map(({record, expr, labels}) => ({
        ...{record, expr: layoutQuery(expr)},
        ...(labels === undefined ? {} : {labels}),
      })),
    })),
  }
}

/** A file of alerts, as Prometheus reads it. */
export function alertRuleFile(options: RuleOptions): object {
  return {
    groups: alertGroups(options).map(({name, alerts}) => ({
      name,
      rules: alerts.map((alert) => {
        const words = prometheusWords(options)
        return {
          alert: alert.name,
          expr: alertQuery(alert),
          ...(alert.for === '0s' ? {} : {for: alert.for}),
          labels: {severity: alert.severity, ...alert.labels, ...options.alertLabels},
          annotations: {
            summary: alert.summary(words),
            description: joined(alert.description(words)),
            dashboard_url: dashboardLink(alert, options),
            runbook_url: runbookLink(alert, options),
          },
        }
      }),
    })),
  }
}

/** The measure where it lies beyond the bound: each series is an alert. */
export function alertQuery({measure, firesWhen: {is, bound}}: Alert): string {
  const [sign, query] = [is === 'above' ? '>' : '<', layoutQuery(measure)]
  // A comparison binds its measure more tightly than `and` and `or` do.
  return query.includes('\n') ? `(\n${query.replace(/^/gm, '  ')}\n) ${sign} ${bound}` : `${query} ${sign} ${bound}`
}

/** Leads to the panel that shows what the alert is about, with its model, version and feature chosen. */
export function dashboardLink({panel, variables = []}: Alert, {dashboardUrl}: RuleOptions): string {
  const chosen = variables.map((name) => `&var-${name}={{ $labels.${name} | urlquery }}`)
  return `${dashboardUrl}/d/${dashboardUid}/${dashboardSlug}?viewPanel=${panelIds[panel]}${chosen.join('')}`
}

export function runbookLink({name}: Alert, {runbookUrl}: RuleOptions): string {
  return `${runbookUrl}/${name}.md`
}

export function joined(sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ')
}

const formats: Readonly<Record<FigureFormat, string>> = {
  number: 'printf "%.4g"',
  count: 'printf "%.0f"',
  percent: 'humanizePercentage',
  duration: 'humanizeDuration',
}

function prometheusWords({matchers}: RuleOptions): AlertWords {
  return {
    label: (name) => `{{ $labels.${name} }}`,
    value: (format) => `{{ $value | ${formats[format]} }}`,
    figures: (parts) =>
      parts
        .map((part) => {
          if (typeof part === 'string') return part
          const names = ['job', ...part.by]
          const chosen = [...names.map((name) => `${name}=%q`), ...(matchers === '' ? [] : [escaped(matchers)])]
          const query = `printf "${part.of}{${chosen.join(', ')}}" ${names.map((name) => `$labels.${name}`).join(' ')}`
          return `{{ with ${query} | query }}{{ . | first | value | ${formats[part.as]} }}{{ else }}unknown{{ end }}`
        })
        .join(''),
  }
}

/** As a part of a format between quotes. */
function escaped(matchers: string): string {
  return matchers.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')
}
