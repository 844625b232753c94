import type {Table} from '../dataset/table.js'
import {MlopsError} from '../errors.js'
import type {Artifact} from './artifact.js'
import {createFoldedInference} from './folded-inference.js'
import {foldNetwork} from './folding.js'
import {fromLayersFormat} from './layers-format.js'
import {shapeOf, type NetworkWeights} from './network.js'
import {createRowEncoder, createValueEncoder, type Preprocessing, type RowEncoder} from './preprocessing.js'

/** What a model says of the rows of a table. */
export interface Predictions {
  readonly rows: number
  readonly classes: number
  /** Shape [rows, classes], row-major; each row sums to 1. */
  readonly probabilities: Float32Array
  /** The most probable class of each row; the first one wins a tie. */
  readonly predicted: Int32Array
}

/** A model compiled for prediction: no TensorFlow, and no memory that grows with the calls. */
export interface Predictor {
  readonly classes: number
  /**
   * @throws MlopsError `COLUMN_MISSING` when the table lacks a feature
   */
  predictTable(table: Table): Predictions
  /**
   * The same for rows that are no table.
   *
   * @param values - shape [rows, features], row-major, as `createValueEncoder` takes them; there may be more
   */
  predictRows(values: ArrayLike<number>, rows: number): Predictions
}

/**
 * Compiles a model that was loaded from the registry.
 *
 * @throws MlopsError `MODEL_INVALID` when its network does not fit its description
 */
export function compilePredictor({folder, manifest, modelJson, weights}: Omit<Artifact, 'reference'>): Predictor {
  const network = fromLayersFormat({modelJson, weights})
  const {inputs, classes} = shapeOf(network)
  const {preprocessing, description} = manifest
  if (inputs !== preprocessing.inputs || classes !== description.target.classes.length) {
    throw new MlopsError('MODEL_INVALID', {
      message: `${folder}: the network reads ${inputs} inputs and knows ${classes} classes, but the manifest says ${preprocessing.inputs} and ${description.target.classes.length}.`,
    })
  }
  return createPredictor(preprocessing, network)
}

/** Compiles a network: batch normalisation folded into the dense layers, all memory allocated. */
export function createPredictor(preprocessing: Preprocessing, weights: NetworkWeights): Predictor {
  const inference = createFoldedInference(foldNetwork(weights))
  const classes = weights.output.bias.length
  const {blockRows, input, inputStride, output, outputStride} = inference
  const encodeValues = createValueEncoder(preprocessing)
  const predict = (all: number, encode: RowEncoder): Predictions => {
    const probabilities = new Float32Array(all * classes)
    const predicted = new Int32Array(all)
    for (let from = 0; from < all; from += blockRows) {
      const rows = Math.min(blockRows, all - from)
      encode(from, rows, input, inputStride)
      inference.run(rows)
      for (let row = 0; row < rows; row++) {
        const at = row * outputStride
        const to = (from + row) * classes
        // For so few numbers, calling set() costs more than copying.
        for (let index = 0; index < classes; index++) probabilities[to + index] = output[at + index]!
        predicted[from + row] = mostProbable(output, at, classes)
      }
    }
    return {rows: all, classes, probabilities, predicted}
  }
  return {
    classes,
    predictTable: (table) => predict(table.rows, createRowEncoder(preprocessing, table)),
    predictRows: (values, rows) => predict(rows, encodeValues(values)),
  }
}

/** Index of the greatest of `classes` numbers from `at` on; the first one wins a tie. */
function mostProbable(probabilities: Float32Array, at: number, classes: number): number {
  let best = 0
  for (let candidate = 1; candidate < classes; candidate++) {
    if (probabilities[at + candidate]! > probabilities[at + best]!) best = candidate
  }
  return best
}
