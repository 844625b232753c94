import {join} from 'node:path'
import type {MonitoringExportResult} from '../lifecycle/monitoring-export.js'
import {shellWord} from '../suggested-command.js'
import {formatCountOf} from './numbers.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'

/** What each folder of an export is, in the order in which a person needs them. */
const folders = [
  ['prometheus', 'what to scrape, recording rules, alerts'],
  ['alertmanager', 'one message a model, to a webhook'],
  ['grafana', 'dashboard, data source, the same alerts as Grafana manages them'],
  ['kubernetes', 'PrometheusRule, ServiceMonitor, ConfigMap'],
  ['runbooks', 'a page an alert: what it means, what to do'],
] as const

export function renderMonitoringExport(result: MonitoringExportResult): string {
  const {folder, files, recordingRules, alerts} = result
  const written = files.filter((file) => file.written).length
  const rows = folders.flatMap(([name, what]) => {
    const count = files.filter(({file}) => folderOf(file) === name).length
    return count === 0 ? [] : [[`  ${style.accent(join(folder, name))}`, formatCountOf(count, 'file'), what]]
  })
  return [
    written === 0
      ? `${style.accent(folder)} already holds ${formatCountOf(files.length, 'file')} as they should be: nothing to do.`
      : `Wrote ${formatCountOf(written, 'file')} to ${style.accent(folder)}: ${formatCountOf(recordingRules, 'recording rule')}, ${formatCountOf(alerts, 'alert')}, a dashboard.`,
    ...(written > 0 && written < files.length
      ? [`${formatCountOf(files.length - written, 'file')} had that content already.`]
      : []),
    renderTable({columns: [{title: ''}, {title: '', align: 'right'}, {title: ''}], rows}),
    '',
    ...nextSteps(result),
  ].join('\n')
}

/** The list of errors is there for the runbooks. */
function folderOf(file: string): string {
  return file === 'errors.md' ? 'runbooks' : file.split('/', 1)[0]!
}

function nextSteps({
  folder,
  job,
  matchers,
  dataSourceUid,
  webhookVariable,
  runbookUrl,
  kubernetes,
}: MonitoringExportResult): readonly string[] {
  const inFolder = (path: string): string => shellWord(join(folder, path))
  const command = (line: string): string => `  ${style.accent(line)}`
  return [
    'Prometheus: take rules/ and the scrape job over into yours, or try it as it is:',
    command(`promtool check config ${inFolder('prometheus/prometheus.yml')}`),
    command(
      `prometheus --config.file=${inFolder('prometheus/prometheus.yml')} --storage.tsdb.path=${inFolder('prometheus-data')}`,
    ),
    style.dim(
      `  Yours has to call the job ${job}${matchers === '' ? '' : `, and its series need the labels ${matchers}`}.`,
    ),
    'Grafana: import the dashboard, or mount both folders; it does not start without the variable:',
    command(`${inFolder('grafana/dashboards')}    at /var/lib/grafana/dashboards`),
    command(`${inFolder('grafana/provisioning')}  at /etc/grafana/provisioning`),
    command(`export ${webhookVariable}=URL`),
    style.dim(`  The data source has the uid ${dataSourceUid}. Take its alerts or those of Prometheus, not both.`),
    ...(kubernetes
      ? ['Kubernetes, with the Prometheus Operator:', command(`kubectl apply -f ${inFolder('kubernetes')}`)]
      : []),
    ...(/^https?:/.test(runbookUrl)
      ? []
      : [
          style.dim(
            'Alerts link to runbooks/; put it where people can read it, and name the address by --runbook-url.',
          ),
        ]),
  ]
}
