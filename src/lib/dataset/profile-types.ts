import type {Category} from './description.js'
import type {OneColumnRule} from './profile-rule.js'

/** What a table holds, column by column, and what in it deserves a second look. */
export interface TableProfile {
  readonly rows: number
  /** null when the table has no label column. */
  readonly label: LabelProfile | null
  /** What histograms and counts are divided by: the classes in their order, or one group of all rows. */
  readonly groups: readonly GroupProfile[]
  /** In file order. */
  readonly columns: readonly ColumnProfile[]
  readonly duplicates: DuplicateProfile
  readonly correlations: CorrelationProfile
  /** Most serious first. */
  readonly findings: readonly Finding[]
}

export interface GroupProfile {
  /** As shown to a person. */
  readonly label: string
  readonly rows: number
}

export interface LabelProfile {
  readonly name: string
  readonly classes: readonly (Category & {readonly rows: number; readonly share: number})[]
  /** Rows without a known label: they are in no group. */
  readonly missing: number
}

export type ColumnProfile = NumberProfile | CategoryProfile
export type ColumnRole = 'label' | 'feature' | 'ignored'

interface ColumnProfileBase {
  readonly name: string
  readonly title?: string
  readonly role: ColumnRole
  /** Rows with a value, and rows without. */
  readonly present: number
  readonly missing: number
  readonly missingShare: number
  /** Different values, missing not counted. */
  readonly distinct: number
  /** At most one value, missing not counted. */
  readonly constant: boolean
  /** (Nearly) each row has a value of its own, as a customer number has. */
  readonly identifier: boolean
  /** null for the label itself, without a label, and where there is nothing to compare. */
  readonly association: Association | null
  readonly rule: OneColumnRule | null
}

export interface NumberProfile extends ColumnProfileBase {
  readonly kind: 'number'
  readonly integer: boolean
  /** null when every value is missing. */
  readonly summary: NumberSummary | null
  /** Median and mean of each group; null for a group without values. */
  readonly groupMedians: readonly (number | null)[]
  readonly groupMeans: readonly (number | null)[]
  /** Values outside the valid range of the schema; null when it names none. */
  readonly outOfRange: OutOfRange | null
  /** Values so far from all others that they may stand for something else, as 9999 for "unknown". */
  readonly farOut: number
  readonly histogram: Histogram | null
}

export interface NumberSummary {
  readonly minimum: number
  readonly lowerQuartile: number
  readonly median: number
  readonly upperQuartile: number
  readonly maximum: number
  readonly mean: number
  /** Of the sample (ddof 1); null below two values. */
  readonly standardDeviation: number | null
  /** Adjusted Fisher-Pearson coefficient; null below three values. */
  readonly skewness: number | null
}

export interface OutOfRange {
  readonly minimum: number | null
  readonly maximum: number | null
  readonly below: number
  readonly above: number
}

export interface Histogram {
  /** shape [bins + 1]: equal widths over the range where the values are, far-out ones left to `under` and `over`. */
  readonly edges: readonly number[]
  /** shape [groups][bins]. A bin holds its left edge; the last one holds both. */
  readonly counts: readonly (readonly number[])[]
  /** shape [groups] */
  readonly under: readonly number[]
  readonly over: readonly number[]
}

export interface CategoryProfile extends ColumnProfileBase {
  readonly kind: 'category'
  /** The most frequent values, most frequent first. */
  readonly values: readonly ValueProfile[]
  /** All the other values together; null when there are none. */
  readonly others: {readonly values: number; readonly rows: number; readonly byGroup: readonly number[]} | null
  /** Values that the schema does not name. */
  readonly undeclared: {readonly values: number; readonly rows: number; readonly examples: readonly string[]}
}

export interface ValueProfile extends Category {
  readonly rows: number
  /** shape [groups] */
  readonly byGroup: readonly number[]
}

export interface Association {
  /** Bias-corrected Cramér's V of label and column, 0 to 1; numbers in up to ten bins of equally many values. */
  readonly strength: number
  /** Of the chi-squared test that label and column have nothing to do with each other. */
  readonly pValue: number
  /** Theil's U: the share of the label's entropy that vanishes when the column is known. */
  readonly explained: number
  readonly direction: Direction
}

export type Direction =
  /** The level goes one way through the classes in their order. */
  | {readonly kind: 'rises' | 'falls'; readonly level: Level; readonly from: ClassValue; readonly to: ClassValue}
  /** Levels differ, but not in the order of the classes. */
  | {readonly kind: 'level'; readonly level: Level; readonly highest: ClassValue; readonly lowest: ClassValue}
  /** A number of the same level in every class that still is distributed differently. */
  | {readonly kind: 'shape'}
  /** The value of a category (or of a number that has two) whose share differs most between two classes. */
  | {readonly kind: 'value'; readonly value: string; readonly highest: ClassValue; readonly lowest: ClassValue}
  /** No difference that chance would not make. */
  | {readonly kind: 'none'}

/** Medians; means where medians coincide, as those of whole numbers often do. */
export type Level = 'median' | 'mean'

/** A figure of one class: its level, or the share of a value. */
export interface ClassValue {
  readonly class: string
  readonly figure: number
}

export interface DuplicateProfile {
  /** Rows that equal an earlier row in every column. */
  readonly rows: number
  /** The first few, as data rows counted from 1. */
  readonly examples: readonly {readonly row: number; readonly equals: number}[]
  /** Rows that share all features with a row of another label: no model can get them all right. */
  readonly conflicting: number
}

export interface CorrelationProfile {
  /** Rows compared: a random sample when the table is large. */
  readonly rows: number
  /** Features, identifiers and constants left out. */
  readonly columns: readonly string[]
  /** shape [columns][columns], symmetric, 1 on the diagonal; null where it cannot be computed. */
  readonly matrix: readonly (readonly (number | null)[])[]
  /** Strongest first. */
  readonly pairs: readonly CorrelationPair[]
}

export interface CorrelationPair {
  readonly first: string
  readonly second: string
  /** -1 to 1 for two numbers, 0 to 1 otherwise. */
  readonly value: number
  /** Spearman for two numbers, correlation ratio on ranks for a number and a category, Cramér's V for two categories. */
  readonly measure: 'spearman' | 'correlation-ratio' | 'cramers-v'
}

export type Severity = 'problem' | 'warning' | 'note'

export type Finding = {readonly severity: Severity} & (
  | {readonly kind: 'leak' | 'strong'; readonly column: string; readonly role: ColumnRole; readonly rule: OneColumnRule}
  | {readonly kind: 'empty' | 'constant'; readonly column: string}
  | {readonly kind: 'identifier'; readonly column: string; readonly distinct: number; readonly rows: number}
  | {readonly kind: 'duplicates'; readonly rows: number; readonly share: number}
  | {readonly kind: 'conflicts'; readonly rows: number; readonly share: number}
  | {readonly kind: 'missing'; readonly column: string; readonly rows: number; readonly share: number}
  | {readonly kind: 'missing-label'; readonly column: string; readonly rows: number; readonly share: number}
  | {readonly kind: 'out-of-range'; readonly column: string; readonly share: number; readonly range: OutOfRange}
  | {
      readonly kind: 'undeclared'
      readonly column: string
      readonly rows: number
      readonly values: number
      readonly examples: readonly string[]
    }
  | {readonly kind: 'far-out'; readonly column: string; readonly rows: number; readonly summary: NumberSummary}
  | {readonly kind: 'imbalance'; readonly largest: GroupProfile; readonly smallest: GroupProfile; readonly rows: number}
  | {readonly kind: 'single-class'; readonly column: string; readonly class: string}
  | {readonly kind: 'correlation'; readonly pair: CorrelationPair}
)
