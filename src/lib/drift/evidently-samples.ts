import {expandValues} from '../statistics/value-counts/expand-values.js'
import {sameGrid} from '../statistics/value-counts/coarsen.js'
import type {ColumnProfile, NumberProfile} from './data-profile.js'

/** Values of the two samples of a number column, without missing and infinite ones. */
export interface NumberSamples {
  /** Shape [n], ascending. */
  readonly reference: Float64Array
  /** Shape [m], ascending. */
  readonly current: Float64Array
  /** numpy from 2.0 on makes the bins of whole numbers at least 1 wide. */
  readonly leastBinWidth: 0 | 1
  /** Counts of each value, where the reference has so few that each has a bin of its own. */
  readonly single: CategorySamples | null
}

/** A reference with more distinct values than these is binned for psi, kl_div and jensenshannon. */
const MOST_SINGLE_VALUES = 20

/** Rows of each category in the two samples, in the order in which Python sorts the categories. */
export interface CategorySamples {
  /** Shape [categories]; no category is empty on both sides. */
  readonly reference: Float64Array
  /** Shape [categories]. */
  readonly current: Float64Array
}

/** The rows that Evidently would compare: it counts infinite values as missing, and drops missing ones. */
export function numberSamples(reference: NumberProfile, current: NumberProfile): NumberSamples {
  const [before, now] = sameGrid(reference.values, current.values)
  const isWhole = isWholeColumn(reference) && isWholeColumn(current)
  const single = before.values.length <= MOST_SINGLE_VALUES ? categorySamples(reference, current) : null
  return {reference: expandValues(before), current: expandValues(now), leastBinWidth: isWhole ? 1 : 0, single}
}

/** pandas keeps a column of whole numbers as such; one missing value among them makes all of them floats. */
function isWholeColumn({missing, infinite, values}: NumberProfile): boolean {
  return missing === 0 && infinite === 0 && values.values.every(Number.isInteger)
}

/** Counts of each category; a number column has a category for each of its values. */
export function categorySamples(reference: ColumnProfile, current: ColumnProfile): CategorySamples {
  const [before, now] = occurringValues(reference, current)
  const values = new Set([...before.keys(), ...now.keys()])
  const inOrder = [...values].sort([...values].every(isNumber) ? byNumber : byCodePoints)
  const align = (counts: ReadonlyMap<Value, number>): Float64Array =>
    Float64Array.from(inOrder, (value) => counts.get(value) ?? 0)
  return {reference: align(before), current: align(now)}
}

type Value = string | number

function occurringValues(reference: ColumnProfile, current: ColumnProfile): [Map<Value, number>, Map<Value, number>] {
  if (reference.kind === 'number' && current.kind === 'number') {
    const [before, now] = sameGrid(reference.values, current.values)
    return [countsOf([...before.values], before.counts), countsOf([...now.values], now.counts)]
  }
  return [categoryCounts(reference), categoryCounts(current)]
}

function categoryCounts(profile: ColumnProfile): Map<Value, number> {
  return profile.kind === 'category' ? countsOf(profile.categories, profile.counts) : new Map<Value, number>()
}

function countsOf(values: readonly Value[], counts: Float64Array): Map<Value, number> {
  return new Map(values.map((value, at) => [value, counts[at]!] as const).filter(([, count]) => count > 0))
}

/** pandas reads a column of numbers as such, whatever it stands for. */
function isNumber(value: Value): boolean {
  return typeof value === 'number' || (value.trim() !== '' && Number.isFinite(Number(value)))
}

function byNumber(a: Value, b: Value): number {
  return Number(a) - Number(b)
}

function byCodePoints(a: Value, b: Value): number {
  const [left, right] = [Array.from(String(a)), Array.from(String(b))]
  const at = left.findIndex((character, index) => character !== right[index])
  if (at === -1) return left.length - right.length
  return at < right.length ? left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)! : 1
}
