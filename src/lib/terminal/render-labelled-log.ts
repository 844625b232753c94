import type {LabelledLog} from '../lifecycle/train-log.js'
import {formatCount, formatCountOf, formatPercent} from './numbers.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'

/** More would push what was learned off the screen. */
const mostMonths = 12

/** What of a log of predictions has a label: how many, how old, and how often the answer was another. */
export function renderLabelledLog(log: LabelledLog): string {
  const {folder, since, predictions, labelled, contradicted, months} = log
  const time = since === null ? '' : `, since ${dayOf(since)}`
  const sentence =
    `The log in ${folder}${time}: ${formatCountOf(predictions, 'prediction')}, ${formatCount(labelled)} of them with a ` +
    `label, made ${period(dayOf(log.firstAt), dayOf(log.lastAt))}; ${formatCountOf(contradicted, 'label')} ` +
    `(${formatPercent(contradicted / labelled)}) ${contradicted === 1 ? 'contradicts' : 'contradict'} the answer.`
  if (months.length < 2) return style.dim(sentence)
  const shown = months.slice(-mostMonths)
  const more = months.length - shown.length
  const table = renderTable({
    columns: ['Month', 'Predictions', 'With label', 'Contradict'].map((title, place) => ({
      ...{title, align: place === 0 ? ('left' as const) : ('right' as const)},
    })),
    rows: shown.map((month) => [
      month.month,
      ...[month.predictions, month.labelled, month.contradicted].map(formatCount),
    ]),
  })
  return [
    style.dim(sentence),
    table,
    ...(more > 0 ? [style.dim(`and ${formatCountOf(more, 'month')} before`)] : []),
  ].join('\n')
}

function period(first: string, last: string): string {
  return first === last ? `on ${first}` : `from ${first} to ${last}`
}

/** '2026-03-01T12:34:56.789Z' as '2026-03-01'. */
function dayOf(time: string): string {
  return time.slice(0, 10)
}
