import type {ResolvedDraft} from '../dataset/load-draft.js'
import {didYouMean} from '../dataset/nearest-name.js'
import {draftOf} from '../dataset/load-draft.js'
import {MlopsError} from '../errors.js'
import {dataColumnsOf, readingDraft, type DataColumns} from '../drift/profile-columns.js'
import type {ProfiledModel} from '../drift/profile-format.js'
import {artifactFile, type Artifact} from '../model/artifact.js'
import {createFallback, type Fallback} from '../model/fallback.js'
import type {Manifest} from '../model/manifest.js'
import {compilePredictor, type Predictor} from '../model/predictor.js'

/** How files are read, and what of them is compared. */
export interface RowReader {
  readonly columns: DataColumns
  /** Holds the compared columns, and those that only the model needs. */
  readonly draft: ResolvedDraft
  /** Answers the rows; null without a model. */
  readonly model: RowModel | null
}

export interface RowModel {
  readonly identity: ProfiledModel
  readonly manifest: Manifest
  readonly predictor: Predictor
  readonly fallback: Fallback | undefined
}

/** A model that answers the rows as they are read. */
export function rowModelOf(artifact: Omit<Artifact, 'reference'>): RowModel {
  const {manifest, version} = artifact
  return {
    identity: {version, name: manifest.name, hash: manifest.files[artifactFile.weights]!},
    manifest,
    predictor: compilePredictor(artifact),
    fallback: createFallback(manifest.description, manifest.preprocessing),
  }
}

/** Reads rows as a model's description says, and has the model answer them. */
export function readerForModel(model: RowModel, only?: readonly string[]): RowReader {
  const {description} = model.manifest
  return {columns: restrict(dataColumnsOf(description), only), draft: draftOf(description), model}
}

/** Reads the compared columns alone. */
export function readerForColumns(columns: DataColumns, only?: readonly string[]): RowReader {
  const restricted = restrict(columns, only)
  return {columns: restricted, draft: readingDraft(restricted), model: null}
}

/**
 * The columns of which the features are among the named ones, in their own order.
 *
 * @throws MlopsError `COLUMN_MISSING` for a name that is no feature
 */
export function restrict(columns: DataColumns, only: readonly string[] | undefined): DataColumns {
  if (only === undefined) return columns
  const names = columns.fields.map(({name}) => name)
  for (const name of only) {
    if (names.includes(name)) continue
    throw new MlopsError('COLUMN_MISSING', {
      message: `There is no feature "${name}".${didYouMean(name, names)} The features are ${names.join(', ')}.`,
      suggestion: 'Name some of these with --columns.',
    })
  }
  return {
    ...columns,
    fields: columns.fields.filter(({name}) => only.includes(name)),
    ignored: [...columns.ignored, ...names.filter((name) => !only.includes(name))],
  }
}
