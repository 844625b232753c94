import {basename} from 'node:path'
import type {BadValue} from './csv-bad-rows.js'
import type {DatasetDescription, DescriptionSource} from './description.js'
import {completeDescription} from './load-complete.js'
import {draftOf} from './load-draft.js'
import {openDataPackage, requestOf, shownName, type DatasetOptions} from './load-options.js'
import {planDescribed, planLoading, type LoadPlan} from './load-planning.js'
import {readTable, type ReadTable} from './load-table.js'
import type {Table} from './table.js'

export type {DatasetOptions} from './load-options.js'

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
    file: shownName(options),
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

function resultOf(options: DatasetOptions, {table, plan, bad, hash}: ReadTable<LoadPlan>) {
  const file = options.path === '-' ? shownName(options) : basename(options.path)
  return {table, source: plan.source, warnings: plan.warnings, hash, file, skippedRows: bad.rows, badRows: bad.kept}
}
