import {basename} from 'node:path'
import {MlopsError} from '../errors.js'
import type {BadValue} from './csv-bad-rows.js'
import type {ColumnPlan} from './csv-column.js'
import type {DatasetDescription, DescriptionSource} from './description.js'
import {didYouMean} from './nearest-name.js'
import {draftOf, type ResolvedDraft} from './load-draft.js'
import {openDataPackage, requestOf, shownName, type DatasetOptions} from './load-options.js'
import {planDescribed, planLoading, type LoadPlan} from './load-planning.js'
import {planUnlabelled} from './load-unlabelled.js'
import {streamTable, type AcceptChunk, type StreamedTable} from './stream-table.js'

/** What is known of a file whose rows were handed on as they came. */
export interface StreamedDataset {
  /** What its columns are. Fields and classes that no data package declares are open: without categories. */
  readonly resolved: ResolvedDraft
  readonly source: DescriptionSource
  /** Those of the notes in `source` that a person should not overlook. */
  readonly warnings: readonly string[]
  readonly rows: number
  /** 'sha256-' + hex digest of the content, unpacked when it was gzipped. */
  readonly hash: string
  /** File name without folders; '<stdin>' for standard input. */
  readonly file: string
  readonly skippedRows: number
  /** What was wrong with the skipped rows: the first thousand values at most. */
  readonly badRows: readonly BadValue[]
}

export interface StreamAsOptions extends DatasetOptions {
  /** Whether a value that is no class of the target makes a row bad, or comes after the classes. */
  readonly classes?: 'closed' | 'open' | undefined
  /** A column that is read as text besides, described or not, and comes last in each table. */
  readonly groupBy?: string | undefined
}

/**
 * Reads a CSV file as a description says, and hands its rows on some at a time: `loadDatasetAs` for files of any size,
 * without the ignored columns.
 *
 * @throws MlopsError of every kind that has to do with files and data; what `accept` throws
 */
export function streamDatasetAs(
  description: DatasetDescription | ResolvedDraft,
  options: StreamAsOptions,
  accept: AcceptChunk<LoadPlan>,
): Promise<StreamedDataset> {
  const {target} = description
  const resolved = typeof target === 'string' ? {...description, target} : draftOf({...description, target})
  const names = [...resolved.fields.map(({name}) => name), ...Object.keys(resolved.aliases)]
  const planned = {resolved, source: {kind: 'file' as const, notes: []}, warnings: []}
  return stream(
    options,
    {
      ...requestOf(options),
      hints: {delimiter: options.delimiter, names, preferred: resolved.delimiter},
      plan: (start) => {
        const plan = planDescribed(options, planned, start)
        const columns = readColumns(plan.columns, options)
        return {...plan, columns: [...columns, ...groupColumn(start.header, options)]}
      },
    },
    accept,
  )
}

/**
 * Reads a CSV file with its own description, as `loadDataset` does, and hands its rows on some at a time, without the
 * ignored columns. Where nobody names a label, and no column bears one of its usual names, every column is one like the
 * others.
 *
 * @throws MlopsError of every kind that has to do with files, schemas and data; what `accept` throws
 */
export async function streamDataset(options: DatasetOptions, accept: AcceptChunk<LoadPlan>): Promise<StreamedDataset> {
  const dataPackage = await openDataPackage(options)
  const names = dataPackage?.resources.flatMap(({fieldNames}) => fieldNames) ?? []
  return stream(
    options,
    {
      ...requestOf(options),
      hints: {delimiter: options.delimiter, names},
      plan: (start): LoadPlan | undefined => {
        try {
          return withoutIgnored(planLoading({...options, guessTarget: 'by name'}, dataPackage, start))
        } catch (error) {
          const isWithoutLabel = error instanceof MlopsError && error.code === 'TARGET_UNUSABLE'
          if (!isWithoutLabel || options.target !== undefined) throw error
          const plan = planUnlabelled(start, {options, dataPackage, file: shownName(options), unusable: 'left out'})
          return withoutIgnored(plan && {...plan, warnings: []})
        }
      },
    },
    accept,
  )
}

async function stream(
  options: DatasetOptions,
  request: Parameters<typeof streamTable<LoadPlan>>[0],
  accept: AcceptChunk<LoadPlan>,
): Promise<StreamedDataset> {
  const {plan, bad, rows, hash}: StreamedTable<LoadPlan> = await streamTable(request, accept)
  const {resolved, source, warnings} = plan
  const file = options.path === '-' ? shownName(options) : basename(options.path)
  return {resolved, source, warnings, rows, hash, file, skippedRows: bad.rows, badRows: bad.kept}
}

function withoutIgnored(plan: LoadPlan | undefined): LoadPlan | undefined {
  return plan && {...plan, columns: comparable(plan.columns.filter(({role}) => role !== 'ignored'))}
}

function readColumns(columns: readonly ColumnPlan[], {classes}: StreamAsOptions): readonly ColumnPlan[] {
  return comparable(
    columns
      .filter(({role}) => role !== 'ignored')
      .map((plan) => (classes === 'open' && plan.role === 'target' ? {...plan, role: 'feature'} : plan)),
  )
}

/** Rows are counted here, not learned from: an infinite number is a finding, and no reason to stop. */
function comparable(columns: readonly ColumnPlan[]): readonly ColumnPlan[] {
  return columns.map((plan) => ({...plan, nonFinite: 'kept'}))
}

function groupColumn(header: readonly string[], {groupBy, ...options}: StreamAsOptions): readonly ColumnPlan[] {
  if (groupBy === undefined) return []
  const index = header.indexOf(groupBy)
  if (index < 0) {
    throw new MlopsError('COLUMN_MISSING', {
      message:
        `${shownName(options)} has no column "${groupBy}".${didYouMean(groupBy, header)} ` +
        `Its columns are ${header.filter((name) => name !== '').join(', ')}.`,
      suggestion: 'Name one of these columns with --by.',
    })
  }
  const field = {kind: 'category', name: groupBy, categories: []} as const
  return [{field, role: 'ignored', index, required: false, inferred: false, missing: new Set([''])}]
}
