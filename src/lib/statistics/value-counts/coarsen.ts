import {dropLowBits} from './mantissa-bits.js'
import type {ValueCounts} from './value-counts.js'

/**
 * The same sample with its values rounded towards zero to fewer bits.
 *
 * @param droppedBits - low bits that are 0 afterwards, 0 .. 63; fewer than are dropped already change nothing
 * @returns what counting the rounded values gives
 */
export function coarsen(sample: ValueCounts, droppedBits: number): ValueCounts {
  if (droppedBits <= sample.droppedBits) return sample
  const values = sample.values.slice()
  dropLowBits(values, droppedBits)
  const counts = new Float64Array(values.length)
  let last = -1
  for (let place = 0; place < values.length; place++) {
    const value = values[place]!
    if (last < 0 || value !== values[last]) values[++last] = value
    counts[last]! += sample.counts[place]!
  }
  return {values: values.slice(0, last + 1), counts: counts.slice(0, last + 1), rows: sample.rows, droppedBits}
}

/**
 * Two samples with the same bits dropped, the more of the two: comparable value by value.
 *
 * Rounding both by one function keeps a test of their difference valid: equal distributions stay equal.
 */
export function sameGrid(a: ValueCounts, b: ValueCounts): readonly [ValueCounts, ValueCounts] {
  return [coarsen(a, b.droppedBits), coarsen(b, a.droppedBits)]
}
