import type {DashboardOptions} from '../dashboards/dashboard-options.js'
import {driftDashboard} from '../dashboards/drift-dashboard.js'
import {dashboardSlug} from '../dashboards/panel-ids.js'
import {yamlOf} from '../rules/monitoring-files.js'
import {alertRuleFile, recordingRuleFile} from '../rules/prometheus-rules.js'

export type KubernetesLabels = Readonly<Record<string, string>>

export interface KubernetesOptions {
  /** Where the objects live, and the servers with them; that of whoever applies them when missing. */
  readonly namespace?: string | undefined
  /** Labels of every object, such as those by which a Prometheus finds its rules. */
  readonly labels: KubernetesLabels
  /** Labels of the Service in front of the servers. */
  readonly serviceLabels: KubernetesLabels
  /** Name of that Service's port for metrics. */
  readonly portName: string
  /** Folder in which Grafana shows the dashboard. */
  readonly folder: string
}

/**
 * Rules, alerts and scraping as objects of the Prometheus Operator, and the dashboard as the ConfigMap that the sidecar of
 * Grafana's chart looks for.
 *
 * @returns path -> content
 * @source the CRDs of prometheus-operator 0.82, monitoring.coreos.com/v1
 */
export function kubernetesFiles(dashboard: DashboardOptions, options: KubernetesOptions): ReadonlyMap<string, string> {
  const {rules} = dashboard
  const {namespace, labels, serviceLabels, portName, folder} = options
  const name = objectName(rules.job)
  const metadata = (suffix: string, besides: KubernetesLabels = {}): object => ({
    name: `${name}-${suffix}`,
    ...(namespace === undefined ? {} : {namespace}),
    labels: {'app.kubernetes.io/name': 'mlops', 'app.kubernetes.io/component': 'monitoring', ...labels, ...besides},
  })
  const prometheusRule = (suffix: string, spec: object): object => ({
    ...{apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule'},
    ...{metadata: metadata(suffix), spec},
  })
  const objects: Readonly<Record<string, object>> = {
    'recording-rules': prometheusRule('recording', recordingRuleFile(rules)),
    alerts: prometheusRule('alerts', alertRuleFile(rules)),
    'service-monitor': {
      ...{apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', metadata: metadata('servers')},
      spec: {
        selector: {matchLabels: serviceLabels},
        endpoints: [
          {
            ...{port: portName, path: '/metrics', interval: rules.scrapeInterval},
            // By itself the operator names the job after the Service; alerts know it by this name.
            relabelings: [{action: 'replace', targetLabel: 'job', replacement: rules.job}],
          },
        ],
      },
    },
    dashboard: {
      ...{apiVersion: 'v1', kind: 'ConfigMap'},
      metadata: {...metadata('dashboard', {grafana_dashboard: '1'}), annotations: {grafana_folder: folder}},
      data: {[`${dashboardSlug}.json`]: `${JSON.stringify(driftDashboard(dashboard), null, 1)}\n`},
    },
  }
  return new Map(Object.entries(objects).map(([file, object]) => [`kubernetes/${file}.yaml`, yamlOf(object)]))
}

/** A job as the name of an object: lower case letters, digits and hyphens. */
function objectName(job: string): string {
  const name = job.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return (
    name
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 50)
      .replace(/-+$/, '') || 'mlops'
  )
}
