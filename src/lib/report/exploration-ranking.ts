import {LEAK_SKILL} from '../dataset/profile-findings.js'
import type {Association, ColumnProfile, TableProfile} from '../dataset/profile-types.js'
import {renderResponsiveChart} from './charts/chart.js'
import {horizontalBars} from './charts/horizontal-bars.js'
import type {Bar} from './charts/horizontal-bars.js'
import {renderNumbers} from './data-table.js'
import {describeDirection} from './exploration-words.js'
import {html} from './html.js'
import {formatCount, formatNumber, formatPercent} from './numbers.js'
import type {Section} from './page.js'
import {ink} from './palette.js'

/** Bars of a chart at most; the table behind it has all. */
const BARS = 30

type Associated = ColumnProfile & {readonly association: Association}

/** The columns by how closely they go with the label. */
export async function rankingSection({columns, label}: TableProfile): Promise<Section | null> {
  const ranked = columns
    .filter((column): column is Associated => column.association !== null)
    .sort((a, b) => b.association.strength - a.association.strength)
  if (label === null || ranked.length === 0) return null
  const isLeak = ({rule}: ColumnProfile): boolean => rule !== null && rule.skill >= LEAK_SKILL
  const bars = ranked.slice(0, BARS).map((column): Bar => {
    const {strength} = column.association
    const text = strength.toFixed(2) + (column.role === 'ignored' ? ', ignored' : '')
    return {label: column.name, value: strength, text, colour: isLeak(column) ? ink.bad : ink.neutral}
  })
  const chart = await renderResponsiveChart((width) => horizontalBars(bars, {width, maximum: 1}), {
    id: 'ranking',
    title: `How closely each column goes with ${label.name}`,
    description: bars.map(({label: name, text}) => `${name}: ${text}`).join('; '),
  })
  const table = renderNumbers('Numbers', {
    columns: [
      {title: 'Column'},
      {title: 'Strength', align: 'right'},
      {title: 'p-value', align: 'right'},
      {title: 'Explains', align: 'right'},
      {title: 'Alone right in', align: 'right'},
      {title: 'How'},
    ],
    rows: ranked.map(({name, association, rule}) => [
      name,
      association.strength.toFixed(2),
      formatNumber(association.pValue),
      formatPercent(association.explained),
      formatPercent(rule?.accuracy ?? null),
      describeDirection(association, label),
    ]),
  })
  const red = ranked.some(isLeak) ? ' Red: gives the label away.' : ''
  return {
    id: 'label',
    title: `What goes with ${label.name}`,
    body: html`<p>
        From 0, has nothing to do with the label, to 1, determines it. One column at a time: what several say together
        is for the model to find.${red}
      </p>
      <figure class="panel">${chart}${table}</figure>`,
  }
}

/** Where values are missing. */
export async function missingSection({columns, rows}: TableProfile): Promise<Section> {
  const title = 'Missing values'
  const affected = columns.filter(({missing}) => missing > 0).sort((a, b) => b.missing - a.missing)
  if (affected.length === 0) return {id: 'missing', title, body: html`<p>No value is missing in any column.</p>`}
  const bars = affected
    .slice(0, BARS)
    .map(({name, missingShare}): Bar => ({label: name, value: missingShare, text: formatPercent(missingShare)}))
  const chart = await renderResponsiveChart((width) => horizontalBars(bars, {width, maximum: 1}), {
    id: 'missing-shares',
    title: 'Share of missing values',
    description: bars.map(({label, text}) => `${label}: ${text}`).join('; '),
  })
  const table = renderNumbers('Numbers', {
    columns: [{title: 'Column'}, {title: 'Missing', align: 'right'}, {title: 'Share', align: 'right'}],
    rows: affected.map(({name, missing, missingShare}) => [name, formatCount(missing), formatPercent(missingShare)]),
  })
  const complete = columns.length - affected.length
  return {
    id: 'missing',
    title,
    body: html`<p>
        ${formatCount(complete)} of ${formatCount(columns.length)} columns have a value in each of the
        ${formatCount(rows)} rows.
      </p>
      <figure class="panel">${chart}${table}</figure>`,
  }
}
