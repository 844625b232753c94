import type {Aspect} from './table-drift.js'

/** Names of columns that are no columns of the data. */
export const outputNames = {
  prediction: 'predicted class',
  confidence: 'highest probability',
  fallback: 'fallback share',
  concept: 'errors on alike rows',
  multivariate: 'all features together',
} as const

/**
 * What a column of a drift table is called there, and in --test, --threshold and --direction: a feature by its name, its
 * missing share "miles: missing". No two are called the same, even where a feature is called "miles: missing", too.
 */
export function columnKey(
  {column, aspect}: {readonly column: string; readonly aspect: Aspect},
  features: readonly string[],
): string {
  if (aspect === 'values') return column
  let key = aspect in outputNames ? column : `${column}: ${aspect}`
  while (features.includes(key)) key = `${key} (${aspect})`
  return key
}
