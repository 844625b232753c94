import type {DriftReport, PeriodDrift, Timeline, TimelineCell, TimelineColumn} from '../drift/drift-report.js'
import {renderDataTable, renderNumbers} from './data-table.js'
import {commonStart, isCalm, rankTimeline, shadeOf} from './drift-ranking.js'
import {
  describeOutcome,
  describeTrend,
  formatLevel,
  formatSeverity,
  statusWords,
  verdictSigns,
  verdictWords,
} from './drift-words.js'
import {html, nothing} from './html.js'
import type {Html} from './html.js'
import {formatCount, formatNumber, noNumber} from './numbers.js'
import type {Section} from './page.js'

/** Rows of the heat map at most, where the others are calm: those are named below it. */
const ROWS = 30
/** Columns that are named with the start of their drift; the heat map has all. */
const LASTING = 6

/** Which column drifted when: since when it lasts, and where it is going. */
export function timelineSection({timeline, periods}: DriftReport): Section | null {
  if (timeline === null) return null
  const ranked = rankTimeline(timeline)
  const eventful = ranked.filter((column) => !isCalm(column))
  const shown = ranked.slice(0, Math.max(ROWS, eventful.length))
  const calm = ranked.slice(shown.length)
  const lasting = ranked.filter(({since}) => since !== null)
  return {
    id: 'timeline',
    title: 'Since when',
    body: html`${sinceWords(lasting)}
      <div class="panel">
        <div class="scroll" tabindex="0" role="group" aria-label="Drift of each column in each period">
          ${heatTable(timeline, shown)}
        </div>
        ${
          calm.length === 0
            ? nothing
            : html`<p class="small muted">Stable in every period: ${calm.map(({key}) => key).join(', ')}.</p>`
        }
        ${legend} ${effectNumbers(timeline, shown)} ${periodNumbers(periods)}
      </div>`,
  }
}

function sinceWords(lasting: readonly TimelineColumn[]): Html {
  if (lasting.length === 0) return html`<p>No column has drifted lastingly: what there is came and went.</p>`
  const items = lasting.slice(0, LASTING).map((column) => {
    const trend = describeTrend(column)
    return html`<li>
      <b>${column.key}</b> since <b>${column.since?.name ?? ''}</b>${trend === null ? '' : `: ${trend}`}
    </li> `
  })
  const left = lasting.length - items.length
  return html`<ul class="reached">
    ${items}${left > 0 ? html`<li class="muted">and ${formatCount(left)} more</li>` : nothing}
  </ul>`
}

function heatTable({periods}: Timeline, columns: readonly TimelineColumn[]): Html {
  const start = commonStart(periods)
  const names = periods.map((name) => name.slice(start.length))
  const unit = commonEnd(columns.map(describeTrend).filter((trend) => trend !== null))
  const look = names.some((name) => name.length > 3) ? 'up' : ''
  const heads = names.map(
    (name, index) =>
      html`<th scope="col" class="${look}" title="${periods[index]!}">
        <span>${name === '' ? periods[index]! : name}</span>
      </th>`,
  )
  const rows = columns.map(
    (column) =>
      html`<tr>
        <th scope="row" title="${column.key}">${column.key}</th>
        ${column.cells.map((cell, index) => heatCell(cell, periods[index] ?? ''))}
        <td class="side">${column.since?.name ?? noNumber}</td>
        <td class="side trend">${describeTrend(column)?.slice(0, -unit.length || undefined) ?? noNumber}</td>
      </tr> `,
  )
  return html`<table class="heat">
    <caption class="hidden">
      Status of each column in each period
    </caption>
    <thead>
      <tr>
        <th scope="col" class="side">${start === '' ? 'Column' : `Column, by ${start.replace(/[\s_:/.-]+$/, '')}`}</th>
        ${heads}
        <th scope="col" class="side">Since</th>
        <th scope="col" class="side">Trend${unit}</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}

/** ' a month', where all trends end so: it is said once, above them. */
function commonEnd(trends: readonly string[]): string {
  const [end = ''] = / an? \w+$/.exec(trends[0] ?? '') ?? []
  return trends.every((trend) => trend.endsWith(end)) ? end : ''
}

/** Colour, sign and, for those who see neither, a word; the numbers appear under a mouse and in the table below. */
function heatCell(cell: TimelineCell, period: string): Html {
  const facts = [
    ...(cell.effect === null ? [] : [`effect ${formatNumber(cell.effect, 2)}`]),
    ...(cell.severity === null ? [] : [formatSeverity(cell.severity)]),
    ...(cell.level === null ? [] : [`level ${formatLevel(cell.level)}`]),
  ]
  const title = `${period}: ${[statusWords[cell.status], ...facts].join(', ')}`
  return html`<td class="s${shadeOf(cell)}" title="${title}"><span>${statusWords[cell.status]}</span></td>`
}

const legend = html`<ul class="legend small" aria-label="Shades of the table">
  <li><i class="shade s1"></i>stable</li>
  <li><i class="shade s2"></i>warning</li>
  <li><i class="shade s3"></i>drift</li>
  <li><i class="shade s4"></i>from 2 × limit</li>
  <li><i class="shade s5"></i>from 4 × limit</li>
  <li><i class="shade s0"></i>not tested</li>
</ul>`

function effectNumbers({periods}: Timeline, columns: readonly TimelineColumn[]): Html {
  return renderNumbers('Effects in numbers', {
    columns: [{title: 'Column'}, ...periods.map((title) => ({title, align: 'right' as const}))],
    rows: columns.map(({key, cells}) => [key, ...cells.map(({effect}) => formatNumber(effect, 2))]),
  })
}

function periodNumbers(periods: readonly PeriodDrift[]): Html {
  const table = renderDataTable({
    columns: [
      {title: 'Period'},
      {title: 'Rows', align: 'right'},
      {title: 'Verdict'},
      {title: 'Columns'},
      {title: 'Why'},
    ],
    rows: periods.map(({name, rows, verdict, drift}) => [
      name,
      formatCount(rows),
      html`<span class="level ${verdict.level}">${verdictSigns[verdict.level]} ${verdictWords[verdict.level]}</span>`,
      describeOutcome(drift),
      verdict.reason,
    ]),
  })
  return html`<details>
    <summary>Each period by itself</summary>
    ${table}
  </details>`
}
