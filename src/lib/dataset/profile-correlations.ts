import {contingencyTable} from '../statistics/contingency-table.js'
import {correlationRatio} from '../statistics/correlation-ratio.js'
import {cramersV} from '../statistics/cramers-v.js'
import {independenceTest} from '../statistics/independence-test.js'
import {pearsonCorrelation} from '../statistics/pearson-correlation.js'
import {ranks} from '../statistics/ranks.js'
import type {CorrelationPair, CorrelationProfile} from './profile-types.js'
import type {CategoryColumn, Column} from './table.js'

/** Pairs that are listed, strongest first. */
const LISTED_PAIRS = 20

/**
 * How each two columns hang together: Spearman's rank correlation for two numbers, the correlation ratio on ranks
 * (bias-corrected) for a number and a category, Cramér's V (bias-corrected) for two categories. Ranks are those within
 * the whole column; rows in which one of the two is missing are left out of that pair.
 */
export function correlate(columns: readonly Column[], rows: number): CorrelationProfile {
  const ranked = columns.map(withRanks)
  const matrix = columns.map((_, index) => columns.map((__, other): number | null => (index === other ? 1 : null)))
  const pairs: CorrelationPair[] = []
  for (const [index, first] of ranked.entries()) {
    for (let other = index + 1; other < ranked.length; other++) {
      const pair = correlatePair(first, ranked[other]!)
      if (Number.isNaN(pair.value)) continue
      matrix[index]![other] = pair.value
      matrix[other]![index] = pair.value
      pairs.push(pair)
    }
  }
  pairs.sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
  return {rows, columns: columns.map(({name}) => name), matrix, pairs: pairs.slice(0, LISTED_PAIRS)}
}

/** A column whose numbers are replaced by their ranks; missing stays NaN. */
interface RankedNumbers {
  readonly kind: 'number'
  readonly name: string
  readonly ranks: Float64Array
  readonly complete: boolean
}

function withRanks(column: Column): RankedNumbers | CategoryColumn {
  if (column.kind === 'category') return column
  const present = column.values.filter(Number.isFinite)
  const complete = present.length === column.values.length
  const ranksOfPresent = ranks(present)
  let next = 0
  const spread = complete
    ? ranksOfPresent
    : column.values.map((value) => (Number.isFinite(value) ? ranksOfPresent[next++]! : NaN))
  return {kind: 'number', name: column.name, ranks: spread, complete}
}

function correlatePair(first: RankedNumbers | CategoryColumn, second: RankedNumbers | CategoryColumn): CorrelationPair {
  const names = {first: first.name, second: second.name}
  if (first.kind === 'category') {
    if (second.kind === 'category') return {...names, value: betweenCategories(first, second), measure: 'cramers-v'}
    return {...names, value: betweenKinds(second, first), measure: 'correlation-ratio'}
  }
  if (second.kind === 'category') return {...names, value: betweenKinds(first, second), measure: 'correlation-ratio'}
  return {...names, value: betweenNumbers(first, second), measure: 'spearman'}
}

function betweenNumbers(first: RankedNumbers, second: RankedNumbers): number {
  if (first.complete && second.complete) return pearsonCorrelation(first.ranks, second.ranks)
  const both = (_: number, row: number): boolean => !Number.isNaN(first.ranks[row]! + second.ranks[row]!)
  return pearsonCorrelation(first.ranks.filter(both), second.ranks.filter(both))
}

function betweenCategories(first: CategoryColumn, second: CategoryColumn): number {
  const size = {rows: first.categories.length, columns: second.categories.length}
  const test = independenceTest(contingencyTable(first.codes, second.codes, size))
  return test.rows < 2 || test.columns < 2 ? NaN : cramersV(test)
}

function betweenKinds({ranks: values}: RankedNumbers, category: CategoryColumn): number {
  const codes = category.codes.map((code, row) => (Number.isNaN(values[row]!) ? -1 : code))
  const {epsilonSquared, groups} = correlationRatio(values, codes, category.categories.length)
  return groups < 2 ? NaN : Math.sqrt(epsilonSquared)
}
