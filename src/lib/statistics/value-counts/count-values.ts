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
  if (values.length <= limit) return countExactly(values)
  const counter = new ValueCounter(limit)
  counter.add(values)
  return counter.finish()
}

function countExactly(values: Float64Array): ValueCounts {
  // Adding 0 turns -0 into 0.
  const distinct = values.map((value) => value + 0).sort()
  const counts = new Float64Array(distinct.length)
  let last = -1
  for (const value of distinct) {
    if (last < 0 || value !== distinct[last]) distinct[++last] = value
    counts[last]! += 1
  }
  const size = last + 1
  return {values: distinct.slice(0, size), counts: counts.slice(0, size), rows: values.length, droppedBits: 0}
}
