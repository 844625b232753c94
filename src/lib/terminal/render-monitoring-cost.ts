import type {CountedMetric, MonitoringCost} from '../lifecycle/monitoring-cost.js'
import {formatCount, formatCountOf, formatDuration, formatNumber} from './numbers.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'
import {formatBytes} from './units.js'

/** Metrics with fewer series are put together. */
const LEAST_SHOWN = 5

export function renderMonitoringCost(cost: MonitoringCost): string {
  const {model, replicas, replica, recorded, series, samplesPerSecond, memory, disk} = cost
  const days = formatNumber(cost.retentionSeconds / 86_400, 1).replace(/\.0$/, '')
  return [
    `${model.name} version ${model.version}, ${formatCountOf(replicas, 'replica')}: ` +
      style.strong(`${formatCount(series)} series, ${formatNumber(samplesPerSecond, 1)} samples a second.`),
    '',
    renderTable({
      columns: [{title: 'Each replica'}, {title: 'Series', align: 'right'}],
      rows: [
        ...metricRows(replica.version),
        ['other metrics of the server', formatCount(sumOf(replica.server))],
        ['Node.js and its process, about', formatCount(replica.process)],
        ['added by Prometheus', formatCount(replica.scrape)],
        [style.strong('together'), style.strong(formatCount(replica.total))],
      ],
    }),
    '',
    renderTable({
      columns: [{title: 'All replicas together'}, {title: 'Series', align: 'right'}],
      rows: [
        [
          `${formatCountOf(replicas, 'replica')} x ${formatCount(replica.total)}`,
          formatCount(replicas * replica.total),
        ],
        ['recorded by the rules, at most', formatCount(recorded.total)],
      ],
    }),
    '',
    `Prometheus reads them every ${formatDuration(cost.scrapeSeconds)}, evaluates every ${formatDuration(cost.evaluationSeconds)} and keeps ${days} days:`,
    renderTable({
      columns: [{title: ''}, {title: '', align: 'right'}, {title: ''}],
      rows: [
        [
          '  memory, about',
          formatBytes(memory.bytes),
          style.dim(`${formatCount(memory.bytesPerSeries)} bytes a series, besides what queries take`),
        ],
        ['  disk, about', formatBytes(disk.bytes), style.dim(`${disk.bytesPerSample} bytes a sample`)],
      ],
    }),
    style.dim(`Rules of thumb. Memory: ${memory.rule}.`),
    style.dim(`Disk: ${disk.rule}.`),
    style.dim(
      `Each further version that the replicas have loaded since they started adds ${formatCount(sumOf(replica.version))} series a replica.`,
    ),
  ].join('\n')
}

function metricRows(metrics: readonly CountedMetric[]): readonly string[][] {
  const [large, small] = [
    metrics.filter(({series}) => series >= LEAST_SHOWN),
    metrics.filter(({series}) => series < LEAST_SHOWN),
  ]
  return [
    ...large.map(({metric, series}) => [style.accent(metric), formatCount(series)]),
    [`${formatCount(small.length)} more metrics of the version`, formatCount(sumOf(small))],
  ]
}

function sumOf(metrics: readonly CountedMetric[]): number {
  return metrics.reduce((sum, {series}) => sum + series, 0)
}
