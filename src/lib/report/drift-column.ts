import type {ColumnDrift, Summary} from '../drift/table-drift.js'
import type {ChartText} from './charts/chart.js'
import {comparedBars} from './charts/compared-bars.js'
import type {ComparedBars} from './charts/compared-bars.js'
import {comparedHistogram} from './charts/compared-histogram.js'
import {renderDataTable} from './data-table.js'
import type {DataTable} from './data-table.js'
import {
  aspectWords,
  decidingPValue,
  effectName,
  formatEffect,
  formatLevel,
  statusSigns,
  statusWords,
} from './drift-words.js'
import {overTime} from './drift-over-time.js'
import type {ColumnContext} from './drift-over-time.js'
import {twoValues} from './drift-change.js'
import {html, nothing} from './html.js'
import type {Html} from './html.js'
import {formatCount, formatNumber, formatPercent, formatPValue} from './numbers.js'

/** Categories that a chart shows; the table below it has all. */
const BARS = 8

/** One column: what changed, by how much, both distributions, and the way there. */
export function renderDriftColumn(column: ColumnDrift, context: ColumnContext): Html {
  const aspect =
    column.aspect === 'values' ? nothing : html`<span class="muted small">${aspectWords[column.aspect]}</span>`
  return html`<article class="panel card" aria-labelledby="${context.id}">
    <header>
      <h3 id="${context.id}">${column.key}</h3>
      ${statusMark(column)}${column.key.includes(aspectWords[column.aspect]) ? nothing : aspect}
    </header>
    <p class="small">${column.sentence}</p>
    <ul class="facts">
      ${factsOf(column, context).map(([name, value]) => html`<li>${name} <b>${value}</b></li> `)}
    </ul>
    ${distribution(column, context)}${overTime(column, context)}${numbers(column)}
  </article>`
}

export function statusMark({status}: ColumnDrift): Html {
  return html`<span class="status ${status}">${statusSigns[status]} ${statusWords[status]}</span>`
}

function factsOf(column: ColumnDrift, {timeline}: ColumnContext): readonly (readonly [string, string])[] {
  const {test, effect, importance, contribution} = column
  const {value, limit} = formatEffect(column)
  const since = timeline?.column.since ?? null
  return [
    ...(effect === null
      ? []
      : [[effect.name === 'score' ? effectName(column) : 'effect', `${value} (limit ${limit})`] as const]),
    ...(test === null || test.pValue === null
      ? []
      : [[test.adjustedPValue === null ? 'p' : 'p adjusted', formatPValue(decidingPValue(column))] as const]),
    ...(since === null ? [] : [['since', since.name] as const]),
    ...(importance === null ? [] : [['importance', formatNumber(importance, 3)] as const]),
    ...(contribution === null ? [] : [['contribution', formatPercent(contribution, 0)] as const]),
  ]
}

function distribution(column: ColumnDrift, {id}: ColumnContext): Html {
  const {histogram, key, current, reference} = column
  if (histogram === null) return nothing
  const {edges, labels} = histogram
  const text = {id: `${id}-now`, title: `Distribution of ${key}, reference and current`}
  const two = twoValues(column)
  if (two !== null) return barsOf(two, text)
  if (edges !== null && edges.length >= 2) {
    const description = `From ${formatLevel(edges[0]!)} to ${formatLevel(edges[edges.length - 1]!)}. ${medians(reference, current)}`
    return html`<figure>${comparedHistogram({...histogram, edges}, {...text, description})}</figure>`
  }
  return labels === null || labels.length === 0 ? nothing : barsOf({...histogram, labels}, text)
}

function barsOf({labels, reference, current}: ComparedBars, text: Omit<ChartText, 'description'>): Html {
  const change = (index: number): number => Math.abs((current[index] ?? 0) - (reference[index] ?? 0))
  const shown = labels
    .map((_, index) => index)
    .sort((a, b) => change(b) - change(a))
    .slice(0, BARS)
    .sort((a, b) => a - b)
  const pick = <Value>(values: readonly Value[]): readonly Value[] => shown.map((index) => values[index]!)
  const bars = {labels: pick(labels), reference: pick(reference), current: pick(current)}
  const description = bars.labels
    .map(
      (label, index) =>
        `${label}: ${formatPercent(bars.reference[index]!)}, now ${formatPercent(bars.current[index]!)}`,
    )
    .join('; ')
  const left = labels.length - shown.length
  const more =
    left > 0 ? html`<figcaption>Those that moved most; ${formatCount(left)} more below.</figcaption>` : nothing
  return html`<figure>${comparedBars(bars, {...text, description})}${more}</figure>`
}

function medians(reference: Summary | null, current: Summary | null): string {
  if (reference?.kind !== 'number' || current?.kind !== 'number') return ''
  return `Median ${formatLevel(reference.median)}, now ${formatLevel(current.median)}.`
}

function numbers(column: ColumnDrift): Html {
  const tables = [quantiles(column), bins(column)].filter((table) => table !== null)
  if (tables.length === 0) return nothing
  return html`<details>
    <summary>Numbers</summary>
    ${tables.map(renderDataTable)}
  </details>`
}

const quantileNames = [
  ['Minimum', 'minimum'],
  ['5 %', 'q05'],
  ['25 %', 'q25'],
  ['Median', 'median'],
  ['75 %', 'q75'],
  ['95 %', 'q95'],
  ['Maximum', 'maximum'],
  ['Mean', 'mean'],
] as const

function quantiles(column: ColumnDrift): DataTable | null {
  const {reference, current} = column
  if (reference?.kind !== 'number' || current?.kind !== 'number') return null
  return {
    columns: [{title: 'Figure'}, {title: 'Reference', align: 'right'}, {title: 'Current', align: 'right'}],
    rows: [
      ['Rows', formatCount(reference.rows), formatCount(current.rows)],
      ...quantileNames.map(([name, key]) => [name, formatNumber(reference[key]), formatNumber(current[key])]),
    ],
  }
}

/** What the chart of the distributions shows, as a table. */
function bins({histogram}: ColumnDrift): DataTable | null {
  if (histogram === null) return null
  const {edges, labels, reference, current} = histogram
  const nameOf = (bin: number): string =>
    labels?.[bin] ?? `${formatLevel(edges?.[bin] ?? null, 4)} to ${formatLevel(edges?.[bin + 1] ?? null, 4)}`
  return {
    columns: [
      {title: labels === null ? 'Values' : 'Value'},
      {title: 'Reference', align: 'right'},
      {title: 'Current', align: 'right'},
    ],
    rows: reference.map((share, bin) => [nameOf(bin), formatPercent(share), formatPercent(current[bin] ?? 0)]),
  }
}
