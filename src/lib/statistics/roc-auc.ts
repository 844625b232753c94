import type {LabelledProbabilities} from './check-predictions.js'

/**
 * Area under the ROC curve. Two classes: of the score of the second one. More: each class against the rest, and
 * the plain mean over the classes.
 *
 * @param predictions - labels of shape [rows], probabilities of shape [rows, classes]
 * @returns from 0 to 1, 0.5 for scores that say nothing; null when a class has no rows, or all of them
 * @source scikit-learn `roc_auc_score(multi_class='ovr', average='macro')`
 */
export function rocAuc({labels, probabilities, classes}: LabelledProbabilities): number | null {
  if (classes === 2) return oneAgainstRest({labels, probabilities, classes}, 1)
  let sum = 0
  for (let code = 0; code < classes; code++) {
    const area = oneAgainstRest({labels, probabilities, classes}, code)
    if (area === null) return null
    sum += area
  }
  return sum / classes
}

/**
 * Probability that a row of the class scores higher than a row of another class; a tie counts half.
 * Both groups are sorted alone and then merged: the typed arrays' native sort takes no comparator.
 */
function oneAgainstRest({labels, probabilities, classes}: LabelledProbabilities, code: number): number | null {
  let size = 0
  for (const label of labels) if (label === code) size++
  if (size === 0 || size === labels.length) return null

  const inside = new Float64Array(size)
  const outside = new Float64Array(labels.length - size)
  let i = 0
  let o = 0
  for (let row = 0; row < labels.length; row++) {
    const score = probabilities[row * classes + code]!
    if (labels[row] === code) inside[i++] = score
    else outside[o++] = score
  }
  inside.sort()
  outside.sort()

  let below = 0
  let notAbove = 0
  // Twice the number of won pairs, so that ties stay whole numbers: exact up to 2^53.
  let wins = 0
  for (const score of inside) {
    while (below < outside.length && outside[below]! < score) below++
    if (notAbove < below) notAbove = below
    while (notAbove < outside.length && outside[notAbove]! <= score) notAbove++
    wins += below + notAbove
  }
  return wins / (2 * inside.length * outside.length)
}
