import {greatestCommonDivisor} from './greatest-common-divisor.js'

/**
 * Exact chance that two samples of one continuous distribution lie at least as far apart as observed: the two-sided,
 * two-sample Kolmogorov-Smirnov statistic.
 *
 * O(rows) for equal sizes, else O(product of the sizes x distance): 15 ms for 10,000 and 9,999 rows that agree, 0.2 s
 * at the distance of 0.27 beyond which the chance is 0.
 *
 * @param steps - the distance times the least common multiple of the sizes, a whole number >= 0
 * @param sizes - rows of either sample, >= 1
 * @returns 0 .. 1, with a relative error below 1e-12 down to 1e-300
 * @source Wei and Dudley (2012) for the bound in two samples; Hodges (1958): lattice paths that leave the band |x / m - y / n| < distance. Equal sizes by reflection, others
 * by the share of paths to each point that have left it, which only adds positive numbers
 */
export function twoSampleSmirnovSurvival(steps: number, sizes: readonly [number, number]): number {
  if (steps <= 0) return 1
  const larger = Math.max(...sizes)
  const smaller = Math.min(...sizes)
  const distance = (steps / larger / smaller) * greatestCommonDivisor(larger, smaller)
  // By Dvoretzky, Kiefer and Wolfowitz' inequality below the smallest double: no need to count up to half a second.
  if (2 * distance ** 2 * ((larger * smaller) / (larger + smaller)) > 750) return 0
  return larger === smaller ? byReflection(steps, larger) : byPaths(steps, larger, smaller)
}

/** 2 (A0 - A1 + A2 - ...) with Ak = C(2n, n - (k + 1) h) / C(2n, n), nested from the last so that no large terms cancel. */
function byReflection(steps: number, rows: number): number {
  let sum = 0
  for (let k = Math.floor(rows / steps); k >= 0; k--) {
    let ratio = 1
    for (let j = k * steps; j < (k + 1) * steps; j++) ratio *= (rows - j) / (rows + j + 1)
    sum = ratio * (1 - sum)
  }
  return Math.min(1, 2 * sum)
}

function byPaths(steps: number, larger: number, smaller: number): number {
  const divisor = greatestCommonDivisor(larger, smaller)
  const run = larger / divisor
  const rise = smaller / divisor
  // outside[y]: of all paths to (x, y), the share that has left the band. Points outside of the band hold 1.
  const outside = new Float64Array(smaller + 1).fill(1)
  let top = Math.min(Math.ceil(steps / run), smaller + 1)
  outside.fill(0, 0, top)
  for (let x = 1; x <= larger; x++) {
    const bottom = Math.min(Math.max(Math.floor((rise * x - steps) / run) + 1, 0), smaller)
    top = Math.min(Math.ceil((rise * x + steps) / run), smaller + 1)
    if (top <= bottom) return 1
    let below = bottom === 0 ? 0 : 1
    for (let y = bottom; y < top; y++) {
      below = (outside[y]! * x + below * y) / (x + y)
      outside[y] = below
    }
  }
  return outside[smaller]!
}
