import type {DriftReport, PeriodDrift} from '../drift/drift-report.js'
import type {ColumnDrift} from '../drift/table-drift.js'
import {renderColumnLines} from './drift-column-lines.js'
import {renderDriftColumn} from './drift-column.js'
import {rankColumns} from '../drift/column-rank.js'
import {groupOf, timelineOf} from './drift-ranking.js'
import {aspectWords} from './drift-words.js'
import {html, nothing} from './html.js'
import type {Html} from './html.js'
import {formatCount} from './numbers.js'
import type {Section} from './page.js'

/** Features with a card of their own at most, and how many of the most important ones get one though they are stable. */
const CARDS = 24
const IMPORTANT = 3

/** The features: a card for those that drifted or that the model leans on, a line for the others. */
export function featuresSection(report: DriftReport, {drift}: PeriodDrift): Section | null {
  const features = rankColumns(drift.columns.filter((column) => groupOf(column) === 'feature'))
  const tested = features.filter(({status}) => status !== 'not-tested')
  if (features.length === 0) return null
  const important = new Set(
    [...tested]
      .filter(({importance}) => (importance ?? 0) > 0)
      .sort((a, b) => b.importance! - a.importance!)
      .slice(0, IMPORTANT),
  )
  const deserves = (column: ColumnDrift): boolean =>
    column.status !== 'stable' || important.has(column) || timelineOf(report, column)?.since != null
  const carded = tested.filter(deserves).slice(0, CARDS)
  const others = tested.filter((column) => !carded.includes(column))
  return {
    id: 'features',
    title: 'Features',
    body: html`${carded.length === 0 ? nothing : legendOf(report)}
      <div class="cards">${carded.map((column, index) => cardOf(report, {column, id: `feature-${index + 1}`}))}</div>
      ${others.length === 0 ? nothing : html`<p>${othersWords(others)}</p>`}
      ${others.length === 0 ? nothing : renderColumnLines(others, 'other')} ${untested(features)}`,
  }
}

function othersWords(others: readonly ColumnDrift[]): string {
  const stable = others.filter(({status}) => status === 'stable').length
  const drifted = others.length - stable
  return drifted === 0
    ? `Stable: ${formatCount(stable)} of the features.`
    : `${formatCount(drifted)} more that are not stable, and ${formatCount(stable)} that are.`
}

/** What the model answers, how sure it is and how often it errs, and all features together. */
export function outputsSection(report: DriftReport, {drift}: PeriodDrift): Section | null {
  const outputs = drift.columns.filter((column) => groupOf(column) === 'output')
  const tested = outputs.filter(({status}) => status !== 'not-tested')
  if (outputs.length === 0) return null
  const hasModel = outputs.some(({aspect}) => aspect === 'prediction' || aspect === 'confidence')
  return {
    id: 'outputs',
    title: hasModel
      ? 'Model and label'
      : outputs.length === 1
        ? capital(aspectWords[outputs[0]!.aspect])
        : 'Label, and all features together',
    body: html`${tested.some(({histogram}) => histogram !== null) ? legendOf(report) : nothing}
      <div class="cards">${tested.map((column, index) => cardOf(report, {column, id: `output-${index + 1}`}))}</div>
      ${untested(outputs)}`,
  }
}

/** Missing values, unknown categories, values out of their range. */
export function qualitySection(_: DriftReport, {drift}: PeriodDrift): Section | null {
  const quality = rankColumns(drift.columns.filter((column) => groupOf(column) === 'quality'))
  const tested = quality.filter(({status}) => status !== 'not-tested')
  if (quality.length === 0) return null
  const notable = tested.filter(({status}) => status !== 'stable')
  const stable = tested.filter(({status}) => status === 'stable')
  const folded =
    stable.length === 0
      ? nothing
      : html`<details>
          <summary>${formatCount(stable.length)} stable</summary>
          ${renderColumnLines(stable, 'sound')}
        </details>`
  const words =
    notable.length === 0
      ? 'No change in missing values, unknown categories or values out of range that would matter.'
      : 'Shares of the rows.'
  return {
    id: 'quality',
    title: 'Data quality',
    body: html`<p>${words}</p>
      ${notable.length === 0 ? nothing : renderColumnLines(notable, 'quality')} ${folded} ${untested(quality)}`,
  }
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function cardOf(report: DriftReport, {column, id}: {readonly column: ColumnDrift; readonly id: string}): Html {
  const found = timelineOf(report, column)
  const timeline =
    report.timeline === null || found === undefined ? null : {periods: report.timeline.periods, column: found}
  return renderDriftColumn(column, {id, timeline})
}

function untested(columns: readonly ColumnDrift[]): Html {
  const left = columns.filter(({status}) => status === 'not-tested')
  if (left.length === 0) return nothing
  const items = left.map(({key, sentence}) => html`<li><b>${key}</b>: ${sentence}</li> `)
  return html`<p>Not tested:</p>
    <ul class="plain">
      ${items}
    </ul>`
}

function legendOf({timeline, periods}: DriftReport): Html {
  const dots =
    timeline === null
      ? nothing
      : html`<li>
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
              <circle cx="5" cy="5" r="4" class="dot drift" />
            </svg>
            drift
          </li>
          <li>
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
              <circle cx="5" cy="5" r="4" class="dot warning" />
            </svg>
            warning
          </li>`
  const current = timeline === null ? 'current rows' : (periods[periods.length - 1]?.name ?? 'current rows')
  return html`<ul class="legend" aria-label="Looks of the charts">
    <li><i class="area"></i>reference</li>
    <li><i class="line"></i>${current}</li>
    ${dots}
  </ul>`
}
