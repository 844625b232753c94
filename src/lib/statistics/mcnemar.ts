import {MlopsError} from '../errors.js'
import {binomialCumulative, binomialProbability} from './binomial.js'
import {pairedDifferenceInterval} from './paired-difference-interval.js'
import type {Interval} from './interval.js'
import type {PairedAnswers} from './paired-answers.js'

export interface McNemarResult extends PairedAnswers {
  /** Accuracy of the second less accuracy of the first. */
  readonly difference: number
  /** 95 % interval of the difference, Tango's score method for paired shares. */
  readonly interval: Interval
  /** Two-sided exact binomial p-value: never too small, but cautious. */
  readonly exactP: number
  /** Two-sided mid-p value: close to its nominal level, and the one to decide by. */
  readonly midP: number
}

/**
 * Are two sets of answers to the same rows equally accurate? Only rows on which exactly one of them is right tell.
 *
 * @param answers - counts of rows; the two kinds of disagreement sum to at most `rows`
 * @returns p-values in 0 .. 1, and the difference of the accuracies with its interval in -1 .. 1
 * @throws MlopsError `DATA_EMPTY` when there are no rows
 * @source McNemar (1947); Fagerland, Lydersen, Laake (2013), The McNemar test for binary matched-pairs data: mid-p
 * and asymptotic are better than exact conditional
 */
export function mcnemar(answers: PairedAnswers): McNemarResult {
  const {rows, onlyFirstRight, onlySecondRight} = answers
  if (rows === 0) throw new MlopsError('DATA_EMPTY', {message: 'There are no rows to compare two models on.'})
  const disagreements = onlyFirstRight + onlySecondRight
  const fewer = Math.min(onlyFirstRight, onlySecondRight)
  const balanced = onlyFirstRight === onlySecondRight
  const tail = 2 * binomialCumulative(fewer, disagreements, 0.5)
  return {
    rows,
    onlyFirstRight,
    onlySecondRight,
    difference: (onlySecondRight - onlyFirstRight) / rows,
    interval: pairedDifferenceInterval(answers),
    exactP: balanced ? 1 : Math.min(1, tail),
    midP: balanced ? 1 : tail - binomialProbability(fewer, disagreements, 0.5),
  }
}
