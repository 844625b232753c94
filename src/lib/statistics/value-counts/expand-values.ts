import type {ValueCounts} from './value-counts.js'

/** Every row's value. @returns shape [rows], ascending */
export function expandValues({values, counts, rows}: ValueCounts): Float64Array {
  const expanded = new Float64Array(rows)
  let start = 0
  for (let place = 0; place < values.length; place++) {
    const end = start + counts[place]!
    expanded.fill(values[place]!, start, end)
    start = end
  }
  return expanded
}
