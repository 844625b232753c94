/**
 * Ranks from 1 to n; equal numbers share the mean of their ranks.
 *
 * @param values - shape [n], no NaN
 * @returns shape [n], ranks in the order of the values
 * @source scipy.stats.rankdata, method "average"
 */
export function ranks(values: Float64Array): Float64Array {
  const count = values.length
  const order = new Uint32Array(count)
  for (let index = 0; index < count; index++) order[index] = index
  order.sort((a, b) => values[a]! - values[b]!)
  const result = new Float64Array(count)
  let start = 0
  while (start < count) {
    let end = start + 1
    while (end < count && values[order[end]!] === values[order[start]!]) end++
    const rank = (start + 1 + end) / 2
    for (let position = start; position < end; position++) result[order[position]!] = rank
    start = end
  }
  return result
}
