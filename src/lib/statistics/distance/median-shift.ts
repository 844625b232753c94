import {MlopsError} from '../../errors.js'
import {quantile} from '../quantile.js'
import {robustScale} from './robust-scale.js'

/**
 * How far the median moved, in robust standard deviations of the reference. Has a sign, and is therefore 0 on average
 * without drift; tells nothing of a change in spread or shape.
 *
 * @param reference - shape [n], ascending, finite
 * @param current - shape [m], ascending, finite
 * @returns in standard deviations; above 0 when the current median is higher; Infinity or -Infinity when the reference is
 * constant and the current median another value
 * @throws MlopsError `DATA_EMPTY` when a sample has no values
 * @source Glass's delta (1976) with median and interquartile range in place of mean and standard deviation
 */
export function medianShift(reference: Float64Array, current: Float64Array): number {
  if (reference.length === 0 || current.length === 0) {
    throw new MlopsError('DATA_EMPTY', {message: 'A sample without values has no median to compare.'})
  }
  const difference = quantile(current, 0.5) - quantile(reference, 0.5)
  return difference === 0 ? 0 : difference / robustScale(reference)
}
