import {basename} from 'node:path'
import {resolveAliases} from './csv-header.js'
import {chooseResource, type DataPackage} from './data-package-file.js'
import type {DescriptionSource, FieldDescription} from './description.js'
import {guessColumn, usualMissingValues} from './infer-column.js'
import {reasonToIgnore} from './infer-description.js'
import type {Dataset} from './load-dataset.js'
import type {ResolvedDraft} from './load-draft.js'
import {openDataPackage, requestOf, shownName, type DatasetOptions} from './load-options.js'
import {noteExtraColumns, planColumns} from './load-plan.js'
import {readTable, type FileStart, type TablePlan} from './load-table.js'

export type UnlabelledDataset = Omit<Dataset, 'description'> & {
  readonly fields: readonly FieldDescription[]
  readonly ignored: readonly string[]
}

/** No column of a file is called so: columns without a name are not read. */
const noTarget = ''

/** How a file without a label is read. */
export interface UnlabelledPlan extends TablePlan {
  readonly resolved: ResolvedDraft
  readonly source: DescriptionSource
}

/**
 * Reads a CSV file of which no column is known to hold a label: to look at, not to learn from. Every column is one
 * like the others, as the data package says, or as the first rows look.
 *
 * @throws MlopsError of every kind that has to do with files, schemas and data
 */
export async function loadUnlabelled(
  options: Omit<DatasetOptions, 'target' | 'requireTarget'>,
): Promise<UnlabelledDataset> {
  const file = shownName(options)
  const dataPackage = await openDataPackage(options)
  const {table, plan, bad, hash} = await readTable<UnlabelledPlan>({
    ...requestOf(options),
    hints: {delimiter: options.delimiter, names: dataPackage?.resources.flatMap(({fieldNames}) => fieldNames) ?? []},
    plan: (start) => planUnlabelled(start, {options, dataPackage, file, unusable: 'kept'}),
  })
  return {
    table,
    fields: plan.resolved.fields,
    ignored: plan.resolved.ignored,
    source: plan.source,
    warnings: [],
    hash,
    file: options.path === '-' ? file : basename(options.path),
    skippedRows: bad.rows,
    badRows: bad.kept,
  }
}

interface PlanContext {
  readonly options: Omit<DatasetOptions, 'target' | 'requireTarget'>
  readonly dataPackage: DataPackage | undefined
  readonly file: string
  /** What becomes of dates and row numbers, which differ from file to file, where the columns are guessed. */
  readonly unusable: 'kept' | 'left out'
}

/** From the data package if there is one that fits, else from the data; undefined while their rows are needed. */
export function planUnlabelled(
  start: FileStart,
  {options, dataPackage, file, unusable}: PlanContext,
): UnlabelledPlan | undefined {
  const resource =
    dataPackage &&
    (chooseResource(dataPackage, options.path, start.header) ??
      (options.schema === undefined ? undefined : dataPackage.resources[0]))
  if (resource === undefined && start.records === undefined) return undefined
  const described = resource?.draft()
  const {draft, notes} =
    described === undefined ? guessDraft(start, unusable) : {draft: described.draft, notes: described.notes}
  const header = resolveAliases(start.header, draft.aliases, start.place)
  const ignored = [...draft.ignored, ...(options.ignore ?? [])]
  const names = draft.fields.map(({name}) => name)
  const resolved: ResolvedDraft = {
    ...draft,
    target: noTarget,
    features: names.filter((name) => !ignored.includes(name) && header.includes(name)),
    ignored: names.filter((name) => ignored.includes(name)),
  }
  const inferred = described === undefined
  const columns = planColumns(resolved, {header, file, requireTarget: false, inferred})
  const origin =
    inferred || dataPackage === undefined
      ? {kind: 'inferred' as const}
      : {kind: 'file' as const, path: dataPackage.path}
  return {columns, resolved, source: {...origin, notes: [...notes, ...noteExtraColumns(resolved, header)]}}
}

function guessDraft({header, records = [], delimiter}: FileStart, unusable: PlanContext['unusable']) {
  const regular = records.filter((record) => record.length === header.length)
  const columns = header.flatMap((name, index) =>
    name === ''
      ? []
      : [
          guessColumn(
            name,
            regular.map((record) => record[index]!),
          ),
        ],
  )
  const fields = columns.map(({name, kind}): FieldDescription =>
    kind === 'text' || kind === 'date'
      ? {kind: 'category', name, categories: []}
      : {kind: 'number', name, integer: false},
  )
  const shown = delimiter === '\t' ? 'a tab' : `"${delimiter}"`
  const leftOut = unusable === 'kept' ? [] : columns.filter((column) => reasonToIgnore(column) !== undefined)
  const ignored = leftOut.map(({name}) => name)
  return {
    draft: {name: 'data', delimiter, missingValues: usualMissingValues, fields, ignored, aliases: {}},
    notes: [
      `The columns are separated by ${shown}.`,
      ...leftOut.map((column) => `"${column.name}" is left out: ${reasonToIgnore(column)!}.`),
    ],
  }
}
