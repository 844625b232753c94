import {sameGrid} from '../statistics/value-counts/coarsen.js'
import type {ValueCounts} from '../statistics/value-counts/value-counts.js'
import type {CategoryProfile, NumberProfile} from './data-profile.js'
import {sumOf} from './profile-rows.js'

/** Distinct values up to which numbers are a yes or no, or a constant: their distance from each other means nothing. */
const FEW_VALUES = 2

/** All numbers together that a reference of one or two values does not have. */
const OTHER_VALUES = 'other values'

/** Numbers of which the reference has one or two values, as categories; null of other numbers. */
export function asCategories(
  reference: NumberProfile,
  current: NumberProfile,
): {readonly reference: CategoryProfile; readonly current: CategoryProfile} | null {
  const [before, now] = sameGrid(reference.values, current.values)
  const known = before.values
  if (known.length === 0 || known.length > FEW_VALUES) return null
  return {reference: counted(reference, before, known), current: counted(current, now, known)}
}

function counted(
  {name, missing, infinite}: NumberProfile,
  {values, counts, rows}: ValueCounts,
  known: Float64Array,
): CategoryProfile {
  const ofKnown = Float64Array.from(known, (value) => counts[values.indexOf(value)] ?? 0)
  return {
    kind: 'category',
    name,
    missing: missing + infinite,
    categories: [...Array.from(known, String), OTHER_VALUES],
    counts: Float64Array.of(...ofKnown, rows - sumOf(ofKnown)),
    overflow: 0,
  }
}
