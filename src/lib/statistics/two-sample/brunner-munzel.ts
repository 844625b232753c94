import {disjointChance} from '../survival/disjoint-chance.js'
import {studentTSurvival} from '../survival/student-t-survival.js'
import {requireRows, UNDEFINED_TEST, type TwoSampleTest} from './two-sample-test.js'
import {walkPooled} from './walk-pooled.js'

/**
 * Brunner-Munzel test: Mann-Whitney's question without its assumption that both samples are equally spread.
 *
 * @param reference - shape [n], ascending, no NaN
 * @param current - shape [m], ascending, no NaN
 * @returns statistic > 0 when the current sample tends to be larger. NaN when either sample has one row, or when both
 * are the same constant. Samples that do not overlap leave no variance to divide by (SciPy: NaN): the statistic is
 * infinite, and the p-value is the chance of that order of rows, 2 / C(n + m, n)
 * @throws MlopsError `DATA_EMPTY` when either sample has no rows
 * @source scipy.stats.brunnermunzel, distribution 't'; Brunner and Munzel (2000)
 */
export function brunnerMunzel(reference: Float64Array, current: Float64Array): TwoSampleTest {
  requireRows(reference, current)
  const n = reference.length
  const m = current.length
  if (n === 1 || m === 1) return UNDEFINED_TEST
  const ofReference = placements(reference, current)
  const ofCurrent = placements(current, reference)
  const a = ofReference.squares / (n - 1)
  const b = ofCurrent.squares / (m - 1)
  // Mean ranks differ by half of the rows plus the difference of the mean placements.
  const difference = (m - n) / 2 + ofCurrent.mean - ofReference.mean
  const spread = n * a + m * b
  if (spread === 0) {
    if (difference === 0) return UNDEFINED_TEST
    return {statistic: difference > 0 ? Infinity : -Infinity, pValue: disjointChance([n, m])}
  }
  const statistic = (n * m * difference) / ((n + m) * Math.sqrt(spread))
  const share = (n * a) / spread
  const degreesOfFreedom = 1 / (share ** 2 / (n - 1) + (1 - share) ** 2 / (m - 1))
  return {statistic, pValue: Math.min(1, 2 * studentTSurvival(Math.abs(statistic), degreesOfFreedom))}
}

/** How many rows of the other sample lie below a row of this one (equal ones count half): mean, and squares around it. */
function placements(own: Float64Array, other: Float64Array): {mean: number; squares: number} {
  let below = 0
  let sum = 0
  walkPooled(own, other, (_, inOwn, inOther) => {
    sum += inOwn * (below + inOther / 2)
    below += inOther
  })
  const mean = sum / own.length
  below = 0
  let squares = 0
  walkPooled(own, other, (_, inOwn, inOther) => {
    squares += inOwn * (below + inOther / 2 - mean) ** 2
    below += inOther
  })
  return {mean, squares}
}
