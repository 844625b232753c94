import type {ValueCounts} from './value-counts.js'

/** Distinct values of a sample and how often each occurs. @param values - shape [n], finite, in any order; is sorted */
export function countExactly(values: Float64Array): ValueCounts {
  // Adding 0 turns -0 into 0.
  for (let place = 0; place < values.length; place++) values[place]! += 0
  const distinct = values.sort()
  const counts = new Float64Array(distinct.length)
  let last = -1
  for (let place = 0; place < distinct.length; place++) {
    const value = distinct[place]!
    if (last < 0 || value !== distinct[last]) distinct[++last] = value
    counts[last]! += 1
  }
  const size = last + 1
  return {values: distinct.slice(0, size), counts: counts.slice(0, size), rows: values.length, droppedBits: 0}
}
