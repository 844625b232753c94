import type {CategoryProfile, ColumnProfile} from './data-profile.js'

/** Rows in which a column has a value, infinite ones and those of too many categories included. */
export function rowsWithValue(profile: ColumnProfile): number {
  return profile.kind === 'number' ? profile.values.rows + profile.infinite : rowsOfCategories(profile)
}

/** Rows in which a category is not missing. */
export function rowsOfCategories({counts, overflow}: Pick<CategoryProfile, 'counts' | 'overflow'>): number {
  return sumOf(counts) + overflow
}

/** Rows with a value whose place in the distribution is known: those that a test looks at. */
export function comparableRows(profile: ColumnProfile): number {
  return profile.kind === 'number' ? profile.values.rows : sumOf(profile.counts)
}

/** All counts together; 0 of none. */
export function sumOf(counts: Float64Array): number {
  let sum = 0
  for (const count of counts) sum += count
  return sum
}
