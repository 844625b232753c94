import type {MonitorReport} from '../monitor/monitor-report.js'
import {rankColumns} from '../drift/column-rank.js'
import {severityOf} from '../drift/severity.js'
import type {TableDrift} from '../drift/table-drift.js'
import {describeChange} from '../report/drift-change.js'
import {formatSeverity} from '../report/drift-words.js'
import {html, nothing, type Html} from '../report/html.js'
import {formatCount, formatCountOf, formatNumber, formatPercent} from '../numbers.js'
import {moment} from './page-live-time.js'

interface Figure {
  readonly value: Html | string
  readonly of: Html | string
}

/** What to do, and the numbers that say how things stand. */
export function figurePanel(report: MonitorReport): Html {
  const {drift, verdict, notes} = report
  const figures = [
    ...(drift === null ? [] : [driftedFigure(drift), ...farthestFigure(drift), ...fallbackFigure(drift)]),
    windowFigure(report),
    ...computedFigure(report),
  ]
  return html`<section id="state" class="panel" aria-label="State">
    ${verdict === null ? nothing : html`<p class="action">${verdict.action}</p>`}
    <ul class="figures">
      ${figures.map(({value, of}) => html`<li><b>${value}</b> <span>${of}</span></li> `)}
    </ul>
    ${
      notes.length === 0
        ? nothing
        : html`<ul class="plain notes small muted">
            ${notes.map((note) => html`<li>${note}</li> `)}
          </ul>`
    }
  </section>`
}

function driftedFigure({drifted, warned, tested}: TableDrift): Figure {
  const warnings = warned === 0 ? '' : `, ${formatCount(warned)} with a warning`
  return {value: `${formatCount(drifted)} of ${formatCount(tested)}`, of: `columns drifted${warnings}`}
}

function farthestFigure({columns}: TableDrift): readonly Figure[] {
  const [foremost] = rankColumns(columns).filter(({status}) => status === 'drift' || status === 'warning')
  if (foremost === undefined) return []
  const severity = formatSeverity(severityOf(foremost))
  const change = describeChange(foremost)
  return severity === '' ? [] : [{value: severity, of: change === '' ? foremost.key : `${foremost.key}: ${change}`}]
}

function fallbackFigure({columns}: TableDrift): readonly Figure[] {
  const column = columns.find(({aspect}) => aspect === 'fallback')
  const [before, now] = [column?.reference, column?.current]
  if (now?.kind !== 'share') return []
  const reference = before?.kind === 'share' ? `, ${formatPercent(before.share)} in the reference` : ''
  return [{value: formatPercent(now.share), of: `answered by the baseline${reference}`}]
}

/** The window as a bar as well: how much of what it may hold it has. */
function windowFigure({window: {rows, capacity, fill}}: MonitorReport): Figure {
  const width = Math.round(Math.min(1, fill) * 1000) / 10
  return {
    value: formatCount(rows),
    of: html`${rows >= capacity ? 'last rows are the window, full' : `of ${formatCountOf(capacity, 'row')} fill the window`}
      <svg class="fillbar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect class="ref" width="100" height="4" />
        <rect class="curbar" width="${width}" height="4" />
      </svg>`,
  }
}

function computedFigure({computed, loadedAt, answers, version, dataset}: MonitorReport): readonly Figure[] {
  if (computed === null) {
    return [
      {
        value: formatCount(answers.rows),
        of:
          dataset === null
            ? html`answers since version ${version} was loaded, ${moment(loadedAt)}`
            : html`rows since ${moment(Math.max(dataset.since, loadedAt))}`,
      },
    ]
  }
  const milliseconds = computed.seconds * 1000
  const took = milliseconds < 10 ? formatNumber(milliseconds, 1) : formatCount(milliseconds)
  return [
    {
      value: moment(computed.at),
      of: `was the last comparison, of ${formatCountOf(computed.rows, 'row')} in ${took} ms`,
    },
  ]
}
