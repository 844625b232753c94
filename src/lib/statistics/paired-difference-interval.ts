import {type Interval, Z_95} from './interval.js'
import type {PairedAnswers} from './paired-answers.js'

/**
 * 95 % interval of the difference of two accuracies on the same rows, second less first: all differences that a
 * score test would not reject. It leaves 0 out exactly when McNemar's asymptotic test rejects equality, so interval
 * and test tell one story; and it holds on few rows, where +- 2 standard errors does not.
 *
 * @param answers - counts of rows; `rows` at least 1
 * @returns bounds within -1 .. 1
 * @source Tango (1998), Equivalence test and confidence interval for the difference in proportions for the
 * paired-sample design, eq. 6 to 8
 */
export function pairedDifferenceInterval(answers: PairedAnswers): Interval {
  const mirrored = {
    rows: answers.rows,
    onlyFirstRight: answers.onlySecondRight,
    onlySecondRight: answers.onlyFirstRight,
  }
  return {lower: -upperLimit(mirrored), upper: upperLimit(answers)}
}

/** Bisection: the score falls with the difference, from the estimate (0) to 1 (minus infinity). */
function upperLimit(answers: PairedAnswers): number {
  let inside = (answers.onlySecondRight - answers.onlyFirstRight) / answers.rows
  let outside = 1
  if (inside === 1) return 1
  for (;;) {
    const middle = (inside + outside) / 2
    if (middle === inside || middle === outside) return outside
    if (score(answers, middle) < -Z_95) outside = middle
    else inside = middle
  }
}

/** Standardised distance of the observed difference from `difference`, under the latter. */
function score({rows, onlyFirstRight, onlySecondRight}: PairedAnswers, difference: number): number {
  const rest = difference * (1 - difference)
  // Most likely share of rows that only the first gets right, if the true difference were `difference`.
  const b = (2 * rows + onlyFirstRight - onlySecondRight) * difference - onlyFirstRight - onlySecondRight
  const c = -onlyFirstRight * rest
  const root = Math.sqrt(b * b - 8 * rows * c)
  // Of the two forms of the quadratic's root, the one that does not subtract equal numbers.
  const share = b > 0 ? (-2 * c) / (b + root) : (root - b) / (4 * rows)
  const deviation = Math.sqrt(rows * (2 * share + rest))
  return (onlySecondRight - onlyFirstRight - rows * difference) / deviation
}
