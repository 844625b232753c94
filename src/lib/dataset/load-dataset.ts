import {basename} from 'node:path'
import type {Readable} from 'node:stream'
import type {BadValue} from './csv-bad-rows.js'
import {resolveAliases} from './csv-header.js'
import {dataName} from './data-name.js'
import {chooseResource, findDataPackage, readDataPackage, type DataPackage} from './data-package-file.js'
import type {DatasetDescription, DescriptionSource} from './description.js'
import {inferDraft} from './infer-description.js'
import {completeDescription} from './load-complete.js'
import {draftOf, resolveDraft, type DraftDescription, type ResolvedDraft} from './load-draft.js'
import {noteExtraColumns, planColumns} from './load-plan.js'
import {readTable, type FileStart, type ReadTable, type TablePlan} from './load-table.js'
import type {Table} from './table.js'

export interface DatasetOptions {
  /** A CSV file, plain or gzipped; `-` is standard input. */
  readonly path: string
  /** Data package that describes it. Default: datapackage.json beside it when that fits, else it is inferred. */
  readonly schema?: string | undefined
  /** Column with the label, in place of the declared or guessed one. */
  readonly target?: string | undefined
  /** Columns to keep from the model. */
  readonly ignore?: readonly string[] | undefined
  /** Default: found. */
  readonly delimiter?: string | undefined
  /** Whether rows with bad values end the reading (once all have been counted) or are left out. */
  readonly onBadRow: 'fail' | 'skip'
  /** Whether every row needs a label. */
  readonly requireTarget: boolean
  readonly signal?: AbortSignal | undefined
  /** Read for `-`, in place of the standard input of the process. */
  readonly stdin?: Readable | undefined
  /** What to call the data in messages. Default: the path. */
  readonly displayName?: string | undefined
}

export interface Dataset {
  /** A column for every described field that is in the file, in the order of the fields. */
  readonly table: Table
  readonly description: DatasetDescription
  readonly source: DescriptionSource
  /** Those of the notes in `source` that a person should not overlook. */
  readonly warnings: readonly string[]
  /** 'sha256-' + hex digest of the content, unpacked when it was gzipped. */
  readonly hash: string
  /** File name without folders; '<stdin>' for standard input. */
  readonly file: string
  readonly skippedRows: number
  /** What was wrong with the skipped rows: the first thousand values at most. */
  readonly badRows: readonly BadValue[]
}

interface LoadPlan extends TablePlan {
  readonly resolved: ResolvedDraft
  readonly source: DescriptionSource
  readonly warnings: readonly string[]
}

/**
 * Reads a CSV file with its own description: the data package named by `schema`, else the one beside the file if it
 * fits, else one that is inferred from the data. What the description leaves open is filled from the data.
 *
 * @throws MlopsError of every kind that has to do with files, schemas and data
 */
export async function loadDataset(options: DatasetOptions): Promise<Dataset> {
  const dataPackage = await openDataPackage(options)
  const read = await readTable<LoadPlan>({
    ...requestOf(options),
    hints: {delimiter: options.delimiter, names: dataPackage?.resources.flatMap(({fieldNames}) => fieldNames) ?? []},
    plan: (start) => planLoading(options, dataPackage, start),
  })
  const {resolved, source} = read.plan
  const completed = completeDescription(resolved, read.table, {
    file: nameOf(options),
    inferred: source.kind === 'inferred',
  })
  return {
    ...resultOf(options, read),
    table: completed.table,
    description: completed.description,
    source: {...source, notes: [...source.notes, ...completed.notes]},
  }
}

/**
 * Reads a CSV file as a description says, for example that of a model. The description is taken as it is: unknown
 * values of a feature come after the declared ones, an unknown class is a bad value.
 *
 * @throws MlopsError of every kind that has to do with files and data
 */
export async function loadDatasetAs(description: DatasetDescription, options: DatasetOptions): Promise<Dataset> {
  const {aliases, delimiter} = description
  const resolved = draftOf(description)
  const read = await readTable<LoadPlan>({
    ...requestOf(options),
    hints: {
      delimiter: options.delimiter,
      names: [...description.fields.map(({name}) => name), ...Object.keys(aliases)],
      preferred: delimiter,
    },
    plan: (start) => planDescribed(options, {resolved, source: {kind: 'file', notes: []}, warnings: []}, start),
  })
  return {...resultOf(options, read), description}
}

async function openDataPackage({schema, path}: DatasetOptions): Promise<DataPackage | undefined> {
  if (schema !== undefined) return readDataPackage(schema)
  return path === '-' ? undefined : findDataPackage(path)
}

/** From the data package if there is one that fits, else from the data; undefined while their rows are needed. */
function planLoading(
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

function planDescribed(
  options: DatasetOptions,
  {resolved, source, warnings}: Pick<LoadPlan, 'resolved' | 'source' | 'warnings'>,
  start: FileStart,
): LoadPlan {
  const header = resolveAliases(start.header, resolved.aliases, start.place)
  const inferred = source.kind === 'inferred'
  const columns = planColumns(resolved, {header, file: nameOf(options), requireTarget: options.requireTarget, inferred})
  return {
    columns,
    resolved,
    warnings,
    source: {...source, notes: [...source.notes, ...noteExtraColumns(resolved, header)]},
  }
}

function requestOf(options: DatasetOptions) {
  const {path, stdin, signal, onBadRow} = options
  return {
    source: {
      path,
      file: nameOf(options),
      ...(stdin === undefined ? {} : {stdin}),
      ...(signal === undefined ? {} : {signal}),
    },
    onBadRow,
  }
}

function resultOf(options: DatasetOptions, {table, plan, bad, hash}: ReadTable<LoadPlan>) {
  const file = options.path === '-' ? nameOf(options) : basename(options.path)
  return {table, source: plan.source, warnings: plan.warnings, hash, file, skippedRows: bad.rows, badRows: bad.kept}
}

/** What to call the data in messages. */
function nameOf({displayName, path}: DatasetOptions): string {
  return displayName ?? (path === '-' ? '<stdin>' : path)
}

/** A name for data without a description: that of the file. Standard input has none. */
function nameOfFile(path: string): string | undefined {
  return path === '-' ? undefined : dataName(basename(path).replace(/(?:\.[A-Za-z]+){1,2}$/, ''))
}
