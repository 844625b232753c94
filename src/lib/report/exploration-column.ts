import type {CategoryProfile, ColumnProfile, Histogram, NumberProfile, TableProfile} from '../dataset/profile-types.js'
import {CARD, renderChart} from './charts/chart.js'
import {groupedBars} from './charts/grouped-bars.js'
import {groupedHistogram} from './charts/grouped-histogram.js'
import {renderDataTable} from './data-table.js'
import {countsOfGroup, sharesOf, sumOfGroup} from './exploration-groups.js'
import type {ShownGroup} from './exploration-groups.js'
import {shownValues} from './exploration-values.js'
import type {ShownValue} from './exploration-values.js'
import {describeDirection} from './exploration-words.js'
import {html, nothing} from './html.js'
import type {Html} from './html.js'
import {formatCount, formatCountOf, formatNumber, formatPercent} from './numbers.js'
import {groupColour} from './palette.js'

interface CardContext {
  readonly profile: TableProfile
  readonly groups: readonly ShownGroup[]
  /** Unique on the page. */
  readonly id: string
}

/** Whether the title is more than the name in other spelling: "Age" says nothing that age does not. */
function saysMore({name, title}: ColumnProfile): boolean {
  return title !== undefined && title.toLowerCase() !== name.toLowerCase().replaceAll('_', ' ')
}

/** One column: its figures, its distribution by class, and how it goes with the label. */
export async function renderColumn(column: ColumnProfile, context: CardContext): Promise<Html> {
  const {label} = context.profile
  const direction =
    column.association === null || label === null
      ? nothing
      : html`<p class="small">
          Strength ${column.association.strength.toFixed(2)}: ${describeDirection(column.association, label)}.
        </p>`
  const role = column.role === 'feature' ? nothing : html`<span class="badge role">${column.role}</span>`
  const title = saysMore(column) ? html`<span class="muted small">${column.title ?? ''}</span>` : nothing
  return html`<article class="panel card" aria-labelledby="${context.id}">
    <header>
      <h3 id="${context.id}">${column.name}</h3>
      ${role}${title}
    </header>
    <ul class="facts">
      ${factsOf(column).map(([name, value]) => html`<li>${name} <b>${value}</b></li> `)}
    </ul>
    ${await distribution(column, context)}${direction}
    <details>
      <summary>Numbers</summary>
      ${column.kind === 'number' ? figures(column, context) : nothing}${tableOfCounts(column, context)}
    </details>
  </article>`
}

function factsOf(column: ColumnProfile): readonly (readonly [string, string])[] {
  const missing = column.missing === 0 ? [] : [['missing', formatPercent(column.missingShare)] as const]
  if (column.kind === 'category') return [['values', formatCount(column.distinct)], ...missing]
  if (column.summary === null) return missing
  const {minimum, median, maximum} = column.summary
  return [['min', formatNumber(minimum)], ['median', formatNumber(median)], ['max', formatNumber(maximum)], ...missing]
}

async function distribution(column: ColumnProfile, context: CardContext): Promise<Html> {
  if (column.present === 0) return html`<p class="muted">Every value is missing.</p>`
  if (column.kind === 'category' && isScattered(column)) {
    const {label, rows} = column.values[0]!
    return html`<p class="muted small">
      Too many values to draw. The most frequent, ${label}, is in ${formatCountOf(rows, 'row')}.
    </p>`
  }
  const values = shownValues(column)
  if (values !== null) return valuesChart(column.name, values, context)
  return column.kind === 'number' && column.histogram !== null
    ? histogramChart(column.name, column.histogram, context)
    : nothing
}

/** Whether the most frequent values, drawn, would leave out most of the rows: dates, names, identifiers. */
function isScattered({others, present}: CategoryProfile): boolean {
  return others !== null && others.rows > 0.8 * present
}

async function histogramChart(name: string, histogram: Histogram, {groups, id}: CardContext): Promise<Html> {
  const {edges} = histogram
  const drawn = groups.map((group, index) => {
    const counts = countsOfGroup(group, histogram.counts)
    const outside = sumOfGroup(group, histogram.under) + sumOfGroup(group, histogram.over)
    const total = counts.reduce((sum, count) => sum + count, outside)
    return {shares: sharesOf(counts, total), colour: groupColour(index)}
  })
  const [low, high] = [edges[0]!, edges[edges.length - 1]!]
  const peaks = groups.map(({label}, index) => `${label} is densest around ${peakOf(drawn[index]!.shares, edges)}`)
  const chart = await renderChart(groupedHistogram({edges, groups: drawn}, {width: CARD}), {
    id: `${id}-chart`,
    title: `Distribution of ${name}`,
    description: `Histogram from ${formatNumber(low)} to ${formatNumber(high)}: ${peaks.join(', ')}.`,
  })
  const outside = outsideOf(histogram)
  const caption = outside === '' ? nothing : html`<figcaption>Not drawn: ${outside}.</figcaption>`
  return html`<figure>${chart}${caption}</figure>`
}

async function valuesChart(name: string, values: readonly ShownValue[], {groups, id}: CardContext): Promise<Html> {
  const drawn = groups.map((group, index) => ({
    shares: sharesOf(
      values.map(({byGroup}) => sumOfGroup(group, byGroup)),
      group.rows,
    ),
    colour: groupColour(index),
  }))
  const labels = values.map(({label}) => label)
  const chart = await renderChart(groupedBars({values: labels, groups: drawn}, {width: CARD}), {
    id: `${id}-chart`,
    title: `Values of ${name}`,
    description: groups.map(({label}, index) => `${label}: ${mostFrequent(labels, drawn[index]!.shares)}`).join('. '),
  })
  return html`<figure>${chart}</figure>`
}

function figures(column: NumberProfile, {profile}: CardContext): Html {
  const {summary} = column
  if (summary === null) return nothing
  const medians = profile.label === null ? [] : profile.groups
  return renderDataTable({
    columns: [{title: 'Figure'}, {title: 'Value', align: 'right'}],
    rows: [
      ['Rows with a value', formatCount(column.present)],
      ['Different values', formatCount(column.distinct)],
      ['Minimum', formatNumber(summary.minimum)],
      ['Lower quartile', formatNumber(summary.lowerQuartile)],
      ['Median', formatNumber(summary.median)],
      ['Upper quartile', formatNumber(summary.upperQuartile)],
      ['Maximum', formatNumber(summary.maximum)],
      ['Mean', formatNumber(summary.mean)],
      ['Standard deviation', formatNumber(summary.standardDeviation)],
      ['Skewness', formatNumber(summary.skewness)],
      ...medians.map(({label}, group) => [`Median of ${label}`, formatNumber(column.groupMedians[group] ?? null)]),
    ],
  })
}

/** What the chart shows, as a table by class. */
function tableOfCounts(column: ColumnProfile, {profile}: CardContext): Html {
  const groups = profile.label === null ? [{label: 'Rows'}] : profile.groups
  const titles = groups.map(({label}) => ({title: label, align: 'right' as const}))
  const values = shownValues(column)
  if (values !== null) {
    return renderDataTable({
      columns: [{title: 'Value'}, ...titles],
      rows: values.map(({label, byGroup}) => [label, ...byGroup.map(formatCount)]),
    })
  }
  if (column.kind === 'category' || column.histogram === null) return nothing
  const {edges, counts} = column.histogram
  return renderDataTable({
    columns: [{title: 'From', align: 'right'}, {title: 'to', align: 'right'}, ...titles],
    rows: edges
      .slice(0, -1)
      .map((edge, bin) => [
        formatNumber(edge),
        formatNumber(edges[bin + 1]!),
        ...counts.map((ofGroup) => formatCount(ofGroup[bin]!)),
      ]),
  })
}

function outsideOf({edges, under, over}: Histogram): string {
  const count = (counts: readonly number[]): number => counts.reduce((sum, each) => sum + each, 0)
  return [
    ...(count(under) > 0 ? [`${formatCountOf(count(under), 'value')} below ${formatNumber(edges[0]!)}`] : []),
    ...(count(over) > 0
      ? [`${formatCountOf(count(over), 'value')} above ${formatNumber(edges[edges.length - 1]!)}`]
      : []),
  ].join(', ')
}

function peakOf(shares: readonly number[], edges: readonly number[]): string {
  const bin = shares.indexOf(Math.max(...shares))
  return formatNumber(edges[bin]! / 2 + edges[bin + 1]! / 2)
}

function mostFrequent(values: readonly string[], shares: readonly number[]): string {
  const place = shares.indexOf(Math.max(...shares))
  return `${formatPercent(shares[place]!, 0)} have ${values[place]!}`
}
