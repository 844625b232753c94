/** Two sets of answers to the same rows, counted. */
export interface PairedAnswers {
  readonly rows: number
  /** Rows that the first got right and the second wrong. */
  readonly onlyFirstRight: number
  /** Rows that the second got right and the first wrong. */
  readonly onlySecondRight: number
}

/**
 * Counts the rows on which exactly one of two answers is right.
 *
 * @param labels - shape [rows], true classes
 * @param first - shape [rows], answers of the first
 * @param second - shape [rows], answers of the second
 */
export function pairAnswers(labels: Int32Array, first: Int32Array, second: Int32Array): PairedAnswers {
  let onlyFirstRight = 0
  let onlySecondRight = 0
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]
    if (first[row] === label && second[row] !== label) onlyFirstRight++
    else if (first[row] !== label && second[row] === label) onlySecondRight++
  }
  return {rows: labels.length, onlyFirstRight, onlySecondRight}
}
