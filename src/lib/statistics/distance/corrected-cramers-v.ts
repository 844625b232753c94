import type {CorrectedEffect} from './corrected-effect.js'
import {expectedWithoutDrift} from './expected-without-drift.js'
import {bothFractions} from './fractions.js'

/**
 * Cramér's V of sample and category as if both samples had the same number of rows, without what chance adds. V of the
 * plain table is small for any drift when one sample is much larger than the other; this one is not. `observed`,
 * `expected` and `excess` are squares of V; `effect` is V.
 *
 * @param reference - shape [bins], counts; bins that follow from both samples together
 * @param current - shape [bins], counts
 * @returns effect from 0 to 1 (no bin in common)
 * @throws MlopsError `DATA_EMPTY` when a sample has nothing in any bin, `DATA_INVALID` when they have different bins
 * @source Cramér (1946), Mathematical Methods of Statistics, 21.9; for two equally large samples its square is the
 * Vincze-Le Cam distance, sum of (p - q)^2 / (p + q) / 2; adjustment for chance after Hubert and Arabie (1985)
 */
export function correctedCramersV(reference: Float64Array, current: Float64Array): CorrectedEffect {
  const {before, now} = bothFractions(reference, current)
  let observed = 0
  for (let bin = 0; bin < before.length; bin++) observed += squaredTerm(before[bin]!, now[bin]!)
  const expected = expectedWithoutDrift(reference, current, squaredTerm)
  const excess = observed - expected
  const effect = excess > 0 && expected < 1 ? Math.sqrt(Math.min(1, excess / (1 - expected))) : 0
  return {observed, expected, excess, effect}
}

function squaredTerm(before: number, now: number): number {
  return before === now ? 0 : (before - now) ** 2 / (before + now) / 2
}
