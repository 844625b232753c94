import type {DriftReport} from '../drift/drift-report.js'
import {severityOf} from '../drift/severity.js'
import {rankColumns} from '../drift/column-rank.js'
import {firstLasting, lastPeriod} from './drift-ranking.js'
import {describeChange} from './drift-change.js'
import {describeTested, formatSeverity} from './drift-words.js'
import {html} from './html.js'
import {formatCount, formatPercent} from './numbers.js'
import type {Section} from './page.js'

/** A number that says much, and what it is of. */
export interface Figure {
  readonly value: string
  readonly of: string
}

/** How many columns, how far the foremost, since when or what of the model: the three numbers of a page. */
export function figuresOf(report: DriftReport): readonly Figure[] {
  const last = lastPeriod(report)
  if (last === undefined) return []
  const {drift} = last
  const [foremost] = rankColumns(drift.columns).filter(({status}) => status === 'drift' || status === 'warning')
  const when = report.timeline === null ? '' : ` in ${last.name}`
  return [
    {
      value: `${formatCount(drift.drifted)} of ${formatCount(drift.tested)}`,
      of: `columns drifted${when}${drift.warned > 0 ? `, ${formatCount(drift.warned)} with a warning` : ''}`,
    },
    ...(foremost === undefined ? [] : farthest(foremost)),
    ...lastFigure(report),
  ]
}

function farthest(column: Parameters<typeof describeChange>[0]): readonly Figure[] {
  const severity = formatSeverity(severityOf(column))
  const change = describeChange(column)
  if (severity === '') return []
  return [{value: severity, of: change === '' ? column.key : `${column.key}: ${change}`}]
}

function lastFigure(report: DriftReport): readonly Figure[] {
  const last = lastPeriod(report)!
  const lasting = firstLasting(report)
  if (lasting?.since != null) return [{value: lasting.since.name, of: `${lasting.key} began to drift, and still does`}]
  const most = last.drift.columns.reduce<(typeof last.drift.columns)[number] | null>(
    (found, column) => ((column.contribution ?? 0) > (found?.contribution ?? 0) ? column : found),
    null,
  )
  if (most !== null) {
    return [
      {
        value: formatPercent(most.contribution, 0),
        of: `of what matters to the model (drift times importance) is ${most.key}`,
      },
    ]
  }
  return [{value: formatCount(last.rows), of: `rows against ${formatCount(report.reference.rows)} of the reference`}]
}

/** What to do, and the numbers it rests on. */
export function answerSection(report: DriftReport): Section {
  const last = lastPeriod(report)
  const when = report.timeline === null || last === undefined ? '' : `${last.name}: `
  return {
    id: 'answer',
    title: 'What to do',
    body: html`<div class="panel">
        <p class="action">${report.verdict.action}</p>
        <ul class="figures">
          ${figuresOf(report).map(({value, of}) => html`<li><b>${value}</b> <span>${of}</span></li> `)}
        </ul>
      </div>
      <p class="muted small">
        ${last === undefined ? 'No period could be read.' : when + describeTested(report, last)}
      </p>`,
  }
}
