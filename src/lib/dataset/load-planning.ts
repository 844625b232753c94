import {basename} from 'node:path'
import {resolveAliases} from './csv-header.js'
import {dataName} from './data-name.js'
import {chooseResource, type DataPackage} from './data-package-file.js'
import type {DescriptionSource} from './description.js'
import {inferDraft} from './infer-description.js'
import {resolveDraft, type DraftDescription, type ResolvedDraft} from './load-draft.js'
import {shownName, type DatasetOptions} from './load-options.js'
import {noteExtraColumns, planColumns} from './load-plan.js'
import type {FileStart, TablePlan} from './load-table.js'

/** How a file is read: what its columns are, and where that was learned. */
export interface LoadPlan extends TablePlan {
  readonly resolved: ResolvedDraft
  readonly source: DescriptionSource
  readonly warnings: readonly string[]
}

/** From the data package if there is one that fits, else from the data; undefined while their rows are needed. */
export function planLoading(
  options: DatasetOptions,
  dataPackage: DataPackage | undefined,
  start: FileStart,
): LoadPlan | undefined {
  const resource = dataPackage && chooseResource(dataPackage, options.path, start.header)
  const isOrdered = options.schema !== undefined
  if (dataPackage !== undefined && (resource !== undefined || isOrdered)) {
    const {draft, notes} = (resource ?? dataPackage.resources[0]!).draft()
    return planDraft(options, {draft, source: {kind: 'file', path: dataPackage.path, notes}, warnings: []}, start)
  }
  if (start.records === undefined) return undefined
  const {draft, notes, warnings} = inferDraft({
    name: nameOfFile(options.path),
    delimiter: start.delimiter,
    header: start.header,
    records: start.records,
    choices: options,
  })
  const unfit = dataPackage && `${dataPackage.path} describes other columns: not used.`
  return planDraft(
    options,
    {draft, source: {kind: 'inferred', notes: unfit === undefined ? notes : [unfit, ...notes]}, warnings},
    start,
  )
}

function planDraft(
  options: DatasetOptions,
  {draft, source, warnings}: Pick<LoadPlan, 'source' | 'warnings'> & {readonly draft: DraftDescription},
  start: FileStart,
): LoadPlan {
  const {resolved, notes} = resolveDraft(draft, options, start.header)
  return planDescribed(options, {resolved, source: {...source, notes: [...source.notes, ...notes]}, warnings}, start)
}

/** As a draft says that has a part for every field. */
export function planDescribed(
  options: DatasetOptions,
  {resolved, source, warnings}: Pick<LoadPlan, 'resolved' | 'source' | 'warnings'>,
  start: FileStart,
): LoadPlan {
  const header = resolveAliases(start.header, resolved.aliases, start.place)
  const inferred = source.kind === 'inferred'
  const columns = planColumns(resolved, {
    header,
    file: shownName(options),
    requireTarget: options.requireTarget,
    inferred,
  })
  return {
    columns,
    resolved,
    warnings,
    source: {...source, notes: [...source.notes, ...noteExtraColumns(resolved, header)]},
  }
}

/** A name for data without a description: that of the file. Standard input has none. */
function nameOfFile(path: string): string | undefined {
  return path === '-' ? undefined : dataName(basename(path).replace(/(?:\.[A-Za-z]+){1,2}$/, ''))
}
