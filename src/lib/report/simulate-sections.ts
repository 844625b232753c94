import {renderResponsiveChart} from './charts/chart.js'
import {renderNumbers, type DataTable} from './data-table.js'
import {html, nothing} from './html.js'
import type {Html} from './html.js'
import {formatCount, formatNumber, formatPercent} from './numbers.js'
import type {Section} from './page.js'
import {groupColour} from './palette.js'
import {monthLines, type MonthLine} from './simulate-chart.js'
import {driftedFeatures, type SimulatedMonth, type SimulationReport} from './simulate-report.js'

interface LegendEntry {
  readonly name: string
  readonly colour: string
  readonly isDashed?: boolean
}

function legendOf(entries: readonly LegendEntry[]): Html {
  const items = entries.map(({name, colour}) => html`<li><i style="background:${colour}"></i>${name}</li>`)
  return html`<ul class="legend">
    ${items}
  </ul>`
}

/** How many answers were right, and how many the baseline gave. */
export async function accuracySection(report: SimulationReport): Promise<Section> {
  const {months} = report
  const hasEstimate = months.some(({estimatedAccuracy}) => estimatedAccuracy !== null)
  const lines: (MonthLine & LegendEntry)[] = [
    {name: 'Accuracy', colour: groupColour(0), values: months.map(({accuracy}) => accuracy)},
    ...(hasEstimate
      ? [
          {
            name: "The server's estimate (dashed)",
            colour: groupColour(1),
            values: months.map(({estimatedAccuracy}) => estimatedAccuracy),
            isDashed: true,
          },
        ]
      : []),
    {
      name: 'Share of answers from the baseline',
      colour: groupColour(2),
      values: months.map(({fallbackShare}) => fallbackShare),
    },
  ]
  const names = namesOf(months)
  const format = (value: number): string => formatPercent(value, 0)
  const chart = await renderResponsiveChart(
    (width) => monthLines({months: names, lines, minimum: 0, maximum: 1, format}, width),
    {id: 'accuracy-chart', title: 'Accuracy by month', description: describeEnds(months)},
  )
  return {
    id: 'accuracy',
    title: 'How many answers were right',
    body: html`<div class="panel">
      ${legendOf(lines)}
      <figure>
        ${chart}
        <figcaption>By month. The simulator knows the truth; the server does not.</figcaption>
      </figure>
    </div>`,
  }
}

/** How long answers took, and how many came a second. */
export async function latencySection({months, settings}: SimulationReport): Promise<Section> {
  const lines = (['p50', 'p99'] as const).map((name, index) => ({
    name: name === 'p50' ? 'Half of the requests took less' : '99 of 100 took less',
    colour: groupColour(index),
    values: months.map(({latencyMs}) => latencyMs[name]),
  }))
  const format = (value: number): string => `${formatNumber(value)} ms`
  const chart = await renderResponsiveChart(
    (width) => monthLines({months: namesOf(months), lines, minimum: 0, maximum: null, format}, width),
    {id: 'latency-chart', title: 'Latency by month', description: 'Median and 99th percentile of each month.'},
  )
  const isOpen = settings.rate !== null || settings.monthSeconds !== null
  return {
    id: 'latency',
    title: 'How fast the answers came',
    body: html`<div class="panel">
      ${legendOf(lines)}
      <figure>
        ${chart}
        <figcaption>
          By month.
          ${
            isOpen
              ? 'Measured from when a request was due, so that one which waits for a slow server counts as slow.'
              : `Each of ${formatCount(settings.concurrency)} connections sent its next request when its last one was answered.`
          }
        </figcaption>
      </figure>
    </div>`,
  }
}

/** All figures of all months. */
export function monthsSection({months, refusals}: SimulationReport): Section {
  const right = (title: string): DataTable['columns'][number] => ({title, align: 'right'})
  const table: DataTable = {
    columns: [
      ...[
        'Month',
        'Rows',
        'Requests/s',
        'p50 ms',
        'p90 ms',
        'p99 ms',
        'Errors',
        'Retries',
        'Fallback',
        'Accuracy',
        'Estimate',
      ].map(right),
      {title: 'Drifted features'},
    ],
    rows: months.map((month, index) => [
      namesOf(months)[index]!,
      formatCount(month.rows),
      formatNumber(month.requestsPerSecond, 0),
      ...[month.latencyMs.p50, month.latencyMs.p90, month.latencyMs.p99].map((value) => formatNumber(value, 2)),
      formatCount(month.errors),
      formatCount(month.retries),
      formatPercent(month.fallbackShare),
      formatNumber(month.accuracy, 3),
      formatNumber(month.estimatedAccuracy, 3),
      month.drift === null ? (month.complete ? 'n/a' : 'stopped') : driftedFeatures(month.drift).join(', ') || 'none',
    ]),
  }
  const refused = refusals.map(
    ({status, message, requests}) =>
      html`<li>${formatCount(requests)} × ${status === 0 ? 'not an answer' : status}: ${message}</li>`,
  )
  return {
    id: 'months',
    title: 'Month by month',
    body: html`<div class="panel">
      ${renderNumbers('All figures', table)}
      ${
        refused.length === 0
          ? nothing
          : html`<h3>What was refused</h3>
              <ul class="plain">
                ${refused}
              </ul>`
      }
    </div>`,
  }
}

/** Where the months come from, and how they were sent. */
export function settingsSection({settings, source, url, metricsUrl, startedAt, notes}: SimulationReport): Section {
  const {rate, monthSeconds, batch, concurrency, labelDelay, seed} = settings
  const pace =
    rate !== null
      ? `${formatNumber(rate)} rows a second`
      : monthSeconds === null
        ? 'as fast as the server answers'
        : `a month in ${formatNumber(monthSeconds)} s, evenly`
  const facts: readonly (readonly [string, string])[] = [
    [
      'Months',
      source.kind === 'files'
        ? `${settings.firstMonth} to ${settings.lastMonth} of the folder ${source.folder}`
        : `${settings.firstMonth} to ${settings.lastMonth} of a made-up world: drift ${source.drift}, ${formatCount(source.rows)} rows a month, seed ${source.seed}`,
    ],
    ['Order of the rows', seed === null ? 'as the data have them' : `shuffled, seed ${seed}`],
    ['Server', url],
    ['Drift read at', metricsUrl ?? 'nowhere'],
    [
      'Pace',
      `${pace}; ${formatCount(concurrency)} connections, ${batch === 1 ? 'one row' : `${formatCount(batch)} rows`} a request`,
    ],
    ['True labels', labelDelay === null ? 'not sent' : `sent ${labelDelay} months later`],
    ['Began', `${startedAt.slice(0, 16).replace('T', ' ')} UTC`],
    ...notes.map((note) => ['Note', note] as const),
  ]
  return {
    id: 'how',
    title: 'How it was made',
    body: html`<div class="panel">
      <dl>
        ${facts.map(
          ([name, text]) =>
            html`<dt>${name}</dt>
              <dd>${text}</dd>`,
        )}
      </dl>
    </div>`,
  }
}

/** Numbers of the months; with that of the pass where they were played more than once. */
export function namesOf(months: readonly SimulatedMonth[]): readonly string[] {
  const isLoop = new Set(months.map(({pass}) => pass)).size > 1
  return months.map(({month, pass}) => (isLoop ? `${pass}:${month}` : String(month)))
}

function describeEnds(months: readonly SimulatedMonth[]): string {
  const known = months.filter(({accuracy}) => accuracy !== null)
  const [first, last] = [known[0], known.at(-1)]
  if (first === undefined || last === undefined) return 'The accuracy is not known.'
  return `From ${formatPercent(first.accuracy)} in month ${first.month} to ${formatPercent(last.accuracy)} in month ${last.month}.`
}
