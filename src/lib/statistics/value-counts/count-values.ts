import {countExactly} from './count-exactly.js'
import {distinctValueLimit, type ValueCounts} from './value-counts.js'
import {ValueCounter} from './value-counter.js'

/**
 * Distinct values of a sample and how often each occurs.
 *
 * @param values - shape [n], finite, in any order; stays as it is
 * @param limit - distinct values at most, >= 1; Infinity keeps all of them
 * @returns the same, bit for bit, for the same values in any order
 */
export function countValues(values: Float64Array, limit: number = distinctValueLimit): ValueCounts {
  if (values.length <= limit) return countExactly(values.slice())
  const counter = new ValueCounter(limit)
  counter.add(values)
  return counter.finish()
}
