import type {BackfilledMonth, BackfillReport} from '../report/backfill-report.js'
import type {CalendarMonth} from '../simulate/backfill-calendar.js'
import {formatCount, formatCountOf, formatNumber} from './numbers.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'
import {formatBytes} from './units.js'

/** Beside the title of what runs: '2024-05, 5 of 36, drifted: miles'. */
export function renderBackfilledMonth({calendar, drifted}: BackfilledMonth, months: readonly CalendarMonth[]): string {
  const place = months.findIndex(({name}) => name === calendar) + 1
  return `${calendar}, ${place} of ${months.length}${drifted.length === 0 ? '' : `, drifted: ${drifted.join(', ')}`}`
}

export function renderBackfill(report: BackfillReport): string {
  const {file, bytes, from, to, series, scrapes, samples, model, commands, refusals, notes} = report
  const hours = report.scrapeIntervalSeconds / 3_600
  return [
    renderMonths(report.months),
    '',
    `Wrote ${style.accent(file)}, ${formatBytes(bytes)}: what ${model.name} version ${model.version} would have shown from ` +
      `${from.slice(0, 10)} to ${to.slice(0, 10)}.`,
    style.dim(
      `${formatCountOf(series, 'series', 'series')} at ${formatCount(scrapes)} scrapes, one every ${hours} h: ${formatCountOf(samples, 'sample')}.`,
    ),
    ...refusals.map(({requests, status, message}) =>
      style.warn(`${formatCountOf(requests, 'row')} refused with status ${status}: ${message}`),
    ),
    ...notes.map((note) => style.warn(note)),
    '',
    'Make it into blocks, start Prometheus on them, and look:',
    `  ${style.accent(commands.createBlocks)}`,
    `  ${style.accent(commands.startPrometheus)}`,
    `  ${style.accent(graphAddress(report))}`,
    '',
    style.dim(
      `In Grafana set the scrape interval of the data source to ${hours}h: its $__rate_interval follows from that.`,
    ),
  ].join('\n')
}

function renderMonths(months: readonly BackfilledMonth[]): string {
  const hasLabels = months.some(({realisedAccuracy}) => realisedAccuracy !== null)
  return renderTable({
    columns: [
      {title: 'Month', align: 'right'},
      {title: 'Calendar'},
      {title: 'Rows', align: 'right'},
      {title: 'Accuracy', align: 'right'},
      ...(hasLabels ? [{title: 'Known by then', align: 'right' as const}] : []),
      {title: 'Drifted'},
    ],
    rows: months.map(({month, calendar, rows, accuracy, realisedAccuracy, drifted}) => [
      String(month),
      calendar,
      formatCount(rows),
      formatNumber(accuracy, 3),
      ...(hasLabels ? [formatNumber(realisedAccuracy, 3)] : []),
      drifted.length === 0 ? style.dim('nothing') : style.bad(drifted.join(', ')),
    ]),
  })
}

/** The page of Prometheus that shows which features drifted, over all months. */
function graphAddress({from, to, scrapeIntervalSeconds}: BackfillReport): string {
  const days = Math.ceil((Date.parse(to) - Date.parse(from)) / 86_400_000)
  const end = to.slice(0, 10)
  return (
    `http://localhost:9090/graph?g0.expr=mlops_drift_score&g0.tab=0&g0.range_input=${days}d` +
    `&g0.end_input=${end}%2000%3A00%3A00&g0.step_input=${Math.max(scrapeIntervalSeconds, 86_400)}`
  )
}
