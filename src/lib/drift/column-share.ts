import type {CategoryProfile, ColumnProfile, ErrorProfile, NumberProfile} from './data-profile.js'
import {rowsOfCategories, rowsWithValue, sumOf} from './profile-rows.js'

/** Rows that have a property, among all that could have it. */
export interface Share {
  readonly hits: number
  readonly rows: number
}

/** Of all rows, those without a value. */
export function missingShare(profile: ColumnProfile): Share {
  return {hits: profile.missing, rows: rowsWithValue(profile) + profile.missing}
}

/** Of the rows with a category, those whose category is not among the seen ones. */
export function unseenShare(profile: CategoryProfile, seen: ReadonlySet<string>): Share {
  const unseen = profile.counts.filter((_, place) => !seen.has(profile.categories[place]!))
  return {hits: sumOf(unseen), rows: rowsOfCategories(profile)}
}

/**
 * Of the rows with a number, those below the range that the description names, or above it; infinite ones are outside of
 * any range.
 */
export function outsideShare(profile: NumberProfile): Share {
  const {range, infinite} = profile
  return {hits: range === null ? infinite : range.below + range.above, rows: rowsWithValue(profile)}
}

/** Answers that did not come from the model itself. */
export function fallbackShare({categories, counts}: CategoryProfile): Share {
  const rows = sumOf(counts)
  return {hits: rows - (counts[categories.indexOf('ML')] ?? 0), rows}
}

/** Labelled rows that the model missed. */
export function errorShare({rows, errors}: ErrorProfile): Share {
  return {hits: sumOf(errors), rows: sumOf(rows)}
}
