import {studentTSurvival} from '../survival/student-t-survival.js'
import {requireRows, UNDEFINED_TEST, type TwoSampleTest} from './two-sample-test.js'

/**
 * Student's two-sided t-test of equal means, for equal variances.
 *
 * @param reference - shape [n], ascending, finite
 * @param current - shape [m], ascending, finite
 * @returns statistic in standard errors, > 0 when the reference's mean is larger; for two constants 0 and p-value 1, or
 * infinite and 0 when they differ; NaN for one row against one
 * @throws MlopsError `DATA_EMPTY` when either sample has no rows
 * @source scipy.stats.ttest_ind(equal_var=True), which says NaN for two equal constants
 */
export function studentT(reference: Float64Array, current: Float64Array): TwoSampleTest {
  requireRows(reference, current)
  const [n, m] = [reference.length, current.length]
  const degreesOfFreedom = n + m - 2
  if (degreesOfFreedom === 0) return UNDEFINED_TEST
  const [first, second] = deviations(reference, current)
  const error = Math.sqrt(((first.squares + second.squares) / degreesOfFreedom) * (1 / n + 1 / m))
  return fromDifference(first.mean - second.mean, error, degreesOfFreedom)
}

/**
 * Welch's two-sided t-test of equal means, whatever the variances.
 *
 * @param reference - shape [n], ascending, finite
 * @param current - shape [m], ascending, finite
 * @returns as `studentT`; NaN when either sample has one row, whose variance is unknown
 * @throws MlopsError `DATA_EMPTY` when either sample has no rows
 * @source scipy.stats.ttest_ind(equal_var=False), which says NaN for two equal constants
 */
export function welchT(reference: Float64Array, current: Float64Array): TwoSampleTest {
  requireRows(reference, current)
  const [n, m] = [reference.length, current.length]
  if (n === 1 || m === 1) return UNDEFINED_TEST
  const [first, second] = deviations(reference, current)
  const a = first.squares / (n - 1) / n
  const b = second.squares / (m - 1) / m
  const share = a / (a + b)
  const degreesOfFreedom = 1 / (share ** 2 / (n - 1) + (1 - share) ** 2 / (m - 1))
  return fromDifference(first.mean - second.mean, Math.sqrt(a + b), degreesOfFreedom)
}

function fromDifference(difference: number, error: number, degreesOfFreedom: number): TwoSampleTest {
  if (difference === 0) return {statistic: 0, pValue: 1}
  const statistic = difference / error
  if (error === 0) return {statistic, pValue: 0}
  return {statistic, pValue: Math.min(1, 2 * studentTSurvival(Math.abs(statistic), degreesOfFreedom))}
}

interface Deviations {
  /** Of the sample, less the common origin, in the common unit. */
  readonly mean: number
  /** Sum of the squared distances to the mean. */
  readonly squares: number
}

/** Both around one value of the data: the difference of two means that lie far from zero would lose its digits. */
function deviations(reference: Float64Array, current: Float64Array): [Deviations, Deviations] {
  const origin = reference[Math.floor(reference.length / 2)]!
  const ends = [reference[0]!, reference.at(-1)!, current[0]!, current.at(-1)!]
  const reach = Math.max(...ends.map((value) => Math.abs(value - origin)))
  // 1, or the reach where its square would leave the range of a double.
  const unit = reach > 1e150 || (reach > 0 && reach < 1e-140) ? reach : 1
  return [deviationsFrom(reference, origin, unit), deviationsFrom(current, origin, unit)]
}

function deviationsFrom(sample: Float64Array, origin: number, unit: number): Deviations {
  const lowest = (sample[0]! - origin) / unit
  if (sample[0] === sample.at(-1)) return {mean: lowest, squares: 0}
  let sum = 0
  // Kahan's compensation: sums of sorted numbers wander far before they come back.
  let lost = 0
  for (let row = 0; row < sample.length; row++) {
    const value = (sample[row]! - origin) / unit - lost
    const next = sum + value
    lost = next - sum - value
    sum = next
  }
  const mean = sum / sample.length
  let squares = 0
  for (let row = 0; row < sample.length; row++) squares += ((sample[row]! - origin) / unit - mean) ** 2
  return {mean, squares}
}
