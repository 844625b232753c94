import {MlopsError} from '../../errors.js'
import {hypergeometricDeviation} from '../hypergeometric.js'
import {quantile} from '../quantile.js'
import type {CorrectedEffect} from './corrected-effect.js'
import {robustScale} from './robust-scale.js'

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
  if (reference.length === 0 || current.length === 0) {
    throw new MlopsError('DATA_EMPTY', {message: 'A sample without values is at no distance from another.'})
  }
  const scale = robustScale(reference)
  if (scale === 0) return besideConstant(reference[0]!, current)
  const low = quantile(reference, 0.25) - FENCE * scale
  const high = quantile(reference, 0.75) + FENCE * scale
  const {distance, deviation} = sweep({reference, current, low, high})
  const observed = distance / scale
  const expected = (deviation / scale) * (1 / reference.length + 1 / current.length)
  const excess = observed - expected
  const effect = excess > 0 ? Math.sqrt(excess * (observed + expected)) : 0
  return {observed, expected, excess, effect}
}

function besideConstant(constant: number, current: Float64Array): CorrectedEffect {
  const same = current[0] === constant && current[current.length - 1] === constant
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
  readonly reference: Float64Array
  readonly current: Float64Array
  readonly low: number
  readonly high: number
}): {readonly distance: number; readonly deviation: number} {
  const within = (value: number): number => Math.min(high, Math.max(low, value))
  const population = reference.length + current.length
  let [fromReference, fromCurrent, distance, deviation] = [0, 0, 0, 0]
  let value = within(Math.min(reference[0]!, current[0]!))
  while (fromReference + fromCurrent < population) {
    const next = within(Math.min(reference[fromReference] ?? Infinity, current[fromCurrent] ?? Infinity))
    if (next > value) {
      const width = next - value
      distance += width * Math.abs(fromReference / reference.length - fromCurrent / current.length)
      const urn = {population, marked: fromReference + fromCurrent, draws: current.length}
      deviation += width * hypergeometricDeviation(urn)
      value = next
    }
    if ((reference[fromReference] ?? Infinity) <= (current[fromCurrent] ?? Infinity)) fromReference++
    else fromCurrent++
  }
  return {distance, deviation}
}
