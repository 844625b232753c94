import {stringify} from 'yaml'
import {alertmanagerConfig} from './alertmanager-config.js'
import {defaultGrafanaAlerting, grafanaAlertingFiles, type GrafanaAlertingOptions} from './grafana-alerting.js'
import {prometheusConfig, type Addresses} from './prometheus-config.js'
import {alertRuleFile, recordingRuleFile} from './prometheus-rules.js'
import type {RuleOptions} from './rule-options.js'

export interface MonitoringFilesOptions {
  readonly rules: RuleOptions
  readonly grafana?: GrafanaAlertingOptions
  /** Where the metrics of a server on the same machine are. */
  readonly localServer?: string
  /** Name that stands for all replicas, and the port of their metrics. */
  readonly replicas?: {readonly dnsName: string; readonly port: number}
  readonly alertmanager?: string
  /** Name that stands for Alertmanagers beside the replicas, where there are any. */
  readonly alertmanagers?: {readonly dnsName: string; readonly port: number}
  readonly webhookUrl?: string
}

/**
 * Everything that Prometheus, Alertmanager and Grafana read for the alerts.
 *
 * @returns path below the folder of the stack -> content
 */
export function monitoringFiles({
  rules,
  grafana = defaultGrafanaAlerting,
  localServer = '127.0.0.1:8085',
  replicas = {dnsName: 'predictor', port: 8085},
  alertmanager = '127.0.0.1:9093',
  alertmanagers = {dnsName: 'alertmanager', port: 9093},
  webhookUrl = 'http://127.0.0.1:5001/',
}: MonitoringFilesOptions): ReadonlyMap<string, string> {
  const ruleFiles = ['rules/*.yml']
  const config = (servers: Addresses, alertmanagersOf: Addresses): object =>
    prometheusConfig(rules, {servers, alertmanagers: alertmanagersOf, ruleFiles})
  const alerting = grafanaAlertingFiles(rules, grafana)
  const files: Readonly<Record<string, object>> = {
    'prometheus/prometheus.yml': config({addresses: [localServer]}, {addresses: []}),
    'prometheus/prometheus-alertmanager.yml': config({addresses: [localServer]}, {addresses: [alertmanager]}),
    'prometheus/prometheus-replicas.yml': config(replicas, alertmanagers),
    'prometheus/rules/mlops-recording.yml': recordingRuleFile(rules),
    'prometheus/rules/mlops-alerts.yml': alertRuleFile(rules),
    'alertmanager/alertmanager.yml': alertmanagerConfig({webhookUrl}),
    'grafana/provisioning/alerting/rules.yaml': alerting.rules,
    'grafana/provisioning/alerting/contact-points.yaml': alerting['contact-points'],
    'grafana/provisioning/alerting/policies.yaml': alerting.policies,
  }
  return new Map(Object.entries(files).map(([path, content]) => [path, yamlOf(content)]))
}

/** Queries of several lines stay so, and no line is folded: a diff shows what changed. */
export function yamlOf(content: object): string {
  return stringify(content, {lineWidth: 0, aliasDuplicateObjects: false, singleQuote: true})
}
