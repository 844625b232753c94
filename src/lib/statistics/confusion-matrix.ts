/**
 * How often each true class was answered by each class.
 *
 * @param labels - shape [rows], true classes, 0 .. classes - 1
 * @param predicted - shape [rows], answered classes, 0 .. classes - 1
 * @param classes - number of classes
 * @returns counts, shape [classes, classes]: rows are true classes, columns are answered ones
 * @source scikit-learn `confusion_matrix(labels=classes)`
 */
export function confusionMatrix(labels: Int32Array, predicted: Int32Array, classes: number): number[][] {
  const counts = Array.from({length: classes}, () => new Array<number>(classes).fill(0))
  for (let row = 0; row < labels.length; row++) counts[labels[row]!]![predicted[row]!]!++
  return counts
}

/**
 * Share of the rows on the diagonal.
 *
 * @param confusion - counts, shape [classes, classes]
 * @returns from 0 to 1; NaN when there are no rows
 */
export function accuracyOf(confusion: readonly (readonly number[])[]): number {
  let right = 0
  let rows = 0
  for (const [code, counts] of confusion.entries()) {
    right += counts[code]!
    for (const count of counts) rows += count
  }
  return right / rows
}
