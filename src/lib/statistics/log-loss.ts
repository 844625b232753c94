import type {LabelledProbabilities} from './check-predictions.js'

/** Probabilities are kept this far from 0 and 1, so that one confident mistake costs 36 nats and not infinity. */
const CLIP = 2 ** -52

/**
 * Mean cross-entropy of the true classes.
 *
 * @param predictions - labels of shape [rows], probabilities of shape [rows, classes]
 * @returns nats, >= 0; NaN when there are no rows
 * @source scikit-learn 1.5 `log_loss` on float64
 */
export function logLoss({labels, probabilities, classes}: LabelledProbabilities): number {
  let sum = 0
  for (let row = 0; row < labels.length; row++) {
    const probability = probabilities[row * classes + labels[row]!]!
    sum -= Math.log(Math.min(1 - CLIP, Math.max(CLIP, probability)))
  }
  return sum / labels.length
}
