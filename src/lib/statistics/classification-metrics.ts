import {checkPredictions, type LabelledProbabilities} from './check-predictions.js'
import {brierScore} from './brier-score.js'
import {classMetrics, type ClassMetrics} from './class-metrics.js'
import {accuracyOf, confusionMatrix} from './confusion-matrix.js'
import {logLoss} from './log-loss.js'
import {expectedCalibrationError, reliability, type ReliabilityBin} from './reliability.js'
import {rocAuc} from './roc-auc.js'
import {topClass, topProbability} from './top-class.js'

export type {ClassMetrics} from './class-metrics.js'
export type {ReliabilityBin} from './reliability.js'

/** How good predictions are on labelled rows. All arrays are in class order. */
export interface ClassificationMetrics {
  readonly rows: number
  readonly accuracy: number
  /** Mean cross-entropy in nats, probabilities clipped to 2^-52 as scikit-learn does. */
  readonly logLoss: number
  readonly macroF1: number
  /** Mean over rows of the sum over classes of (probability - truth)^2, from 0 to 2. */
  readonly brierScore: number
  /** One against the rest, mean over the classes; null when a class has no rows. */
  readonly rocAuc: number | null
  /** Expected calibration error of the predicted class, 10 equal-width right-closed bins. */
  readonly calibrationError: number
  readonly reliability: readonly ReliabilityBin[]
  /** Rows of the table = true class, columns = predicted class, counts. */
  readonly confusion: readonly (readonly number[])[]
  readonly perClass: readonly ClassMetrics[]
  /** Highest probability of each row: the least, the mean, the greatest. */
  readonly topProbability: {readonly minimum: number; readonly mean: number; readonly maximum: number}
}

/**
 * Every figure about predictions on labelled rows that the program shows, gates or stores.
 *
 * @param predictions - labels of shape [rows], probabilities of shape [rows, classes]; float32 is fine, sums are
 * made in float64
 * @throws MlopsError `DATA_EMPTY` when there are no rows, `DATA_INVALID` when a label is missing, `MODEL_INVALID`
 * when a probability is NaN
 * @source each part names its own
 */
export function classificationMetrics(predictions: LabelledProbabilities): ClassificationMetrics {
  checkPredictions(predictions)
  const {labels, probabilities, classes} = predictions
  const predicted = topClass(probabilities, classes)
  const confidence = topProbability(probabilities, classes)
  const confusion = confusionMatrix(labels, predicted, classes)
  const perClass = classMetrics(confusion)
  const bins = reliability(
    confidence,
    Uint8Array.from(labels, (label, row) => (label === predicted[row] ? 1 : 0)),
  )
  return {
    rows: labels.length,
    accuracy: accuracyOf(confusion),
    logLoss: logLoss(predictions),
    macroF1: perClass.reduce((sum, each) => sum + each.f1, 0) / classes,
    brierScore: brierScore(predictions),
    rocAuc: rocAuc(predictions),
    calibrationError: expectedCalibrationError(bins),
    reliability: bins,
    confusion,
    perClass,
    topProbability: rangeOf(confidence),
  }
}

function rangeOf(confidence: Float64Array): ClassificationMetrics['topProbability'] {
  let minimum = Infinity
  let maximum = -Infinity
  let sum = 0
  for (const value of confidence) {
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
    sum += value
  }
  return {minimum, mean: sum / confidence.length, maximum}
}
