import {html} from './html.js'
import type {Html} from './html.js'

export interface DataTable {
  readonly columns: readonly {readonly title: string; readonly align?: 'left' | 'right'}[]
  readonly rows: readonly (readonly (Html | string)[])[]
}

/** A table that scrolls by itself when it is wider than the page. */
export function renderDataTable({columns, rows}: DataTable): Html {
  const kind = (index: number): string => (columns[index]?.align === 'right' ? 'number' : 'text')
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Table">
    <table>
      <thead>
        <tr>
          ${columns.map(({title}, index) => html`<th scope="col" class="${kind(index)}">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, index) => html`<td class="${kind(index)}">${cell}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`
}

/** The numbers behind a chart, folded away. */
export function renderNumbers(title: string, table: DataTable): Html {
  return html`<details>
    <summary>${title}</summary>
    ${renderDataTable(table)}
  </details>`
}
