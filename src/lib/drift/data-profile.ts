import type {ValueCounts} from '../statistics/value-counts/value-counts.js'

/**
 * What drift needs to know of a set of rows: counts, nothing of a single row. Profiles of parts merge into the profile
 * of the whole, bit for bit, so a file may be larger than the memory and its parts may lie on many machines.
 */
export interface DataProfile {
  readonly rows: number
  /** The compared columns, in the order of the reference's description. */
  readonly columns: readonly ColumnProfile[]
  /** The label where the rows have one, for all or for some of them. */
  readonly label: CategoryProfile | null
  /** What a model answered to the rows; null without a model. */
  readonly outputs: OutputProfile | null
}

export type ColumnProfile = NumberProfile | CategoryProfile

export interface NumberProfile {
  readonly kind: 'number'
  readonly name: string
  readonly missing: number
  /** Rows with Infinity or -Infinity: counted, and left out of the distribution. */
  readonly infinite: number
  readonly values: ValueCounts
  /** Rows outside the range that the column's description names, infinite ones included; null when it names none. */
  readonly range: RangeCounts | null
}

export interface RangeCounts {
  readonly minimum: number | null
  readonly maximum: number | null
  readonly below: number
  readonly above: number
}

export interface CategoryProfile {
  readonly kind: 'category'
  readonly name: string
  readonly missing: number
  /** Distinct, the described ones first in their order, then the others by text; empty when there were too many. */
  readonly categories: readonly string[]
  /** Shape [categories], rows of each. */
  readonly counts: Float64Array
  /** Rows of all categories together when there were more than `categoryLimit` of them; else 0. */
  readonly overflow: number
}

/** A column with more categories is one of identifiers; it has no distribution to compare. */
export const categoryLimit = 10_000

/** Answers of a model, of rows that it was not trained on. */
export interface OutputProfile {
  readonly rows: number
  /** Its own answers, before any fallback. */
  readonly predicted: CategoryProfile
  /** Highest probability of each row. */
  readonly confidence: NumberProfile
  /** Rows by who answered: 'ML', 'baseline - out of range', 'baseline - low probability'; null without a fallback. */
  readonly sources: CategoryProfile | null
  /** How often it was wrong, by how sure it was; null without labels. */
  readonly errors: ErrorProfile | null
}

/**
 * Labelled rows and the model's errors among them, in strata in which the model is equally sure: the predicted class
 * crossed with bins of the highest probability.
 */
export interface ErrorProfile {
  /** Shape [strata]. */
  readonly rows: Float64Array
  /** Shape [strata], of those the rows whose label the model missed. */
  readonly errors: Float64Array
}
