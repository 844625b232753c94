import type {DatasetDescription} from '../dataset/description.js'
import {MlopsError} from '../errors.js'
import type {Artifact} from '../model/artifact.js'
import {createFallback, type Fallback} from '../model/fallback.js'
import {hashOf} from '../model/hash.js'
import {compilePredictor, type Predictions, type Predictor} from '../model/predictor.js'
import type {Preprocessing} from '../model/preprocessing.js'
import type {ModelIdentity} from '../monitor/answered-rows.js'

/** A model that can answer at once: loaded, checked, compiled and warmed up. */
export interface ServedModel extends ModelIdentity {
  readonly artifact: Artifact
  readonly description: DatasetDescription
  readonly predictor: Predictor
  readonly fallback: Fallback | undefined
  /** Of the manifest, which holds the hashes of all other files: two models with one hash answer alike. */
  readonly hash: string
  readonly passedGates: boolean
  /** Milliseconds since the epoch. */
  readonly loadedAt: number
}

/** Rows to answer before the first client's: by then the engine has compiled the way that a row takes. */
const WARM_UP_ROWS = 2_000

/**
 * Compiles a model and warms it up.
 *
 * @param now - milliseconds since the epoch
 * @throws MlopsError `MODEL_INVALID` or `SCHEMA_INVALID` when it cannot answer rows
 */
export function serveModel(artifact: Artifact, now: number): ServedModel {
  const {manifest} = artifact
  const {description, preprocessing} = manifest
  const predictor = compilePredictor(artifact)
  const fallback = createFallback(description, preprocessing)
  warmUp({predictor, fallback, preprocessing, folder: artifact.folder})
  return {
    name: manifest.name,
    version: artifact.version,
    artifact,
    description,
    predictor,
    fallback,
    hash: hashOf(JSON.stringify(manifest)),
    passedGates: manifest.gates.every(({passed}) => passed),
    loadedAt: now,
  }
}

interface Parts {
  readonly predictor: Predictor
  readonly fallback: Fallback | undefined
  readonly preprocessing: Preprocessing
  readonly folder: string
}

/** Answers the average row again and again, and sees that there is an answer. */
function warmUp({predictor, fallback, preprocessing: {features}, folder}: Parts): void {
  const places = features.map((encoding) => (encoding.kind === 'number' ? encoding.mean : 0))
  const values = features.map((encoding) => (encoding.kind === 'number' ? encoding.mean : encoding.categories[0]!))
  let probabilities: Predictions['probabilities'] = new Float32Array(0)
  for (let row = 0; row < WARM_UP_ROWS; row++) {
    const answer = predictor.predictRows(places, 1)
    // Every second row is unsure, so that the rules are warm as well.
    fallback?.answer(values, {predicted: answer.predicted[0]!, confidence: row % 2})
    probabilities = answer.probabilities
  }
  if (probabilities.every(Number.isFinite)) return
  throw new MlopsError('MODEL_INVALID', {
    message: `${folder}: the network answers the average row with ${probabilities.join(', ')}, which are no probabilities.`,
    suggestion: 'Put another version into production, or train again.',
  })
}
