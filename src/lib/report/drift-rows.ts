import type {PeriodDrift} from '../drift/drift-report.js'
import {renderDataTable} from './data-table.js'
import {formatLevel} from './drift-words.js'
import {html} from './html.js'
import {formatCount, formatPercent, noNumber} from './numbers.js'
import type {Section} from './page.js'

/** The rows that look least like the reference. */
export function rowsSection({name, drivers}: PeriodDrift): Section | null {
  if (drivers.length === 0) return null
  const columns = drivers[0]!.values.map(({column}) => column)
  return {
    id: 'rows',
    title: 'Rows that drive it',
    body: html`<p>
        Rows of ${name} that look least like the reference, all features together. Row 1 is the first after the header;
        at 50 % a row could be from either.
      </p>
      <div class="panel">
        ${renderDataTable({
          columns: [
            {title: 'Row', align: 'right'},
            {title: 'Not of the reference', align: 'right'},
            ...columns.map((title) => ({title})),
          ],
          rows: drivers.map(({row, probability, values}) => [
            formatCount(row),
            formatPercent(probability, 0),
            ...columns.map((column) => showValue(values.find((each) => each.column === column)?.value ?? null)),
          ]),
        })}
      </div>`,
  }
}

export function showValue(value: string | number | null): string {
  if (value === null) return noNumber
  return typeof value === 'number' ? formatLevel(value, 4) : value
}
