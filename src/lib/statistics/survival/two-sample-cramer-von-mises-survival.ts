import {greatestCommonDivisor} from './greatest-common-divisor.js'

/**
 * Exact chance that two samples of one continuous distribution have a Cramér-von Mises statistic at least as large.
 *
 * For small samples alone (20 rows each: 20 ms), as the number of values grows exponentially.
 *
 * @param bound - lower bound of the sum of (v L/m - u L/n)^2 over the points of a path, L the least common multiple
 * @param sizes - rows of either sample, 1 .. 26, so that the counts of paths are exact
 * @returns 0 .. 1
 * @source Xiao, Gordon and Yakovlev (2006), A C++ Program for the Cramér-von Mises Two-Sample Test; here each path is
 * put together from two halves, as the way back has the same sums as the way there
 */
export function twoSampleCramerVonMisesSurvival(bound: number, sizes: readonly [number, number]): number {
  const [m, n] = sizes
  const divisor = greatestCommonDivisor(m, n)
  const weightOf = (v: number, u: number): number => ((n / divisor) * v - (m / divisor) * u) ** 2
  const half = Math.floor((m + n) / 2)
  let diagonal = new Map<number, Sums>([[0, {values: Float64Array.of(0), counts: Float64Array.of(1)}]])
  let before = diagonal
  // Sums of the paths from (0, 0) to the points (v, length - v).
  for (let length = 1; length <= m + n - half; length++) {
    before = diagonal
    diagonal = new Map()
    for (let v = Math.max(0, length - n); v <= Math.min(m, length); v++) {
      diagonal.set(v, merge(before.get(v - 1), before.get(v), weightOf(v, length - v)))
    }
  }
  const there = half === m + n - half ? diagonal : before
  let exceeding = 0
  let total = 0
  for (const [v, sums] of there) {
    const back = diagonal.get(m - v)!
    // The point where the halves meet is counted by both.
    exceeding += pairsFrom(bound + weightOf(v, half - v), sums, back)
    total += countOf(sums) * countOf(back)
  }
  return exceeding / total
}

/** Distinct sums in ascending order, and how many paths have each. */
interface Sums {
  readonly values: Float64Array
  readonly counts: Float64Array
}

const NONE: Sums = {values: new Float64Array(0), counts: new Float64Array(0)}

function merge(left: Sums = NONE, below: Sums = NONE, weight: number): Sums {
  const values = new Float64Array(left.values.length + below.values.length)
  const counts = new Float64Array(values.length)
  let i = 0
  let j = 0
  let size = 0
  for (; i < left.values.length || j < below.values.length; size++) {
    const value = Math.min(left.values[i] ?? Infinity, below.values[j] ?? Infinity)
    values[size] = value + weight
    if (left.values[i] === value) counts[size]! += left.counts[i++]!
    if (below.values[j] === value) counts[size]! += below.counts[j++]!
  }
  return {values: values.slice(0, size), counts: counts.slice(0, size)}
}

/** Pairs of paths whose sums add up to the bound or more. */
function pairsFrom(bound: number, there: Sums, back: Sums): number {
  let pairs = 0
  let partners = 0
  let j = back.values.length
  for (let i = 0; i < there.values.length; i++) {
    while (j > 0 && there.values[i]! + back.values[j - 1]! >= bound) partners += back.counts[--j]!
    pairs += there.counts[i]! * partners
  }
  return pairs
}

function countOf(sums: Sums): number {
  return sums.counts.reduce((total, count) => total + count, 0)
}
