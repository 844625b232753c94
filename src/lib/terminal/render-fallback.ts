import type {FallbackFigures} from '../model/fallback-figures.js'
import {formatCount, formatPercent} from './numbers.js'
import {renderTable} from './text-table.js'

/** How often the rules step in, and whether that helps. */
export function fallbackTitle({accuracy, modelAccuracy, answers}: FallbackFigures): string {
  const rows = answers.reduce((sum, each) => sum + each.rows, 0)
  const byRules = answers.reduce((sum, each) => sum + (each.source === 'ML' ? 0 : each.rows), 0)
  return `Fallback: rules answer ${formatPercent(byRules / rows)} of the rows; right on ${formatPercent(accuracy)} with them, ${formatPercent(modelAccuracy)} without`
}

export function renderFallback({answers}: FallbackFigures): string {
  return renderTable({
    columns: [
      {title: 'Answered by'},
      {title: 'Rows', align: 'right'},
      {title: 'Right', align: 'right'},
      {title: 'Model alone', align: 'right'},
    ],
    rows: answers.map(({source, rows, accuracy, modelAccuracy}) => [
      source,
      formatCount(rows),
      formatPercent(accuracy),
      formatPercent(modelAccuracy),
    ]),
  })
}
