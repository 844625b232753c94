import type {PlayEvent} from '../lifecycle/simulate.js'
import {
  driftedFeatures,
  type SimulatedMonth,
  type SimulationReport,
  type SimulationSettings,
  type Traffic,
} from '../report/simulate-report.js'
import {suggestedCommand} from '../suggested-command.js'
import {bar} from './chart.js'
import {formatCount, formatCountOf, formatDuration, formatNumber, formatPercent, noNumber} from './numbers.js'
import {renderSimulationCharts} from './render-simulate-charts.js'
import {style, styleError} from './style.js'
import {padEnd, padStart, truncateText, wrapText} from './text-width.js'

export interface SimulationTableOptions {
  /** Columns of the terminal. */
  readonly width: number
  /** Writes a line of the result. */
  readonly print: (text: string) => void
  /** Writes something that is not the result. */
  readonly note: (text: string) => void
}

interface Column {
  readonly title: string
  readonly width: number
  readonly text: (traffic: Traffic, estimate: number | null) => string
}

const columns: readonly Column[] = [
  {title: 'Rows', width: 6, text: ({rows}) => formatCount(rows)},
  {title: 'Req/s', width: 6, text: ({requestsPerSecond: value}) => formatNumber(value, value < 10 ? 1 : 0)},
  {title: 'p50 ms', width: 6, text: ({latencyMs}) => milliseconds(latencyMs.p50)},
  {title: 'p99 ms', width: 6, text: ({latencyMs}) => milliseconds(latencyMs.p99)},
  {title: 'Errors', width: 6, text: ({errors}) => (errors === 0 ? style.dim('0') : style.bad(formatCount(errors)))},
  {title: 'Fallback', width: 8, text: ({fallbackShare}) => formatPercent(fallbackShare)},
  {title: 'Accuracy', width: 8, text: ({accuracy}) => style.strong(formatNumber(accuracy, 3))},
]
const estimateColumn: Column = {title: 'Estimate', width: 8, text: (_, estimate) => formatNumber(estimate, 3)}
const monthWidth = 5
/** Columns of the bar over everything. */
const barWidth = 24

/** A table that grows by a line as each month passes, with a bar below it. */
export class SimulationTable {
  private settings: SimulationSettings | undefined
  private columns: readonly Column[] | undefined
  private isAway = false
  private latest: SimulatedMonth | undefined

  constructor(private readonly options: SimulationTableOptions) {}

  start(settings: SimulationSettings): void {
    this.settings = settings
  }

  /** @param progress - puts a text behind the title of what is shown while it runs */
  take(event: PlayEvent, progress: (text: string) => void): void {
    const {note} = this.options
    if (event.kind === 'progress') progress(this.progressText(event))
    else if (event.kind === 'month') this.printMonth(event.month)
    else if (event.kind === 'refusal') {
      const {status, message} = event.refusal
      note(`${styleError.bad(status === 0 ? 'Not an answer' : `Refused (${status})`)}: ${message}`)
      note(styleError.dim('Others of the kind are only counted.'))
    } else if (event.kind === 'outage') this.tellOutage(event.reason)
    else note(styleError.warn(event.text))
  }

  /** What stands below the table when it has ended. */
  end(report: SimulationReport, page: string | undefined): string {
    const {width} = this.options
    const parts = [
      this.totalLine(report),
      renderSimulationCharts(report, width),
      endWords(report, width),
      nextSteps(report, page),
    ]
    return parts.filter((part) => part !== '').join('\n\n')
  }

  private progressText({month, pass, fraction}: Extract<PlayEvent, {kind: 'progress'}>): string {
    const {lastMonth, loop} = this.settings!
    const place = `month ${month} of ${lastMonth}${loop ? `, pass ${pass}` : ''}`
    const rate = this.latest === undefined ? '' : `, ${formatNumber(this.latest.requestsPerSecond, 0)} requests/s`
    return `${styleError.accent(bar(fraction, barWidth))} ${formatNumber(100 * fraction, 0)} %  ${place}${rate}`
  }

  private printMonth(month: SimulatedMonth): void {
    const {print} = this.options
    if (this.columns === undefined) {
      this.columns = month.estimatedAccuracy === null ? columns : [...columns, estimateColumn]
      const titles = this.columns.map(({title, width}) => padStart(title, width))
      print(style.dim([padStart('Month', monthWidth), ...titles, 'Drifted'].join('  ')))
    }
    this.latest = month
    const number = this.settings?.loop === true ? `${month.pass}:${month.month}` : String(month.month)
    print(this.line(number, month, month.estimatedAccuracy, this.driftText(month)))
  }

  private line(name: string, traffic: Traffic, estimate: number | null, drifted: string): string {
    const cells = (this.columns ?? columns).map(({width, text}) => padStart(text(traffic, estimate), width))
    return [padStart(name, monthWidth), ...cells, drifted].join('  ').trimEnd()
  }

  private driftText({complete, drift}: SimulatedMonth): string {
    if (!complete) return style.warn('stopped')
    if (drift === null) return style.dim('n/a')
    const names = driftedFeatures(drift)
    const features = drift.columns.filter(({aspect}) => aspect === 'values').length
    const count = `${names.length} of ${features}`
    if (names.length === 0) return style.dim(count)
    const used = monthWidth + (this.columns ?? columns).reduce((sum, {width}) => sum + 2 + width, 0) + 2
    const room = this.options.width - used - count.length - 2
    return room < 12 ? style.warn(count) : `${style.warn(count)}  ${truncateText(names.join(', '), room)}`
  }

  private totalLine({totals, months}: SimulationReport): string {
    if (months.length < 2) return ''
    return this.line('all', totals, null, '')
  }

  private tellOutage(reason: string | null): void {
    const {note} = this.options
    if (reason !== null) note(styleError.warn(`The server does not answer: ${reason}. It is asked again and again.`))
    else if (this.isAway) note(styleError.good('The server answers again.'))
    this.isAway = reason !== null
  }
}

/** How it ended, in sentences. */
function endWords({end, totals, model, startedAt, endedAt}: SimulationReport, width: number): string {
  if (totals.months === 0) return end === 'interrupted' ? 'Stopped before the first answer.' : ''
  const who = model === null ? 'Nobody' : `${model.name}, version ${model.versions.join(', ')},`
  const ended = {done: '', interrupted: ' Stopped.', 'server gone': ' The server went away and did not come back.'}[end]
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000
  const sentences = [
    `${who} answered ${formatCountOf(totals.rows, 'row')} in ${formatDuration(seconds)}.${ended}`,
    ...(totals.labels === 0 ? [] : [`The server took ${formatCountOf(totals.labels, 'late label')}.`]),
    ...(totals.unknownLabels === 0
      ? []
      : [`Of ${formatCountOf(totals.unknownLabels, 'label')} it does not know the answer any more.`]),
    ...(totals.retries === 0
      ? []
      : [
          `It was away for ${formatDuration(totals.outageSeconds)}; ${formatCountOf(totals.retries, 'request')} went out once more.`,
        ]),
    ...(totals.errors === 0 ? [] : [`It refused ${formatCountOf(totals.errors, 'row')}.`]),
  ]
  return wrapText(sentences.join(' '), Math.min(width, 100)).join('\n')
}

function nextSteps({metricsUrl, end, months}: SimulationReport, page: string | undefined): string {
  const steps: (readonly [string, string])[] = []
  if (page !== undefined && months.length > 0) steps.push([page, 'all months, as a page to pass on'])
  else if (end === 'done')
    steps.push([suggestedCommand(['simulate'], {report: 'simulation.html'}), 'the same as a page'])
  if (metricsUrl !== null && months.some(({drift}) => drift !== null))
    steps.push([`${metricsUrl}/`, 'what the server sees'])
  if (end === 'server gone') steps.push([suggestedCommand(['serve']), 'start it again'])
  const widest = Math.max(0, ...steps.map(([what]) => what.length))
  return steps.map(([what, why]) => `${style.accent(padEnd(what, widest))}  ${style.dim(why)}`).join('\n')
}

function milliseconds(value: number | null): string {
  if (value === null) return noNumber
  return formatNumber(value, value < 10 ? 2 : value < 100 ? 1 : 0)
}
