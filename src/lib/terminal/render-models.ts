import type {ListedModel, ModelsListResult, ModelsPromoteResult, ModelsRollbackResult} from '../lifecycle/models.js'
import {suggestedCommand, type SuggestedFlags} from '../suggested-command.js'
import {formatCountOf, formatNumber} from './numbers.js'
import {renderSteps} from './render-commands.js'
import {renderGates} from './render-gates.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'
import {formatBytes, formatMinute} from './units.js'

export function renderModelsList({folder, models}: ModelsListResult): string {
  if (models.length === 0) {
    const train = suggestedCommand(['train'], {data: 'data/reference.csv', models: folder})
    return [`There is no model in ${style.accent(folder)} yet.`, next(train)].join('\n')
  }
  const table = renderTable({
    columns: [
      {title: 'Version', align: 'right'},
      {title: 'Name'},
      {title: 'Created (UTC)'},
      {title: 'Aliases'},
      {title: 'Accuracy', align: 'right'},
      {title: 'Gates', align: 'right'},
      {title: 'Backend'},
      {title: 'Data'},
      {title: 'Size', align: 'right'},
    ],
    rows: models.map(row),
  })
  const reasons = models.flatMap((model) =>
    model.status === 'broken' ? [`${style.bad(`Version ${model.version} is broken:`)} ${model.reason}`] : [],
  )
  const mend =
    reasons.length === 0 ? [] : ['', ...reasons, style.dim('Restore it from a backup, or remove its folder.')]
  return [table, ...mend, ...listHint(folder, models)].join('\n')
}

function row(model: ListedModel): string[] {
  const {version, aliases, bytes, status} = model
  const names = aliases.map((alias) => (alias === 'production' ? style.good(alias) : alias)).join(', ')
  const size = formatBytes(bytes)
  if (status === 'broken') return [String(version), style.bad('broken'), '', names, '', '', '', '', size]
  const {name, createdAt, testAccuracy, gates, backend, dataFile} = model
  return [
    style.strong(String(version)),
    name,
    formatMinute(createdAt),
    names,
    formatNumber(testAccuracy, 3),
    gateCount(gates),
    backend,
    dataFile,
    size,
  ]
}

/** What to do next, as long as nothing is in production. */
function listHint(folder: string, models: readonly ListedModel[]): string[] {
  if (models.some(({aliases}) => aliases.includes('production'))) return []
  const best = models.findLast((model) => model.status === 'valid' && model.gates.passed === model.gates.total)
  if (best === undefined) return ['', style.dim('Nothing is in production, and no version passed all its gates.')]
  return ['', style.dim('Nothing is in production.'), next(promoteCommand(best.version, folder))]
}

export function renderModelsPromote(result: ModelsPromoteResult): string {
  const {folder, version, name, promoted, forced, from, gates, failedGates} = result
  const model = `Version ${style.strong(String(version))} (${style.accent(name)})`
  const failures = failedGates.length === 0 ? [] : [renderGates(failedGates)]
  if (!promoted) {
    const staying = from === null ? 'Nothing is in production.' : `Version ${from} stays in production.`
    return [
      `${model} ${style.bad('was not promoted')}: it failed ${formatCountOf(failedGates.length, 'gate')} of ${gates.total}.`,
      ...failures,
      staying,
      '',
      renderSteps([
        [suggestedCommand(['models', 'show', version], {models: folder}), 'what to do about each gate'],
        [promoteCommand(version, folder, {force: true}), 'promote it all the same'],
      ]),
    ].join('\n')
  }
  if (from === version) return `${model} is in production already: nothing changed.`
  const replaced =
    from === null
      ? 'Nothing was in production before.'
      : `It replaces version ${from}, which is ${style.accent('previous')} now.`
  const verdict = forced
    ? [
        `${style.warn('Forced:')} it failed ${formatCountOf(failedGates.length, 'gate')} of ${gates.total}.`,
        ...failures,
      ]
    : [gates.total === 0 ? 'No gate was set for it.' : `It passed all ${formatCountOf(gates.total, 'gate')}.`]
  const wayBack = from === null ? [] : [undo(folder)]
  return [`${model} is ${style.good('in production')}. ${replaced}`, ...verdict, ...wayBack].join('\n')
}

export function renderModelsRollback({folder, version, name, from}: ModelsRollbackResult): string {
  const before = from === null ? '' : ` Version ${from} is ${style.accent('previous')} now.`
  return [
    `Version ${style.strong(String(version))} (${style.accent(name)}) is ${style.good('in production')} again.${before}`,
    undo(folder),
  ].join('\n')
}

/** '11/12', red unless all passed. */
export function gateCount({passed, total}: {readonly passed: number; readonly total: number}): string {
  return (passed === total ? style.good : style.bad)(`${passed}/${total}`)
}

function promoteCommand(version: number, folder: string, more: SuggestedFlags = {}): string {
  return suggestedCommand(['models', 'promote', version], {...more, models: folder})
}

function undo(folder: string): string {
  return style.dim(`To undo: ${suggestedCommand(['models', 'rollback'], {models: folder})}`)
}

function next(command: string): string {
  return style.dim(`Next: ${command}`)
}
