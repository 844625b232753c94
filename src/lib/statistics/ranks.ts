/**
 * Ranks from 1 to n; equal numbers share the mean of their ranks.
 *
 * @param values - shape [n], no NaN
 * @returns shape [n], ranks in the order of the values
 * @source scipy.stats.rankdata, method "average"
 */
export function ranks(values: Float64Array): Float64Array {
  const sorted = values.slice().sort()
  // Distinct values and their ranks: looking each value up is faster than sorting by a function.
  const distinct = new Float64Array(sorted.length)
  const shared = new Float64Array(sorted.length)
  let size = 0
  for (let start = 0; start < sorted.length; size++) {
    const value = sorted[start]!
    let end = start + 1
    while (end < sorted.length && sorted[end] === value) end++
    distinct[size] = value
    shared[size] = (start + 1 + end) / 2
    start = end
  }
  return lookUp(values, distinct.subarray(0, size), shared)
}

/**
 * What stands beside each value in a table. A first look goes to one of equally wide bins, which hold few of the
 * distinct values each; an outlier leaves most of them in one, where the search goes on by halves.
 *
 * @param distinct - shape [m], ascending; has all of the values
 */
function lookUp(values: Float64Array, distinct: Float64Array, beside: Float64Array): Float64Array {
  const bins = distinct.length
  const least = distinct[0]!
  // 0 where the range is infinite: all values are in the first bin then.
  const scale = Math.min(bins / (distinct[bins - 1]! - least), Number.MAX_VALUE)
  const starts = new Int32Array(bins + 2)
  for (let place = 0; place < bins; place++) starts[binOf(distinct[place]!, least, scale) + 1]! += 1
  for (let bin = 0; bin <= bins; bin++) starts[bin + 1]! += starts[bin]!
  const result = new Float64Array(values.length)
  for (let place = 0; place < values.length; place++) {
    const value = values[place]!
    const bin = binOf(value, least, scale)
    let low = starts[bin]!
    let high = starts[bin + 1]! - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (distinct[middle]! < value) low = middle + 1
      else high = middle
    }
    result[place] = beside[low]!
  }
  return result
}

/** 0 to the number of bins: the greatest value is in a bin of its own, but for rounding. */
function binOf(value: number, least: number, scale: number): number {
  // Infinity times 0 is not a number, and so in the first bin as well.
  return ((value - least) * scale) | 0
}
