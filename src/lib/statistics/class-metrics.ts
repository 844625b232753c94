/** How well one class is recognised. */
export interface ClassMetrics {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Rows of this class. */
  readonly support: number
  /** Rows predicted as this class. */
  readonly predicted: number
}

/**
 * Precision, recall and F1 of each class. A ratio without rows to stand on is 0.
 *
 * @param confusion - counts, shape [classes, classes]: rows are true classes, columns are answered ones
 * @returns one entry a class, in class order
 * @source scikit-learn `precision_recall_fscore_support(labels=classes, zero_division=0)`
 */
export function classMetrics(confusion: readonly (readonly number[])[]): ClassMetrics[] {
  return confusion.map((counts, code) => {
    const right = counts[code]!
    let support = 0
    let predicted = 0
    for (let other = 0; other < confusion.length; other++) {
      support += counts[other]!
      predicted += confusion[other]![code]!
    }
    return {
      precision: predicted === 0 ? 0 : right / predicted,
      recall: support === 0 ? 0 : right / support,
      // 2PR / (P + R) without its 0 / 0, and exact where P and R are not.
      f1: support + predicted === 0 ? 0 : (2 * right) / (support + predicted),
      support,
      predicted,
    }
  })
}
