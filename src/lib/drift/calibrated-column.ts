import {correctedJensenShannon} from '../statistics/distance/corrected-jensen-shannon.js'
import {correctedWassersteinOfCounts} from '../statistics/distance/corrected-wasserstein.js'
import type {Random} from '../statistics/random.js'
import {calibratedCategoryTest} from '../statistics/two-sample/calibrated-category-test.js'
import {rankAndersonDarling} from '../statistics/two-sample/rank-anderson-darling.js'
import {sameGrid} from '../statistics/value-counts/coarsen.js'
import type {ColumnPair, ErrorPair, NumberPair, Share} from './column-pair.js'
import {testConcept} from './concept.js'
import {untestable} from './evidently-column.js'
import type {ColumnDrift, EffectName, TestResult} from './table-drift.js'

/** Significance and size of the drift of one column, before the table is looked at as a whole. */
export interface ColumnEvidence {
  readonly test: Omit<TestResult, 'adjustedPValue'>
  readonly effect: {readonly name: EffectName; readonly value: number} | null
  readonly direction: ColumnDrift['direction']
}

/** Names of the test of errors, by what rows are alike. */
export const conceptTests = {
  byRows: 'cochran-mantel-haenszel',
  byConfidence: 'cochran-mantel-haenszel-by-confidence',
} as const

/** Why a column could not be tested, as the second half of a sentence. */
export interface NotTested {
  readonly notTested: string
}

/** Tests one column so that it is called significant without drift in at most alpha of all cases, whatever its shape. */
export function calibratedEvidence(pair: ColumnPair, random: Random): ColumnEvidence | NotTested {
  switch (pair.kind) {
    case 'number':
      return numberEvidence(pair, random)
    case 'category': {
      const reason = untestable(pair.reference, pair.current)
      if (reason !== undefined) return {notTested: reason}
      return categoryEvidence(pair.reference.counts, pair.current.counts, random)
    }
    case 'share':
      return shareEvidence(pair.reference, pair.current, random)
    case 'error':
      return errorEvidence(pair)
  }
}

function numberEvidence({reference, current}: NumberPair, random: Random): ColumnEvidence | NotTested {
  const reason = untestable(reference, current)
  if (reason !== undefined) return {notTested: reason}
  const [before, now] = sameGrid(reference.values, current.values)
  const {method, statistic, pValue, components} = rankAndersonDarling(before, now, random)
  const effect = correctedWassersteinOfCounts(before, now).effect
  return {
    test: {name: method === 'asymptotic' ? 'anderson-darling' : `anderson-darling-${method}`, statistic, pValue},
    effect: {name: 'wasserstein', value: effect},
    direction: directionOf(components),
  }
}

/** The first component is the shift of the ranks, the second their spread. */
function directionOf([shift = 0, spread = 0]: readonly number[]): ColumnDrift['direction'] {
  if (shift === 0 && spread === 0) return null
  if (Math.abs(shift) >= Math.abs(spread)) return shift > 0 ? 'up' : 'down'
  return spread > 0 ? 'wider' : 'narrower'
}

function categoryEvidence(before: Float64Array, now: Float64Array, random: Random): ColumnEvidence {
  const {method, pValue} = calibratedCategoryTest(before, now, random)
  return {
    test: {name: method, statistic: null, pValue},
    effect: {name: 'jensen-shannon', value: correctedJensenShannon(before, now).effect},
    direction: before.length === 2 ? directionOfSecond(before, now) : null,
  }
}

/** Of two categories, where the share of the second one went: rows that have it, of a share. */
function directionOfSecond(before: Float64Array, now: Float64Array): ColumnDrift['direction'] {
  const [shareBefore, shareNow] = [before, now].map(([first, second]) => second! / (first! + second!)) as [
    number,
    number,
  ]
  if (shareBefore === shareNow) return null
  return shareNow > shareBefore ? 'up' : 'down'
}

function shareEvidence(before: Share, now: Share, random: Random): ColumnEvidence | NotTested {
  if (before.rows === 0) return {notTested: 'the reference has no rows to take the share of'}
  if (now.rows === 0) return {notTested: 'there are no rows to take the share of'}
  return categoryEvidence(countsOf(before), countsOf(now), random)
}

function countsOf({hits, rows}: Share): Float64Array {
  return Float64Array.of(rows - hits, hits)
}

/**
 * Without rows, alike are those of which the model is equally sure. That follows the features where they move to what the
 * model is more sure of than right, so its test has a name of its own, and it cannot raise more than a warning.
 */
function errorEvidence({reference, current, alike}: ErrorPair): ColumnEvidence | NotTested {
  const {reference: before, current: now} = alike ?? {reference, current}
  const tested = testConcept(before, now)
  if ('notTested' in tested) return tested
  const {statistic, pValue, effect} = tested
  return {
    test: {name: alike === null ? conceptTests.byConfidence : conceptTests.byRows, statistic, pValue},
    effect: {name: 'error-rate', value: Math.abs(effect)},
    direction: effect === 0 ? null : effect > 0 ? 'up' : 'down',
  }
}
