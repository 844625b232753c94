import {hasIdentifiers} from '../dataset/load-complete.js'
import type {CategoryProfile, DataProfile} from '../drift/data-profile.js'
import type {DataColumns} from '../drift/profile-columns.js'
import {modelOutputs, type ModelOutputs} from '../drift/profile-outputs.js'
import {rowsOfCategories} from '../drift/profile-rows.js'
import {profileOf} from '../drift/profile-table.js'
import {MlopsError} from '../errors.js'
import type {Artifact, ReferenceRows} from '../model/artifact.js'
import {createRandom} from '../statistics/random.js'
import {profileFile} from './drift-inputs.js'
import {countOwnFile, type OwnFileOptions} from './drift-inputs-own.js'
import {readerForColumns, readerForModel, rowModelOf, type RowReader} from './drift-inputs-reader.js'
import {fitProfile} from './drift-inputs-saved.js'
import {Reservoir, sampleLimit, type RowSample} from '../drift/row-sample.js'
import {errorsIn} from './drift-inputs-errors.js'
import {isProfilePath, readSavedProfile} from './profile-files.js'

/** What current rows are compared with, and how they are read. */
export interface ReferenceData {
  readonly kind: 'model' | 'file' | 'profile'
  /** "version 1", or the file as it was named. */
  readonly name: string
  readonly reader: RowReader
  readonly rows: number
  readonly skippedRows: number
  readonly profile: DataProfile
  /** Null where only counts are at hand. */
  readonly sample: RowSample | null
  /** Sentences on what was assumed and left out. */
  readonly notes: readonly string[]
  /** Those of them that a person should not overlook. */
  readonly warnings: readonly string[]
}

export interface ReferenceOptions extends OwnFileOptions {
  /** CSV file, plain or gzipped, or profile; `-` is standard input. The reference of the model when missing. */
  readonly reference?: string | undefined
  /** Answers the rows; its description says what the columns are, and not the file. */
  readonly artifact?: Artifact | undefined
  /** Told how other files will be read, while the reference still is; it may turn out otherwise. */
  readonly announce?: ((reader: RowReader) => void) | undefined
}

/**
 * Reads what current rows are to be compared with: the rows that a model keeps for that, a file, or a profile.
 *
 * @throws MlopsError of every kind that has to do with files, schemas, data and models
 */
export async function readReference(options: ReferenceOptions): Promise<ReferenceData> {
  const {reference, artifact} = options
  if (reference === undefined) {
    if (artifact !== undefined) return referenceOfModel(artifact, options)
    throw new MlopsError('USAGE', {
      message: 'There is nothing to compare with: neither a model nor a file.',
      suggestion: 'Name a file with --reference, or a version with --model.',
    })
  }
  if (isProfilePath(reference)) return referenceOfProfile(reference, options)
  return artifact === undefined
    ? referenceOfFile(reference, options)
    : referenceOfFileForModel(reference, {...options, artifact})
}

async function referenceOfModel(artifact: Artifact, options: ReferenceOptions): Promise<ReferenceData> {
  const {columns: only, seed, sampleLimit: limit = sampleLimit, distinctLimit} = options
  const model = rowModelOf(artifact)
  const reader = readerForModel(model, only)
  const rows = await artifact.reference()
  const sample = new Reservoir(reader.columns.fields, createRandom(seed), limit)
  const outputs = storedOutputs(rows, reader)
  sample.add(rows.table, (row) => row + 1, errorsIn(rows.table, outputs, reader.columns))
  return {
    kind: 'model',
    name: `version ${artifact.version}`,
    reader,
    rows: rows.table.rows,
    skippedRows: 0,
    profile: profileOf(rows.table, reader.columns, {
      outputs,
      ...(distinctLimit === undefined ? {} : {distinctLimit}),
    }),
    sample: limit === 0 ? null : sample.finish(),
    notes: [],
    warnings: [],
  }
}

/** Of the rows that were not trained on, as they were answered then. */
function storedOutputs({table, predicted, probabilities}: ReferenceRows, {model}: RowReader): ModelOutputs {
  const classes = probabilities.length / Math.max(1, table.rows)
  return modelOutputs(table, {rows: table.rows, classes, probabilities, predicted}, model?.fallback)
}

/** A file is read as the model reads it, and answered by the model. */
async function referenceOfFileForModel(
  path: string,
  {artifact, columns: only, ...options}: ReferenceOptions & {readonly artifact: Artifact},
): Promise<ReferenceData> {
  const reader = readerForModel(rowModelOf(artifact), only)
  options.announce?.(reader)
  const {periods, rows, skippedRows, notes} = await profileFile(path, reader, options)
  const {profile, sample} = periods[0]!
  return {kind: 'file', name: path, reader, rows, skippedRows, profile, sample, notes, warnings: []}
}

/** A file says by itself what its columns are. */
async function referenceOfFile(path: string, options: ReferenceOptions): Promise<ReferenceData> {
  const {
    columns,
    profile: whole,
    sample,
    read,
  } = await countOwnFile(path, {
    ...options,
    describe: (found) => options.announce?.(readerForColumns(found)),
  })
  const {fields, notes} =
    options.columns === undefined ? withoutIdentifiers(columns, whole) : {fields: columns.fields, notes: []}
  if (fields.length === 0) {
    throw new MlopsError('COLUMN_UNUSABLE', {
      message: `${path} has no column to compare. ${notes.join(' ')}`,
      suggestion: 'Name the columns with --columns.',
    })
  }
  const names = fields.map(({name}) => name)
  const isKept = ({name}: {readonly name: string}): boolean => names.includes(name)
  return {
    kind: 'file',
    name: path,
    reader: readerForColumns(columns, names),
    rows: read.rows,
    skippedRows: read.skippedRows,
    profile: {...whole, columns: whole.columns.filter(isKept)},
    sample: sample && {...sample, table: {...sample.table, columns: sample.table.columns.filter(isKept)}},
    notes: [...read.source.notes, ...notes],
    warnings: read.warnings,
  }
}

async function referenceOfProfile(path: string, options: ReferenceOptions): Promise<ReferenceData> {
  const {artifact, columns: only} = options
  const saved = await readSavedProfile(path)
  const model = artifact === undefined ? null : rowModelOf(artifact)
  const {fields, notes} =
    only === undefined && model === null
      ? withoutIdentifiers(saved.columns, saved.profile)
      : {fields: saved.columns.fields, notes: []}
  const names = only ?? fields.map(({name}) => name)
  const reader = model === null ? readerForColumns(saved.columns, names) : readerForModel(model, only)
  const fitted = fitProfile({path, saved}, reader)
  return {
    kind: 'profile',
    name: path,
    reader,
    rows: saved.profile.rows,
    skippedRows: saved.sources.reduce((rows, source) => rows + source.skippedRows, 0),
    profile: fitted.profile,
    sample: null,
    notes: [...notes, ...fitted.notes],
    warnings: [],
  }
}

/** The fields without those that no description declares and that look like identifiers: every new one is unseen. */
function withoutIdentifiers({fields}: DataColumns, {columns}: DataProfile) {
  const looksLikeIdentifiers = (column: CategoryProfile): boolean => {
    const present = rowsOfCategories(column)
    return column.overflow > 0 || hasIdentifiers({distinct: column.categories.length, present})
  }
  const leftOut = fields.filter((field, place) => {
    const column = columns[place]!
    const isOpen = field.kind === 'category' && field.categories.length === 0
    return isOpen && column.kind === 'category' && looksLikeIdentifiers(column)
  })
  return {
    fields: fields.filter((field) => !leftOut.includes(field)),
    notes: leftOut.map(({name}) => `"${name}" is left out: its texts look like identifiers or free text.`),
  }
}
