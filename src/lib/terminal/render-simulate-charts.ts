import type {DriftStatus} from '../drift/table-drift.js'
import {sinceWhen, type SimulatedMonth, type SimulationReport} from '../report/simulate-report.js'
import {lineChart, type ChartSeries} from './chart.js'
import {formatNumber} from './numbers.js'
import {style} from './style.js'
import {padEnd, padStart, textWidth, truncateText} from './text-width.js'

/** Darker is further: it reads without colours. */
const shades: Readonly<Record<DriftStatus | 'unknown', string>> = {
  stable: style.dim('·'),
  warning: style.warn('░'),
  drift: style.bad('█'),
  'not-tested': style.dim('-'),
  unknown: ' ',
}

/** Columns of drift that are shown: all features, and what else drifted in some month. */
const longestName = 24
/** Fewer say no more than the table does. */
const leastMonths = 4

interface Layout {
  /** Columns to the left of the first month. */
  readonly margin: number
  /** Columns of a month. */
  readonly cell: number
}

/** Accuracy, the baseline's share and drift over the months, below each other; nothing for a few months. */
export function renderSimulationCharts({months}: SimulationReport, width: number): string {
  const names = columnsToShow(months)
  const margin = Math.max(8, ...names.map((name) => Math.min(longestName, textWidth(name)) + 2))
  // What stands at the right ends takes twelve.
  const room = width - margin - 12
  const shown = months.slice(-room)
  if (shown.length < leastMonths) return ''
  const layout = {margin, cell: Math.min(3, Math.floor(room / shown.length))}
  const estimates = shown.map(({estimatedAccuracy}) => estimatedAccuracy ?? NaN)
  const charts = [
    chart('Accuracy', 8, [
      {name: 'realised', values: shown.map(({accuracy}) => accuracy ?? NaN)},
      ...(estimates.some(Number.isFinite) ? [{name: 'estimated', values: estimates}] : []),
    ]),
    chart('Share of answers from the baseline', 5, [
      {name: 'baseline', values: shown.map(({fallbackShare}) => fallbackShare ?? NaN)},
    ]),
  ]
  return [...charts.map((draw) => draw(layout)), heatMap(shown, names, layout)]
    .filter((text) => text !== '')
    .join('\n\n')

  function chart(title: string, height: number, series: readonly ChartSeries[]): (layout: Layout) => string {
    return ({margin: left, cell}) => {
      const values = series.flatMap((each) => each.values.filter(Number.isFinite))
      const spread = Math.max(...values) - Math.min(...values)
      if (values.length === 0 || (title !== 'Accuracy' && Math.max(...values) === 0)) return ''
      const wide = series.map(({name, values: each}) => ({
        name,
        values: each.flatMap((v) => Array<number>(cell).fill(v)),
      }))
      const format = (value: number): string => padStart(formatNumber(value, spread < 0.05 ? 3 : 2), left - 2)
      const text = lineChart(wide, {height: spread === 0 ? 1 : height, width: cell * shown.length, format})
      return `${style.strong(title)}\n${text}\n${axis(shown, {margin: left, cell})}`
    }
  }
}

/** Numbers of the months below what they name. */
function axis(months: readonly SimulatedMonth[], {margin, cell}: Layout): string {
  const step = [1, 2, 3, 4, 6, 12, 24, 36].find((each) => each * cell >= 4) ?? 36
  let line = ' '.repeat(margin)
  for (const [index, {month}] of months.entries()) {
    if (index !== 0 && month % step !== 0) continue
    const at = margin + index * cell
    if (line.length <= at) line = `${line.padEnd(at)}${month} `
  }
  return style.dim(line.trimEnd())
}

function columnsToShow(months: readonly SimulatedMonth[]): readonly string[] {
  const keys = months.flatMap(({drift}) =>
    (drift?.columns ?? []).filter(({aspect, status}) => aspect === 'values' || status === 'drift').map(({key}) => key),
  )
  return [...new Set(keys)]
}

function heatMap(months: readonly SimulatedMonth[], names: readonly string[], {margin, cell}: Layout): string {
  if (names.length === 0) return ''
  const rows = names.map((name) => {
    const cells = months.map(({drift}) => {
      const status = drift?.columns.find(({key}) => key === name)?.status
      return shades[drift === null ? 'unknown' : (status ?? 'not-tested')].repeat(cell)
    })
    const since = sinceWhen(months, name)
    const end = since === null ? '' : `  since ${since}`
    const shown = padEnd(truncateText(name, longestName), margin)
    return `${since === null ? shown : style.strong(shown)}${cells.join('')}${end}`
  })
  const legend = style.dim('· stable  ░ warning  █ drift')
  return [style.strong('Drift, as the server saw it'), ...rows, axis(months, {margin, cell}), legend].join('\n')
}
