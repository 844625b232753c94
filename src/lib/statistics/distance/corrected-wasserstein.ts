import {MlopsError} from '../../errors.js'
import {hypergeometricDeviations} from '../hypergeometric.js'
import {sameGrid} from '../value-counts/coarsen.js'
import {countValues} from '../value-counts/count-values.js'
import {quantileOf} from '../value-counts/quantile-of-counts.js'
import type {ValueCounts} from '../value-counts/value-counts.js'
import type {CorrectedEffect} from './corrected-effect.js'
import {robustScaleOfCounts} from './robust-scale.js'

/** Values farther out than this count as being there: Tukey's outer fences, in robust standard deviations. */
const FENCE = 3 * 1.3489795003921634

/**
 * Wasserstein-1 distance in robust standard deviations of the reference, without what chance adds, and without the pull
 * of outliers: what lies beyond the reference's outer fences (three interquartile ranges from its quartiles) counts as
 * lying there. `excess` is 0 on average without drift; but where there is drift, chance adds less than `expected`, and
 * nearly as its square: `effect` takes that away from the square of the distance.
 *
 * @param reference - shape [n], ascending, finite
 * @param current - shape [m], ascending, finite
 * @returns in standard deviations; effect is Infinity when the reference is constant and the current values are not all
 * the same as it
 * @throws MlopsError `DATA_EMPTY` when a sample has no values
 * @source Vallender (1974), Calculation of the Wasserstein distance; `expected` is the mean over all splits of the same
 * values, a sum of mean deviations of hypergeometric counts
 */
export function correctedWasserstein(reference: Float64Array, current: Float64Array): CorrectedEffect {
  return correctedWassersteinOfCounts(countValues(reference, Infinity), countValues(current, Infinity))
}

/**
 * `correctedWasserstein` of counted samples. Where one of them was rounded, both are: rounding towards zero would
 * otherwise be a shift.
 *
 * @throws MlopsError `DATA_EMPTY` when a sample has no values
 */
export function correctedWassersteinOfCounts(fullReference: ValueCounts, fullCurrent: ValueCounts): CorrectedEffect {
  if (fullReference.rows === 0 || fullCurrent.rows === 0) {
    throw new MlopsError('DATA_EMPTY', {message: 'A sample without values is at no distance from another.'})
  }
  const [reference, current] = sameGrid(fullReference, fullCurrent)
  const scale = robustScaleOfCounts(reference)
  if (scale === 0) return besideConstant(reference.values[0]!, current.values)
  const low = quantileOf(reference, 0.25) - FENCE * scale
  const high = quantileOf(reference, 0.75) + FENCE * scale
  const {distance, deviation} = sweep({reference, current, low, high})
  const observed = distance / scale
  const expected = (deviation / scale) * (1 / reference.rows + 1 / current.rows)
  const excess = observed - expected
  const effect = excess > 0 ? Math.sqrt(excess * (observed + expected)) : 0
  return {observed, expected, excess, effect}
}

/** The reference has one value, or values too close to each other for a number to hold their spread. */
function besideConstant(constant: number, values: Float64Array): CorrectedEffect {
  const same = values[0] === constant && values[values.length - 1] === constant
  const distance = same ? 0 : Infinity
  return {observed: distance, expected: 0, excess: distance, effect: distance}
}

/** Goes through both samples once, in order of the values, from step to step of their distribution functions. */
function sweep({
  reference,
  current,
  low,
  high,
}: {
  readonly reference: ValueCounts
  readonly current: ValueCounts
  readonly low: number
  readonly high: number
}): {readonly distance: number; readonly deviation: number} {
  const within = (value: number): number => Math.min(high, Math.max(low, value))
  const deviationOf = hypergeometricDeviations({population: reference.rows + current.rows, draws: current.rows})
  let [i, j, fromReference, fromCurrent, distance, deviation] = [0, 0, 0, 0, 0, 0]
  let value = within(Math.min(reference.values[0]!, current.values[0]!))
  while (i < reference.values.length || j < current.values.length) {
    const following = Math.min(reference.values[i] ?? Infinity, current.values[j] ?? Infinity)
    const next = within(following)
    if (next > value) {
      const width = next - value
      distance += width * Math.abs(fromReference / reference.rows - fromCurrent / current.rows)
      deviation += width * deviationOf(fromReference + fromCurrent)
      value = next
    }
    if (reference.values[i] === following) fromReference += reference.counts[i++]!
    if (current.values[j] === following) fromCurrent += current.counts[j++]!
  }
  return {distance, deviation}
}
