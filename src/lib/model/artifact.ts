import type {Table} from '../dataset/table.js'
import type {Manifest} from './manifest.js'

/** The files of `models/<version>/`. */
export const artifactFile = {
  manifest: 'manifest.json',
  /** Digest of the manifest, as `sha256sum --check` reads it: the manifest cannot hold its own. */
  manifestDigest: 'manifest.sha256',
  /** tfjs layers format: topology and weight names. */
  model: 'model.json',
  weights: 'weights.bin',
  reference: 'reference.csv',
  /** Grows after the model was made, so it stands outside the hashes. */
  validations: 'validations.ndjson',
} as const

/** Files whose hashes the manifest holds. */
export const hashedFiles = [artifactFile.model, artifactFile.weights, artifactFile.reference] as const

/** What drift is measured against: rows of the training file, with predictions where those are out of sample. */
export interface ReferenceRows {
  /** Features in the order of the description, then the target. */
  readonly table: Table
  /** One class index a row; -1 where the row was trained on. With --folds, a model that has not seen the row answers. */
  readonly predicted: Int32Array
  /** Shape [rows, classes], row-major; NaN where `predicted` is -1. */
  readonly probabilities: Float32Array
}

/** A model that has no version yet. */
export interface ArtifactDraft {
  readonly manifest: Omit<Manifest, 'version' | 'files'>
  /** Content of model.json; its weights manifest names `weights.bin`. */
  readonly modelJson: unknown
  readonly weights: Uint8Array
  readonly reference: ReferenceRows
}

/** A model read from its folder, every file held to its hash. */
export interface Artifact {
  readonly version: number
  readonly folder: string
  /** Size of all files together. */
  readonly bytes: number
  readonly manifest: Manifest
  readonly modelJson: unknown
  readonly weights: Uint8Array
  /** Parses the reference rows: only drift needs them, so loading a model does not wait for it. */
  reference(): Promise<ReferenceRows>
}
