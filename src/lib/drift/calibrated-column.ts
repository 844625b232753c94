import {correctedJensenShannon} from '../statistics/distance/corrected-jensen-shannon.js'
import {correctedWassersteinOfCounts} from '../statistics/distance/corrected-wasserstein.js'
import type {Random} from '../statistics/random.js'
import {calibratedCategoryTest} from '../statistics/two-sample/calibrated-category-test.js'
import {rankAndersonDarling} from '../statistics/two-sample/rank-anderson-darling.js'
import {unseenCategoriesTest} from '../statistics/two-sample/unseen-categories-test.js'
import {sameGrid} from '../statistics/value-counts/coarsen.js'
import type {ColumnPair, ErrorPair, NumberPair} from './column-pair.js'
import type {Share} from './column-share.js'
import {leastOverlapOfAlikeRows, testConcept} from './concept.js'
import {sumOf} from './profile-rows.js'
import type {ColumnDrift, EffectName, TestResult} from './table-drift.js'
import {untestable, type NotTested} from './untestable.js'

/** Significance and size of the drift of one column, before the table is looked at as a whole. */
export interface ColumnEvidence {
  readonly test: Omit<TestResult, 'adjustedPValue'>
  readonly effect: {readonly name: Exclude<EffectName, 'score'>; readonly value: number}
  readonly direction: ColumnDrift['direction']
}

/** Names of the test of errors, by what rows are alike. */
export const conceptTests = {
  byRows: 'cochran-mantel-haenszel',
  byConfidence: 'cochran-mantel-haenszel-by-confidence',
} as const

/** Tests one column so that it is called significant without drift in at most alpha of all cases, whatever its shape. */
export function calibratedEvidence(pair: ColumnPair, random: Random): ColumnEvidence | NotTested {
  switch (pair.kind) {
    case 'number':
      return numberEvidence(pair, random)
    case 'category': {
      const reason = untestable(pair.reference, pair.current)
      if (reason !== undefined) return {notTested: reason}
      const evidence = categoryEvidence(pair.reference.counts, pair.current.counts, random)
      return pair.numbers === null
        ? evidence
        : {...evidence, test: testOfFewValues(pair.numbers, random) ?? evidence.test}
    }
    case 'share':
      return pair.chosenFrom === null
        ? shareEvidence(pair.reference, pair.current, random)
        : unseenEvidence(pair.chosenFrom, random)
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

/**
 * Test of numbers of which the reference has one or two values, and the current rows others: a test of categories that
 * the reference chose takes a rare value, which it has by chance, for one that vanished. Undefined where both have the
 * same two values at most.
 */
function testOfFewValues({reference, current}: NumberSides, random: Random): ColumnEvidence['test'] | undefined {
  const [before, now] = sameGrid(reference.values, current.values)
  if (new Set([...before.values, ...now.values.subarray(0, 3)]).size <= 2) return undefined
  const {method, statistic, pValue} = rankAndersonDarling(before, now, random)
  return {name: method === 'asymptotic' ? 'anderson-darling' : `anderson-darling-${method}`, statistic, pValue}
}

type NumberSides = Pick<NumberPair, 'reference' | 'current'>

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

/** Categories that the reference lacks, beside those that it would lack by chance. */
function unseenEvidence(
  {reference, current}: {readonly reference: Float64Array; readonly current: Float64Array},
  random: Random,
): ColumnEvidence {
  const {unseen, expected, pValue} = unseenCategoriesTest(reference, current, random)
  const [before, now] = [sumOf(reference), sumOf(current)]
  // The reference as it would be if its rows had a category that it lacks as often as chance makes the current ones.
  const byChance = {hits: Math.round((expected / now) * before), rows: before}
  const {effect} = correctedJensenShannon(countsOf(byChance), countsOf({hits: unseen, rows: now}))
  return {
    test: {name: 'unseen-categories', statistic: unseen, pValue},
    effect: {name: 'jensen-shannon', value: effect},
    direction: 'up',
  }
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
  const tested = testConcept(before, now, {leastOverlap: alike === null ? 0 : leastOverlapOfAlikeRows})
  if ('notTested' in tested) return tested
  const {statistic, pValue, effect} = tested
  return {
    test: {name: alike === null ? conceptTests.byConfidence : conceptTests.byRows, statistic, pValue},
    effect: {name: 'error-rate', value: Math.abs(effect)},
    direction: effect === 0 ? null : effect > 0 ? 'up' : 'down',
  }
}
