import {basename} from 'node:path'
import {resolveAliases} from './csv-header.js'
import {chooseResource, findDataPackage, readDataPackage, type DataPackage} from './data-package-file.js'
import type {DescriptionSource, FieldDescription} from './description.js'
import {guessColumn, usualMissingValues} from './infer-column.js'
import type {Dataset, DatasetOptions} from './load-dataset.js'
import type {ResolvedDraft} from './load-draft.js'
import {noteExtraColumns, planColumns} from './load-plan.js'
import {readTable, type FileStart, type TablePlan} from './load-table.js'

export type UnlabelledDataset = Omit<Dataset, 'description'> & {
  readonly fields: readonly FieldDescription[]
  readonly ignored: readonly string[]
}

/** No column of a file is called so: columns without a name are not read. */
const noTarget = ''

interface UnlabelledPlan extends TablePlan {
  readonly draft: ResolvedDraft
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
  const {path, stdin, signal, onBadRow, schema, displayName} = options
  const file = displayName ?? (path === '-' ? '<stdin>' : path)
  const dataPackage =
    schema !== undefined ? await readDataPackage(schema) : path === '-' ? undefined : await findDataPackage(path)
  const {table, plan, bad, hash} = await readTable<UnlabelledPlan>({
    source: {path, file, ...(stdin === undefined ? {} : {stdin}), ...(signal === undefined ? {} : {signal})},
    hints: {delimiter: options.delimiter, names: dataPackage?.resources.flatMap(({fieldNames}) => fieldNames) ?? []},
    onBadRow,
    plan: (start) => planUnlabelled(start, {options, dataPackage, file}),
  })
  return {
    table,
    fields: plan.draft.fields,
    ignored: plan.draft.ignored,
    source: plan.source,
    warnings: [],
    hash,
    file: path === '-' ? file : basename(path),
    skippedRows: bad.rows,
    badRows: bad.kept,
  }
}

interface PlanContext {
  readonly options: Omit<DatasetOptions, 'target' | 'requireTarget'>
  readonly dataPackage: DataPackage | undefined
  readonly file: string
}

function planUnlabelled(start: FileStart, {options, dataPackage, file}: PlanContext): UnlabelledPlan | undefined {
  const resource =
    dataPackage &&
    (chooseResource(dataPackage, options.path, start.header) ??
      (options.schema === undefined ? undefined : dataPackage.resources[0]))
  if (resource === undefined && start.records === undefined) return undefined
  const described = resource?.draft()
  const {draft, notes} = described === undefined ? guessDraft(start) : {draft: described.draft, notes: described.notes}
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
  return {columns, draft: resolved, source: {...origin, notes: [...notes, ...noteExtraColumns(resolved, header)]}}
}

function guessDraft({header, records = [], delimiter}: FileStart) {
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
  return {
    draft: {name: 'data', delimiter, missingValues: usualMissingValues, fields, ignored: [], aliases: {}},
    notes: [`The columns are separated by ${shown}.`],
  }
}
