import type {ProfileAnswer} from '../lifecycle/profile.js'
import type {CategoryColumnSummary, ColumnSummary, NumberColumnSummary} from '../lifecycle/profile-summary.js'
import {suggestedCommand} from '../suggested-command.js'
import {formatCount, formatCountOf, formatNumber, formatPercent} from './numbers.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'
import {formatBytes} from './units.js'

/** What `mlops profile` and `mlops profile merge` print. */
export function renderProfile(answer: ProfileAnswer): string {
  const {out, bytes, rows, sources, columns, label, notes, model} = answer
  const skipped = sources.reduce((sum, {skippedRows}) => sum + skippedRows, 0)
  const named = sources.length === 1 ? sources[0]!.file : formatCountOf(sources.length, 'file')
  const counted = [
    `${formatCountOf(rows, 'row')} of ${named}`,
    ...(skipped === 0 ? [] : [`${formatCountOf(skipped, 'row')} left out`]),
    ...(model === null ? [] : [`answered by version ${model.version} of ${model.name}`]),
  ].join(', ')
  return [
    `Wrote ${style.accent(out)} (${formatBytes(bytes)}): ${counted}.`,
    '',
    renderTable({
      columns: [
        {title: 'Column'},
        {title: 'Missing', align: 'right'},
        {title: 'Distinct', align: 'right'},
        {title: 'Values'},
      ],
      rows: [...columns.map((column) => row(column, rows)), ...(label === null ? [] : [row(label, rows, ' (label)')])],
    }),
    '',
    ...notes.map((note) => style.dim(note)),
    style.dim(`Next: ${nextCommand(answer)}`),
  ].join('\n')
}

/** Without a model, drift needs something to compare with: the profile itself is that. */
function nextCommand({out, model}: ProfileAnswer): string {
  if (model === null) return suggestedCommand(['drift'], {reference: out, data: 'FILE'})
  return suggestedCommand(['drift'], {current: out, model: model.version})
}

function row(column: ColumnSummary, rows: number, suffix = ''): readonly string[] {
  const {name, missing} = column
  return [
    `${name}${suffix}`,
    missing === 0 ? '0' : formatPercent(missing / rows),
    column.distinct === null ? 'too many' : formatCount(column.distinct),
    column.kind === 'number' ? describeNumbers(column) : describeCategories(column, rows - missing),
  ]
}

function describeNumbers({minimum, median, maximum, outOfRange, infinite, rounded}: NumberColumnSummary): string {
  if (minimum === null || median === null || maximum === null) return 'no value'
  return [
    `${formatNumber(minimum)} to ${formatNumber(maximum)}, median ${formatNumber(median)}`,
    ...(outOfRange === null || outOfRange === 0 ? [] : [`${formatCount(outOfRange)} out of range`]),
    ...(infinite === 0 ? [] : [`${formatCount(infinite)} infinite`]),
    ...(rounded ? ['rounded'] : []),
  ].join('; ')
}

function describeCategories({distinct, top}: CategoryColumnSummary, present: number): string {
  const shown = top.map(({label, rows}) => `${label} ${formatPercent(rows / present)}`)
  if (shown.length === 0) return distinct === null ? 'as identifiers have' : 'no value'
  return [...shown, ...((distinct ?? 0) > shown.length ? ['…'] : [])].join(', ')
}
