import type {TableProfile} from '../dataset/profile-types.js'
import {renderResponsiveChart} from './charts/chart.js'
import {horizontalBars} from './charts/horizontal-bars.js'
import type {Bar} from './charts/horizontal-bars.js'
import type {ShownGroup} from './exploration-groups.js'
import {describeFinding} from './exploration-words.js'
import {html, nothing} from './html.js'
import type {Html} from './html.js'
import {formatCount, formatPercent} from './numbers.js'
import type {Section} from './page.js'
import {groupColour} from './palette.js'

export interface ExploredFile {
  /** As the reader knows it. */
  readonly file: string
  readonly hash: string
  readonly skippedRows: number
  /** Sentences on what was assumed about the file. */
  readonly notes: readonly string[]
}

/** How large the table is, how its classes are shared out, and what was assumed about it. */
export async function overviewSection(
  profile: TableProfile,
  {source, groups}: {readonly source: ExploredFile; readonly groups: readonly ShownGroup[]},
): Promise<Section> {
  const {label} = profile
  const balance = label === null ? nothing : await classBalance(label.name, groups)
  const notes =
    source.notes.length === 0
      ? nothing
      : html`<details class="panel small">
          <summary>How the file was read</summary>
          ${source.notes.map((note) => html`<p>${note}</p> `)}
        </details>`
  const facts = factsOf(profile, source).map(
    ([name, value]) =>
      html`<dt>${name}</dt>
        <dd>${value}</dd> `,
  )
  return {
    id: 'overview',
    title: 'Overview',
    body: html`<div class="pair">
        <div class="panel">
          <dl class="compact">${facts}</dl>
        </div>
        ${balance}
      </div>
      ${notes}`,
  }
}

function factsOf(
  {rows, columns, duplicates, label}: TableProfile,
  {skippedRows}: ExploredFile,
): readonly (readonly [string, string])[] {
  const orNone = (count: number): string => (count === 0 ? 'none' : formatCount(count))
  return [
    ['Rows', formatCount(rows)],
    ...(skippedRows > 0 ? [['Bad rows left out', formatCount(skippedRows)] as const] : []),
    ['Columns', formatCount(columns.length)],
    ['Missing values', orNone(columns.reduce((sum, {missing}) => sum + missing, 0))],
    ['Repeated rows', orNone(duplicates.rows)],
    ...(label === null ? [] : [['Contradicting rows', orNone(duplicates.conflicting)] as const]),
  ]
}

async function classBalance(name: string, groups: readonly ShownGroup[]): Promise<Html> {
  const total = groups.reduce((sum, {rows}) => sum + rows, 0)
  const bars = groups.map(({label, rows}, index): Bar => {
    const text = `${formatCount(rows)} (${formatPercent(total === 0 ? 0 : rows / total)})`
    return {label, value: rows, text, colour: groupColour(index)}
  })
  const maximum = Math.max(1, ...groups.map(({rows}) => rows))
  const chart = await renderResponsiveChart((width) => horizontalBars(bars, {width: Math.min(width, 430), maximum}), {
    id: 'balance',
    title: `Classes of ${name}`,
    description: bars.map(({label, text}) => `${label}: ${text}`).join(', '),
  })
  return html`<figure class="panel">
    <h3>Classes of ${name}</h3>
    ${chart}
  </figure>`
}

/** What deserves a second look, each with what to do about it. */
export function findingsSection({findings}: TableProfile): Section {
  const items = findings.map((finding) => {
    const {text, advice} = describeFinding(finding)
    return html`<li>
      <div><span class="badge ${finding.severity}">${finding.severity}</span></div>
      <div>
        <p>${text}</p>
        <p class="muted">${advice}</p>
      </div>
    </li> `
  })
  const none = html`<p>
    None: no column that gives the label away, no constants or identifiers, no repeated rows, no values out of range, no
    features that repeat each other.
  </p>`
  return {
    id: 'findings',
    title: 'Findings',
    body:
      items.length === 0
        ? none
        : html`<ul class="panel findings">
            ${items}
          </ul>`,
  }
}
