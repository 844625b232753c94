import type {ColumnDrift} from '../drift/table-drift.js'
import {miniHistogram} from './charts/compared-histogram.js'
import {statusMark} from './drift-column.js'
import {describeChange} from './drift-change.js'
import {decidingPValue, formatEffect} from './drift-words.js'
import {html, nothing} from './html.js'
import type {Html} from './html.js'
import {formatPValue} from './numbers.js'

/** A column in a line: for those that need no card. */
export function renderColumnLines(columns: readonly ColumnDrift[], id: string): Html {
  const isDrawn = columns.some(({histogram}) => histogram !== null)
  const rows = columns.map(
    (column, index) =>
      html`<tr>
        <th scope="row">${column.key}</th>
        <td>${statusMark(column)}</td>
        <td>${describeChange(column)}</td>
        <td class="number">${formatEffect(column).value}</td>
        <td class="number">${formatEffect(column).limit}</td>
        <td class="number">${formatPValue(decidingPValue(column))}</td>
        ${isDrawn ? html`<td class="mini">${mini(column, `${id}-${index + 1}`)}</td>` : nothing}
      </tr> `,
  )
  return html`<div class="panel">
    <div class="scroll" tabindex="0" role="group" aria-label="Table">
      <table class="wide-cells">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Status</th>
            <th scope="col">What changed</th>
            <th scope="col" class="number">Effect</th>
            <th scope="col" class="number">Limit</th>
            <th scope="col" class="number">p</th>
            ${isDrawn ? html`<th scope="col">Reference, current</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </div>`
}

function mini({histogram, key}: ColumnDrift, id: string): Html {
  if (histogram === null) return nothing
  const text = {id, title: `Distribution of ${key}`, description: 'Reference as an area, current rows as a line.'}
  return miniHistogram(histogram, text)
}
