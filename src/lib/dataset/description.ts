/**
 * What a row is: the part of a Data Package v2 descriptor (Table Schema plus the keys under "mlops") that the
 * program uses, resolved and checked. Made by `parseDataPackage` from a file, or by `inferDescription` from data.
 */
export interface DatasetDescription {
  readonly name: string
  readonly delimiter: string
  /** Text that stands for a missing value in any column; always holds ''. */
  readonly missingValues: readonly string[]
  /** Every described column, in file order, the target and the ignored ones included. */
  readonly fields: readonly FieldDescription[]
  readonly target: TargetDescription
  /** Names of the columns that the model reads, in the order it reads them. */
  readonly features: readonly string[]
  /** Columns that are in the file but must not reach the model: identifiers, leaks. */
  readonly ignored: readonly string[]
  /** Other spellings of column names: alias -> name. */
  readonly aliases: Readonly<Record<string, string>>
  readonly fallback?: FallbackDescription
  readonly gates?: GateBounds
}

export type FieldDescription = NumberField | CategoryField

interface FieldBase {
  readonly name: string
  readonly title?: string
  readonly description?: string
  /** Text that stands for a missing value in this column, in place of the table's list; '' always does. */
  readonly missingValues?: readonly string[]
}

export interface NumberField extends FieldBase {
  readonly kind: 'number'
  /** Only whole numbers are valid. */
  readonly integer: boolean
  /** Least valid value. A value below is not bad data: it is counted as out of range, and sent to the fallback. */
  readonly minimum?: number
  readonly maximum?: number
}

export interface CategoryField extends FieldBase {
  readonly kind: 'category'
  /** Known values, in order; empty when none was declared. */
  readonly categories: readonly Category[]
  /** Type of the values; text when missing. It decides which spellings are one value: 1 and 1.0 are one number. */
  readonly valueType?: 'integer' | 'number' | 'boolean'
  /** Other spellings in files: spelling -> value, as "True" -> "true". */
  readonly spellings?: Readonly<Record<string, string>>
}

export interface Category {
  /** As it is spelled in a file. */
  readonly value: string
  /** As it is shown to a person; the value itself when nothing better was declared. */
  readonly label: string
}

export interface TargetDescription {
  readonly name: string
  /** The classes, in the order in which the model's outputs stand; at least two. */
  readonly classes: readonly Category[]
  /** The JSON type of a class value in answers: "0" is written as 0 when the field is an integer. */
  readonly valueType: 'integer' | 'string'
}

export interface FallbackDescription {
  /** JsonLogic over the features by name; its result is the `value` of a class. */
  readonly rules: unknown
  /** Answers whose highest probability is lower come from the rules. */
  readonly minimumProbability: number
}

/** Bounds of the quality gates; a missing one takes the default of `model/gates.ts`. */
export interface GateBounds {
  readonly minimumAccuracy?: number
  readonly maximumAccuracy?: number
  readonly maximumSpread?: number
  /** Allowed relative distance of the predicted count of a class from its expected count. */
  readonly classShareTolerance?: number
  /** Expected share of each class, in class order; equal shares when missing. */
  readonly classShares?: readonly number[]
  readonly minimumProbability?: number
  readonly minimumMeanProbability?: number
  readonly minimumTopProbability?: number
}

/** Where a description came from, for messages: a file, or inferred from the data. */
export interface DescriptionSource {
  readonly kind: 'file' | 'inferred'
  readonly path?: string
  /** For an inferred one: sentences that say what was assumed. */
  readonly notes: readonly string[]
}
