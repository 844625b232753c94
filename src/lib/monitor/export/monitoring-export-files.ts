import {dashboardFiles} from '../dashboards/dashboard-files.js'
import {defaultDashboardOptions, type DashboardOptions} from '../dashboards/dashboard-options.js'
import {kubernetesFiles, type KubernetesOptions} from '../kubernetes/kubernetes-files.js'
import {defaultGrafanaAlerting} from '../rules/grafana-alerting.js'
import {monitoringFiles, yamlOf} from '../rules/monitoring-files.js'
import {prometheusConfig} from '../rules/prometheus-config.js'
import type {RuleOptions} from '../rules/rule-options.js'

export interface MonitoringExportFilesOptions {
  readonly rules: RuleOptions
  /** Where the servers show their metrics. */
  readonly targets: readonly string[]
  /** Labels that the servers' series get, so that the matchers of the rules find them. */
  readonly targetLabels: Readonly<Record<string, string>>
  readonly alertmanagers: readonly string[]
  readonly webhookUrl: string
  /** Where Grafana finds Prometheus. */
  readonly prometheusUrl: string
  /** Folder in which Grafana shows alerts and dashboard. */
  readonly grafanaFolder: string
  /** Shortest time that the dashboard counts over. */
  readonly leastWindow: string
  /** No objects for Kubernetes when missing. */
  readonly kubernetes?: Omit<KubernetesOptions, 'folder'> | undefined
}

/** Rules, alerts and dashboard for a Prometheus and a Grafana that somebody has. @returns path -> content */
export function monitoringExportFiles(options: MonitoringExportFilesOptions): ReadonlyMap<string, string> {
  const {rules, targets, targetLabels, alertmanagers, webhookUrl, prometheusUrl, leastWindow} = options
  const {kubernetes, grafanaFolder: folder} = options
  const dashboard: DashboardOptions = {...defaultDashboardOptions, rules, leastWindow}
  const servers = {addresses: targets, ...(Object.keys(targetLabels).length === 0 ? {} : {labels: targetLabels})}
  const config = prometheusConfig(rules, {
    ...{servers, alertmanagers: {addresses: alertmanagers}, ruleFiles: ['rules/*.yml']},
  })
  const all = monitoringFiles({rules, webhookUrl, grafana: {...defaultGrafanaAlerting, folder}})
  return new Map([
    ['prometheus/prometheus.yml', yamlOf(config)],
    // The other configurations are for the stack of compose/.
    ...[...all].filter(([path]) => !/^prometheus\/[^/]+$/.test(path)),
    ...dashboardFiles({dashboard, prometheusUrl, folder}),
    ...(kubernetes === undefined ? [] : kubernetesFiles(dashboard, {...kubernetes, folder})),
  ])
}
