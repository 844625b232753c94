import type {Grouping} from './profile-label.js'

export interface SortedValues {
  /** Every value that is present, ascending. */
  readonly all: Float64Array
  /** Those of each group, ascending; values of rows without a group are in `all` alone. */
  readonly byGroup: readonly Float64Array[]
}

/** Sorts the values of each group and merges them: half the work of sorting all of them too. */
export function sortByGroup(values: Float64Array, {codes, labels}: Grouping): SortedValues {
  const groups = labels.length
  const sizes = new Int32Array(groups + 1)
  const bucketOf = (row: number): number => (codes[row]! < 0 ? groups : codes[row]!)
  for (let row = 0; row < values.length; row++) if (Number.isFinite(values[row]!)) sizes[bucketOf(row)]! += 1
  const buckets = Array.from(sizes, (size) => new Float64Array(size))
  const filled = new Int32Array(groups + 1)
  for (let row = 0; row < values.length; row++) {
    if (!Number.isFinite(values[row]!)) continue
    const bucket = bucketOf(row)
    buckets[bucket]![filled[bucket]!++] = values[row]!
  }
  for (const bucket of buckets) bucket.sort()
  return {all: mergeAll(buckets), byGroup: buckets.slice(0, groups)}
}

function mergeAll(parts: readonly Float64Array[]): Float64Array {
  if (parts.length <= 2) return merge(parts[0] ?? new Float64Array(0), parts[1] ?? new Float64Array(0))
  const half = parts.length >>> 1
  return merge(mergeAll(parts.slice(0, half)), mergeAll(parts.slice(half)))
}

function merge(a: Float64Array, b: Float64Array): Float64Array {
  if (b.length === 0) return a
  const merged = new Float64Array(a.length + b.length)
  let fromA = 0
  let fromB = 0
  for (let index = 0; index < merged.length; index++) {
    const takesA = fromB === b.length || (fromA < a.length && a[fromA]! <= b[fromB]!)
    merged[index] = takesA ? a[fromA++]! : b[fromB++]!
  }
  return merged
}
