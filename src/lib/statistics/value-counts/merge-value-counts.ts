import {coarsen, sameGrid} from './coarsen.js'
import {fewestDroppedBits} from './mantissa-bits.js'
import {distinctValueLimit, type ValueCounts} from './value-counts.js'

/**
 * Counts of two samples together: bit for bit those of counting their rows at once, whatever the parts and their order.
 *
 * @param limit - distinct values at most; no more than the parts were counted with, or they may be rounded further than
 * the whole would be
 */
export function mergeValueCounts(a: ValueCounts, b: ValueCounts, limit: number = distinctValueLimit): ValueCounts {
  const together = union(...sameGrid(a, b))
  return coarsen(together, fewestDroppedBits(together.values, limit))
}

/** Both samples have the same bits dropped. */
function union(a: ValueCounts, b: ValueCounts): ValueCounts {
  const values = new Float64Array(a.values.length + b.values.length)
  const counts = new Float64Array(values.length)
  let [i, j, size] = [0, 0, 0]
  for (; i < a.values.length || j < b.values.length; size++) {
    const value = Math.min(a.values[i] ?? Infinity, b.values[j] ?? Infinity)
    values[size] = value
    if (a.values[i] === value) counts[size]! += a.counts[i++]!
    if (b.values[j] === value) counts[size]! += b.counts[j++]!
  }
  const {droppedBits} = a
  return {values: values.slice(0, size), counts: counts.slice(0, size), rows: a.rows + b.rows, droppedBits}
}
