import type {LabelledProbabilities} from './check-predictions.js'

/**
 * Mean squared distance of the probabilities from the truth, summed over the classes. With two classes it is
 * twice the score that looks at the second class alone.
 *
 * @param predictions - labels of shape [rows], probabilities of shape [rows, classes]
 * @returns from 0 (sure and right) to 2 (sure and wrong); NaN when there are no rows
 * @source Brier (1950), Verification of forecasts expressed in terms of probability, eq. 2
 */
export function brierScore({labels, probabilities, classes}: LabelledProbabilities): number {
  let sum = 0
  for (let row = 0; row < labels.length; row++) {
    for (let code = 0; code < classes; code++) {
      const distance = probabilities[row * classes + code]! - (labels[row] === code ? 1 : 0)
      sum += distance * distance
    }
  }
  return sum / labels.length
}
