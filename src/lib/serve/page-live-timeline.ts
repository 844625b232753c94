import type {DriftMoment} from '../monitor/drift-history.js'
import type {MonitorReport} from '../monitor/monitor-report.js'
import {lastingDriftSince} from '../drift/lasting-drift.js'
import type {DriftStatus} from '../drift/table-drift.js'
import {shadeOf} from '../report/drift-ranking.js'
import {formatSeverity, statusWords} from '../report/drift-words.js'
import {html, nothing, type Html} from '../report/html.js'
import {formatCount} from '../numbers.js'
import {clock, moment} from './page-live-time.js'

/** Cells of a row at most. */
const MOST_CELLS = 36
const MINUTE_MS = 60_000
/** Widths of a cell. */
const CELL_MINUTES = [1, 2, 5, 10, 15, 30, 60] as const
/** Rows at most; those beyond were calm all the time, or drifted less than these. */
const MOST_ROWS = 30

interface Slot {
  /** Milliseconds since the epoch. */
  readonly start: number
  /** The last one in it; undefined when nothing was compared. */
  readonly moment: DriftMoment | undefined
}

/** Moments of the version that answers now, the oldest first. */
export function momentsOf({history, version}: Pick<MonitorReport, 'history' | 'version'>): readonly DriftMoment[] {
  return history.filter((each) => each.version === version)
}

/**
 * Since when a column that drifts now has done so: from the beginning of lasting drift, or of what has just begun.
 *
 * @returns milliseconds since the epoch; null when it does not drift
 */
export function driftSince(moments: readonly DriftMoment[], key: string): number | null {
  const statuses = moments.map(({columns}): DriftStatus => columns[key]?.status ?? 'not-tested')
  if (statuses.at(-1) !== 'drift') return null
  const lasting = lastingDriftSince(statuses)
  const latest = statuses.findLastIndex((status) => status !== 'drift') + 1
  return moments[lasting ?? latest]!.time
}

/** Each column over the last hours: a table of shades, each with a word for those who do not see them. */
export function liveTimeline(report: MonitorReport, keys: readonly string[]): Html {
  const moments = momentsOf(report)
  const [first, last] = [moments[0], moments.at(-1)]
  if (first === undefined || last === undefined) return nothing
  const {slots, minutes} = slotsOf(moments, first.time, last.time)
  const shown = [...keys].slice(0, MOST_ROWS)
  const heads = slots.map(({start}, index) => {
    const isNamed = (slots.length - 1 - index) % Math.ceil(slots.length / 6) === 0
    return html`<th scope="col" class="${isNamed ? 'named' : ''}">
      <span>${isNamed ? clock(start) : html`<span class="hidden">${clock(start)}</span>`}</span>
    </th>`
  })
  const rows = shown.map((key) => {
    const since = driftSince(moments, key)
    return html`<tr>
      <th scope="row" title="${key}">${key}</th>
      ${slots.map((slot) => cellOf(slot, key))}
      <td class="side">${since === null ? '–' : moment(since)}</td>
    </tr> `
  })
  const left = keys.length - shown.length
  const other = report.history.findLast(({version}) => version !== report.version)
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Drift of each column over the last hours">
      <table class="heat live">
        <caption class="hidden">
          Status of each column, ${minutes === 1 ? 'minute by minute' : `every ${minutes} minutes`}
        </caption>
        <thead>
          <tr>
            <th scope="col" class="side">Column</th>
            ${heads}
            <th scope="col" class="side">Drifts since</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    <p class="small muted">
      Times are UTC; a cell is ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, by its last
      comparison.${left > 0 ? ` ${formatCount(left)} more columns are not shown.` : ''}
      ${other === undefined ? nothing : html`Version ${other.version} answered until ${moment(other.time)}.`}
    </p>
    ${legend}`
}

function slotsOf(
  moments: readonly DriftMoment[],
  first: number,
  last: number,
): {readonly slots: readonly Slot[]; readonly minutes: number} {
  const countFor = (width: number): number =>
    Math.floor(last / (width * MINUTE_MS)) - Math.floor(first / (width * MINUTE_MS)) + 1
  const minutes = CELL_MINUTES.find((width) => countFor(width) <= MOST_CELLS) ?? CELL_MINUTES.at(-1)!
  const width = minutes * MINUTE_MS
  const count = Math.min(countFor(minutes), MOST_CELLS)
  const end = Math.floor(last / width)
  const byPlace = new Map(moments.map((each) => [Math.floor(each.time / width), each]))
  const slots = Array.from({length: count}, (_, index): Slot => {
    const place = end - count + 1 + index
    return {start: place * width, moment: byPlace.get(place)}
  })
  return {slots, minutes}
}

function cellOf({start, moment: found}: Slot, key: string): Html {
  const column = found?.columns[key]
  if (found === undefined) return html`<td class="s-none" title="${clock(start)}: no comparison"></td>`
  const {status = 'not-tested', severity = null} = column ?? {}
  const facts = [statusWords[status], ...(severity === null ? [] : [formatSeverity(severity)])]
  const title = `${clock(found.time)}: ${facts.join(', ')}, ${formatCount(found.rows)} rows`
  return html`<td class="s${shadeOf({status, severity})}" title="${title}"><span>${statusWords[status]}</span></td>`
}

const legend = html`<ul class="legend small" aria-label="Shades of the table">
  <li><i class="shade s1"></i>stable</li>
  <li><i class="shade s2"></i>warning</li>
  <li><i class="shade s3"></i>drift</li>
  <li><i class="shade s4"></i>from 2 × limit</li>
  <li><i class="shade s5"></i>from 4 × limit</li>
  <li><i class="shade s0"></i>not tested</li>
</ul>`
