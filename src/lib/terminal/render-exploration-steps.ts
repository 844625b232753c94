import type {Exploration} from '../lifecycle/explore.js'
import {suggestedCommand, type SuggestedFlags} from '../suggested-command.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'
import {textWidth} from './text-width.js'

/** Flags that say what the data are: proposed commands repeat them. */
export interface AskedFlags {
  readonly schema?: string | undefined
  readonly target?: string | undefined
  readonly ignore?: readonly string[] | undefined
}

type Step = readonly [command: string, reason: string]

/** Commands that follow from an exploration, each with the reason for it. */
export function renderExplorationSteps(
  exploration: Exploration,
  {asked, width}: {readonly asked: AskedFlags; readonly width: number},
): string {
  const steps = stepsOf(exploration, asked)
  const table = renderTable({
    columns: [{title: ''}, {title: ''}],
    rows: steps.map(([command, reason]) => [`  ${style.accent(command)}`, style.dim(reason)]),
  })
  if (table.split('\n').every((line) => textWidth(line) <= width)) return table
  return steps.map(([command, reason]) => `  ${style.accent(command)}\n    ${style.dim(reason)}`).join('\n')
}

function stepsOf(exploration: Exploration, asked: AskedFlags): readonly Step[] {
  const {path, label, source, written} = exploration
  const data = path === '-' ? 'FILE' : path
  const explore = (flags: SuggestedFlags): string => suggestedCommand(['explore'], {data, ...flags})
  const train = (flags: AskedFlags): string => suggestedCommand(['train'], {data, ...flags})
  if (label === null) return [[explore({target: 'COLUMN'}), 'compare everything with the label']]
  const unfit = columnsToIgnore(exploration)
  if (unfit.length > 0) {
    const flags = {...asked, ignore: [...(asked.ignore ?? []), ...unfit]}
    if (source.kind === 'file') {
      return [[train(flags), `or name them under "ignored" in ${source.path ?? 'the data package'}`]]
    }
    const write = {...flags, 'write-schema': true, force: written.schema === null ? null : true} as const
    return [
      [explore(write), 'leave them out, and write that down'],
      [train(flags), 'learn without them'],
    ]
  }
  const flags = written.schema === null ? asked : {schema: schemaFlag(exploration)}
  return [
    ...(source.kind === 'inferred' && written.schema === null
      ? [[explore({...flags, 'write-schema': true}), 'write down what was assumed, and mend it'] as const]
      : []),
    [train(flags), 'learn from it'],
    ...(written.html === null ? [[explore({...flags, html: 'explore.html'}), 'all charts in one page'] as const] : []),
  ]
}

/** Features that training should not see: they give the label away, or there is nothing to learn from them. */
function columnsToIgnore({findings, columns}: Exploration): readonly string[] {
  const features = new Set(columns.filter(({role}) => role === 'feature').map(({name}) => name))
  const named = findings.flatMap((finding) =>
    finding.kind === 'leak' || finding.kind === 'constant' || finding.kind === 'empty' || finding.kind === 'identifier'
      ? [finding.column]
      : [],
  )
  return [...new Set(named)].filter((name) => features.has(name))
}

/** A data package beside the data is found without a flag. */
function schemaFlag({written: {schema}, path}: Exploration): string | undefined {
  const folderOf = (file: string): string => file.replace(/[^/\\]*$/, '')
  const isBeside = schema?.endsWith('datapackage.json') === true && folderOf(schema) === folderOf(path)
  return schema === null || isBeside ? undefined : schema
}
