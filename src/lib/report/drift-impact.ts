import type {PeriodDrift} from '../drift/drift-report.js'
import type {ColumnDrift} from '../drift/table-drift.js'
import {renderResponsiveChart} from './charts/chart.js'
import {horizontalBars} from './charts/horizontal-bars.js'
import type {Bar} from './charts/horizontal-bars.js'
import {renderNumbers} from './data-table.js'
import {severityOf} from '../drift/severity.js'
import {rankColumns} from '../drift/column-rank.js'
import {decidingPValue, effectName, formatEffect, formatSeverity, statusWords} from './drift-words.js'
import {html} from './html.js'
import {formatCount, formatNumber, formatPercent, formatPValue} from './numbers.js'
import type {Section} from './page.js'
import {ink} from './palette.js'

/** Bars of the chart at most; the table behind it has all columns. */
const BARS = 15

/** The columns by what their drift means to the model; without a model, by how far they went. */
export async function impactSection({drift}: PeriodDrift): Promise<Section | null> {
  const tested = rankColumns(drift.columns).filter(({status}) => status !== 'not-tested')
  if (tested.length === 0) return null
  const isWeighed = tested.some(({contribution}) => (contribution ?? 0) > 0)
  const sizeOf = (column: ColumnDrift): number => (isWeighed ? column.contribution : severityOf(column)) ?? 0
  const shown = [...tested].sort((a, b) => sizeOf(b) - sizeOf(a)).filter((column) => sizeOf(column) >= 0.005)
  const bars = shown.slice(0, BARS).map((column): Bar => {
    const size = isWeighed ? formatPercent(sizeOf(column), 0) : formatSeverity(sizeOf(column))
    const status = column.status === 'stable' ? '' : `, ${statusWords[column.status]}`
    return {label: column.key, value: sizeOf(column), text: size + status, colour: colours[column.status]}
  })
  const maximum = isWeighed ? Math.max(...bars.map(({value}) => value)) : Math.max(1, ...bars.map(({value}) => value))
  const title = isWeighed ? 'What matters to the model' : 'How far the columns went'
  const lead = isWeighed
    ? 'Drift times importance (the accuracy that is lost when a feature is shuffled), as a share of all features. ' +
      'A feature that drifts far but that the model hardly uses is short here.'
    : 'Effect over its limit: from 1 on a column has drifted, given that chance does not explain it.'
  const chart =
    bars.length === 0
      ? html`<p>No column moved.</p>`
      : await renderResponsiveChart((width) => horizontalBars(bars, {width, maximum}), {
          id: 'impact-chart',
          title,
          description: bars.map(({label, text}) => `${label}: ${text}`).join('; '),
        })
  const left = shown.length - bars.length
  const more = left > 0 ? html`<figcaption>And ${formatCount(left)} more, in the table.</figcaption>` : html``
  return {
    id: 'impact',
    title,
    body: html`<p>${lead}</p>
      <figure class="panel">${chart}${more}${numbersOf(tested)}</figure>`,
  }
}

const colours = {drift: ink.bad, warning: 'var(--warn)', stable: ink.neutral, 'not-tested': ink.neutral} as const

function numbersOf(columns: readonly ColumnDrift[]) {
  const isAdjusted = columns.some(({test}) => test?.adjustedPValue != null)
  const hasModel = columns.some(({importance}) => importance !== null)
  return renderNumbers('Numbers', {
    columns: [
      {title: 'Column'},
      {title: 'Status'},
      {title: 'Effect', align: 'right'},
      {title: 'Limit', align: 'right'},
      {title: 'Measure'},
      {title: isAdjusted ? 'p, adjusted' : 'p', align: 'right'},
      {title: 'Test'},
      ...(hasModel
        ? ([
            {title: 'Importance', align: 'right'},
            {title: 'Contribution', align: 'right'},
          ] as const)
        : []),
    ],
    rows: columns.map((column) => [
      column.key,
      statusWords[column.status],
      formatEffect(column).value,
      formatEffect(column).limit,
      effectName(column),
      formatPValue(decidingPValue(column)),
      column.test?.name ?? '',
      ...(hasModel ? [formatNumber(column.importance, 3), formatPercent(column.contribution, 0)] : []),
    ]),
  })
}
