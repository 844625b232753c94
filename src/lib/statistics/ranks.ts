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
    let end = start + 1
    while (end < sorted.length && sorted[end] === sorted[start]) end++
    distinct[size] = sorted[start]!
    shared[size] = (start + 1 + end) / 2
    start = end
  }
  const result = new Float64Array(values.length)
  for (let place = 0; place < values.length; place++) {
    const value = values[place]!
    let low = 0
    let high = size - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (distinct[middle]! < value) low = middle + 1
      else high = middle
    }
    result[place] = shared[low]!
  }
  return result
}
