import type {DriftStatus} from '../drift/table-drift.js'
import {statusWords} from './drift-words.js'
import {html} from './html.js'
import type {Html} from './html.js'
import {noNumber} from './numbers.js'
import type {Section} from './page.js'
import {sinceWhen, type SimulatedMonth, type SimulationReport} from './simulate-report.js'
import {namesOf} from './simulate-sections.js'

const cellClasses: Readonly<Record<DriftStatus, string>> = {
  stable: 's1',
  warning: 's2',
  drift: 's4',
  'not-tested': 's0',
}

/** What the server saw drift, and when; null when it was not asked. */
export function driftSection({months}: SimulationReport): Section | null {
  const keys = months.flatMap(({drift}) =>
    (drift?.columns ?? []).filter(({aspect, status}) => aspect === 'values' || status === 'drift').map(({key}) => key),
  )
  const names = [...new Set(keys)]
  if (names.length === 0) return null
  const rows = names.map((name) => {
    const since = sinceWhen(months, name)
    return html`<tr>
      <th scope="row">${name}</th>
      ${months.map((month) => heatCell(month, name))}
      <td class="side">${since === null ? noNumber : `month ${since}`}</td>
    </tr> `
  })
  return {
    id: 'drift',
    title: 'What the server saw drift',
    body: html`<div class="panel">
      <div class="scroll" tabindex="0" role="group" aria-label="Drift of each column in each month">
        <table class="heat">
          <thead>
            <tr>
              <th scope="col" class="side">Column, by month</th>
              ${namesOf(months).map((name) => html`<th scope="col"><span>${name}</span></th>`)}
              <th scope="col" class="side">Since</th>
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
        </table>
      </div>
      <ul class="legend small" aria-label="Shades of the table">
        <li><i class="shade s1"></i>stable</li>
        <li><i class="shade s2"></i>warning</li>
        <li><i class="shade s4"></i>drift</li>
        <li><i class="shade s0"></i>not tested</li>
      </ul>
    </div>`,
  }
}

function heatCell({month, drift}: SimulatedMonth, name: string): Html {
  const status = drift?.columns.find(({key}) => key === name)?.status ?? 'not-tested'
  return html`<td class="${cellClasses[status]}" title="month ${month}: ${statusWords[status]}">
    <span>${statusWords[status]}</span>
  </td>`
}
