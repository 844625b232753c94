import {MlopsError} from '../../errors.js'
import {checkSameBins} from './fractions.js'

/**
 * Population stability index of two binned samples. The fractions are taken as they are: zero bins that were filled
 * make them sum to a little more than 1.
 *
 * @param expected - shape [bins], fractions summing to 1
 * @param actual - shape [bins], fractions summing to 1
 * @returns nats, >= 0; 0 when identical; Infinity when a bin is empty on one side only
 * @throws MlopsError `DATA_EMPTY` when there are no bins
 * @source Siddiqi (2006), Credit Risk Scorecards, ch. 6
 */
export function populationStabilityIndex(expected: Float64Array, actual: Float64Array): number {
  if (expected.length === 0) throw new MlopsError('DATA_EMPTY', {message: 'There are no bins to compare.'})
  checkSameBins(expected, actual)
  let sum = 0
  for (let bin = 0; bin < expected.length; bin++) {
    const before = expected[bin]!
    const now = actual[bin]!
    if (before !== now) sum += (now - before) * Math.log(now / before)
  }
  return sum
}

/**
 * What the population stability index comes to, on average, without any drift: sampling alone moves the fractions.
 *
 * @param bins - bins that hold anything, >= 1
 * @param rows - rows of the two samples
 * @returns nats; right where every bin holds tens of rows of each sample, too low or too high where some are empty
 * @source delta method: sum of (difference)^2 / fraction, whose mean is (bins - 1) (1 / n + 1 / m);
 * Yurdakul and Naranjo (2020), Statistical properties of the population stability index
 */
export function expectedPopulationStabilityIndex(
  bins: number,
  {reference, current}: {readonly reference: number; readonly current: number},
): number {
  return (bins - 1) * (1 / reference + 1 / current)
}
