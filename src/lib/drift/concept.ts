import {MlopsError} from '../errors.js'
import {cochranMantelHaenszel} from '../statistics/cochran-mantel-haenszel.js'
import type {ErrorProfile} from './data-profile.js'
import {sumOf} from './profile-rows.js'

export interface ConceptTest {
  /** Two-sided. */
  readonly pValue: number
  /** Standard normal without concept drift; positive when the model errs more often than on alike rows. */
  readonly statistic: number
  readonly method: 'exact' | 'normal'
  /**
   * Change of the error rate on alike rows, -1 .. 1: strata weigh by the rows that both sides have in them, so that
   * what the reference knows nothing about has no say.
   */
  readonly effect: number
  /** Over all labelled rows of the reference. */
  readonly referenceErrorRate: number
  /** Over all labelled rows of the current ones. */
  readonly currentErrorRate: number
  /**
   * The current error rate less the effect: from the reference's rate to this one the rows have changed, from this one
   * to the current rate what they mean.
   */
  readonly expectedErrorRate: number
  /** Share of the current rows in strata in which the reference has rows, too. */
  readonly comparableShare: number
  /** What the distributions of both sides over the strata have in common: 0 nothing, 1 all. */
  readonly overlap: number
}

/**
 * Whether P(label | features) has moved, by the model's errors: does it err as often as it did on alike rows? What rows
 * are alike, the strata say. Those of `errorStratum` need no rows, and hold the model's own confidence equal: where the
 * features have moved to where the model is more sure than right, this test follows them. Those of `alikeRows` hold all
 * features equal, and stay silent then.
 *
 * @param leastOverlap - not tested where the strata have no more than this in common
 * @throws MlopsError `DATA_INVALID` when the profiles have different strata
 */
export function testConcept(
  reference: ErrorProfile,
  current: ErrorProfile,
  {leastOverlap = 0}: {readonly leastOverlap?: number} = {},
): ConceptTest | {readonly notTested: string} {
  const referenceRows = sumOf(reference.rows)
  const currentRows = sumOf(current.rows)
  if (referenceRows === 0) return {notTested: 'the reference has no row with a label and an answer of the model'}
  if (currentRows === 0) return {notTested: 'no row has a label and an answer of the model'}
  const test = cochranMantelHaenszel({
    referenceRows: reference.rows,
    referenceHits: reference.errors,
    currentRows: current.rows,
    currentHits: current.errors,
  })
  if (test.comparableRows === 0) return {notTested: 'no row is like one of the labelled rows of the reference'}
  const overlap = sumOf(
    reference.rows.map((rows, stratum) => Math.min(rows / referenceRows, current.rows[stratum]! / currentRows)),
  )
  if (overlap <= leastOverlap) {
    return {notTested: 'hardly a row is like the labelled rows of the reference, so its errors cannot be compared'}
  }
  const currentErrorRate = sumOf(current.errors) / currentRows
  return {
    pValue: test.pValue,
    statistic: test.statistic,
    method: test.method,
    effect: test.riskDifference,
    referenceErrorRate: sumOf(reference.errors) / referenceRows,
    currentErrorRate,
    expectedErrorRate: Math.min(1, Math.max(0, currentErrorRate - test.riskDifference)),
    comparableShare: test.comparableRows / currentRows,
    overlap,
  }
}

/** Rows that `testMultivariate` has looked at, and the model's answers to them. */
export interface AnsweredRows {
  /** Shape [rows], out-of-fold probability of being current, as `testMultivariate` gives it. */
  readonly probabilities: Float64Array
  /** Shape [rows], 1 where the model missed the label, 0 where not, -1 without a label or an answer out of sample. */
  readonly errors: Int8Array
}

/** Twice the five that propensity scores are usually cut into, which leave a tenth of the bias of a moved feature. */
const LEVELS = 10

/**
 * Rows that can be told apart without a mistake are alike in nothing, but one of the strata is cut so that it holds some
 * of both sides. That is at most one stratum's share in common.
 */
export const leastOverlapOfAlikeRows = 1 / LEVELS

/**
 * Errors in strata of rows that are alike in all features: rows which are equally likely to be current. Within such a
 * stratum reference and current rows have the same distribution of the features, however far the features have moved
 * over all; what is left between their error rates is concept drift. Rows of which one side has none say nothing.
 *
 * @source Rosenbaum and Rubin (1984), Reducing bias in observational studies using subclassification on the propensity
 * score; Cochran (1968) for the number of strata
 */
export function alikeRows(
  reference: AnsweredRows,
  current: AnsweredRows,
): {readonly reference: ErrorProfile; readonly current: ErrorProfile} {
  const [one, other] = [answered(reference), answered(current)]
  const pooled = new Float64Array(one.rows.length + other.rows.length)
  one.rows.forEach((row, place) => (pooled[place] = reference.probabilities[row]!))
  other.rows.forEach((row, place) => (pooled[one.rows.length + place] = current.probabilities[row]!))
  pooled.sort()
  const cuts = Array.from({length: LEVELS - 1}, (_unused, cut) => {
    return pooled[Math.floor(((cut + 1) * pooled.length) / LEVELS)] ?? NaN
  })
  return {reference: countErrors(one, cuts), current: countErrors(other, cuts)}
}

interface Answered extends AnsweredRows {
  /** Rows with a label and an answer. */
  readonly rows: Int32Array
}

function answered({probabilities, errors}: AnsweredRows): Answered {
  if (errors.length !== probabilities.length) {
    throw new MlopsError('DATA_INVALID', {
      message: `There are ${errors.length} answers to ${probabilities.length} rows.`,
    })
  }
  return {probabilities, errors, rows: Int32Array.from(errors.keys()).filter((row) => errors[row]! >= 0)}
}

function countErrors({probabilities, errors, rows}: Answered, cuts: readonly number[]): ErrorProfile {
  const profile = {rows: new Float64Array(LEVELS), errors: new Float64Array(LEVELS)}
  for (const row of rows) {
    let level = 0
    while (level < cuts.length && probabilities[row]! >= cuts[level]!) level++
    profile.rows[level]! += 1
    profile.errors[level]! += errors[row]!
  }
  return profile
}
