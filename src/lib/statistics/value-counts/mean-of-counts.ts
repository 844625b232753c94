import type {ValueCounts} from './value-counts.js'

/**
 * Mean of a counted sample.
 *
 * @returns in the unit of the values; NaN when there are none
 * @source Neumaier (1974): the sum with what rounding loses added up beside it
 */
export function meanOf({values, counts, rows}: ValueCounts): number {
  const mean = compensatedSum(values, counts) / rows
  if (Number.isFinite(mean) || rows === 0) return mean
  // The sum of huge values overflows, their mean does not.
  return compensatedSum(
    values,
    counts.map((count) => count / rows),
  )
}

function compensatedSum(values: Float64Array, weights: Float64Array): number {
  let sum = 0
  let lost = 0
  for (let place = 0; place < values.length; place++) {
    const term = values[place]! * weights[place]!
    const next = sum + term
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum
    sum = next
  }
  return sum + lost
}
