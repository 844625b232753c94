import {MlopsError} from '../errors.js'

/** Labelled rows with the probabilities that a model gave them. */
export interface LabelledProbabilities {
  /** shape [rows], 0 .. classes - 1 */
  readonly labels: Int32Array
  /** shape [rows, classes], row-major */
  readonly probabilities: Float32Array | Float64Array
  readonly classes: number
}

/**
 * Refuses what no metric can be computed from.
 *
 * @param predictions - labels of shape [rows], probabilities of shape [rows, classes]
 * @throws MlopsError `DATA_EMPTY` when there are no rows, `DATA_INVALID` when a label is missing or the shapes
 * disagree, `MODEL_INVALID` when a probability is NaN or lies outside 0 .. 1 by more than rounding
 */
export function checkPredictions({labels, probabilities, classes}: LabelledProbabilities): void {
  if (labels.length === 0) {
    throw new MlopsError('DATA_EMPTY', {message: 'There are no labelled rows to measure predictions on.'})
  }
  if (probabilities.length !== labels.length * classes) {
    throw new MlopsError('DATA_INVALID', {
      message: `There are ${probabilities.length} probabilities for ${labels.length} rows and ${classes} classes, expected ${labels.length * classes}.`,
    })
  }
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!
    if (label < 0 || label >= classes) {
      throw new MlopsError('DATA_INVALID', {
        message: `Row ${row + 1} has the class code ${label}, expected a code from 0 to ${classes - 1}: its label is missing or unknown.`,
      })
    }
  }
  for (let index = 0; index < probabilities.length; index++) {
    const probability = probabilities[index]!
    // Float32 softmax overshoots 1 by a rounding; NaN fails both comparisons.
    if (!(probability >= 0 && probability <= 1 + 1e-5)) {
      throw new MlopsError('MODEL_INVALID', {
        message: `The probability of class ${index % classes} in row ${Math.floor(index / classes) + 1} is ${probability}, expected a number from 0 to 1.`,
        suggestion: 'The weights of the model have diverged: train again with a lower learning rate.',
      })
    }
  }
}
