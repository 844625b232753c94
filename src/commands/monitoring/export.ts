import type {MonitoringExportResult} from '../../lib/lifecycle/monitoring-export.js'
import {BaseCommand} from '../../lib/terminal/base-command.js'
import {monitoringExportFlags} from '../../lib/terminal/monitoring-flags.js'
import {refuseUnusableIntervals} from '../../lib/terminal/monitoring-values.js'

export default class MonitoringExport extends BaseCommand<typeof MonitoringExport> {
  static override summary = 'Write rules, alerts and a dashboard for the Prometheus and the Grafana that you have.'
  static override description =
    'Recording rules that pool the rows of all replicas, alerts with a runbook page each, for Prometheus and Alertmanager or ' +
    "as Grafana's own, and the dashboard that they lead to; with --kubernetes also as objects of the Prometheus Operator. " +
    'All files are written or none, and the same flags write the same files: keep them with your configuration.'
  static override examples = [
    {
      description: 'For servers on two machines, and days that differ by hour',
      command: '<%= config.bin %> monitoring export --dir monitoring --target one:8085 --target two:8085 --window 1d',
    },
    {
      description: 'For Kubernetes, where Helm has installed Prometheus as "prometheus"',
      command:
        '<%= config.bin %> monitoring export --dir monitoring --kubernetes --namespace insurance --kubernetes-label release=prometheus',
    },
    {
      description: 'Alerts for a team, with its own runbooks',
      command:
        '<%= config.bin %> monitoring export --dir monitoring --label team=risk --runbook-url https://wiki.example.com/runbooks',
    },
  ]
  static override flags = monitoringExportFlags

  async run(): Promise<MonitoringExportResult> {
    refuseUnusableIntervals(this.flags)
    const {exportMonitoring} = await import('../../lib/lifecycle/monitoring-export.js')
    const {exportOptionsOf} = await import('../../lib/terminal/monitoring-options.js')
    const {renderMonitoringExport} = await import('../../lib/terminal/render-monitoring-export.js')
    const options = exportOptionsOf(this.flags)
    const result = await this.progress('Writing', () => exportMonitoring({...options, signal: this.signal}))
    this.print(renderMonitoringExport(result))
    return result
  }
}
