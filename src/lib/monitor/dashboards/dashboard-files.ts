import {yamlOf} from '../rules/monitoring-files.js'
import type {DashboardOptions} from './dashboard-options.js'
import {driftDashboard} from './drift-dashboard.js'
import {dashboardSlug} from './panel-ids.js'

export interface DashboardFilesOptions {
  readonly dashboard: DashboardOptions
  /** Where Grafana finds Prometheus. */
  readonly prometheusUrl?: string
  /** Where Grafana finds the dashboards. */
  readonly dashboardsFolder?: string
  /** Folder that Grafana shows them in. */
  readonly folder?: string
}

/**
 * What Grafana reads for the dashboard when it starts.
 *
 * @returns path below the folder of the stack -> content
 */
export function dashboardFiles({
  dashboard,
  prometheusUrl = 'http://prometheus:9090',
  dashboardsFolder = '/var/lib/grafana/dashboards',
  folder = 'mlops',
}: DashboardFilesOptions): ReadonlyMap<string, string> {
  return new Map([
    [`grafana/dashboards/${dashboardSlug}.json`, `${JSON.stringify(driftDashboard(dashboard), null, 2)}\n`],
    [
      'grafana/provisioning/dashboards/mlops.yaml',
      yamlOf({
        apiVersion: 1,
        providers: [
          {
            ...{name: 'mlops', orgId: 1, folder, type: 'file'},
            ...{disableDeletion: true, allowUiUpdates: false, updateIntervalSeconds: 30},
            options: {path: dashboardsFolder},
          },
        ],
      }),
    ],
    [
      'grafana/provisioning/datasources/prometheus.yaml',
      yamlOf({
        apiVersion: 1,
        datasources: [
          {
            ...{name: 'Prometheus', uid: dashboard.rules.dataSourceUid, orgId: 1, type: 'prometheus', access: 'proxy'},
            ...{url: prometheusUrl, isDefault: true, editable: false},
            // The shortest time between two points, and with it how far a rate looks back at least.
            jsonData: {httpMethod: 'POST', timeInterval: dashboard.rules.scrapeInterval, manageAlerts: true},
          },
        ],
      }),
    ],
  ])
}
