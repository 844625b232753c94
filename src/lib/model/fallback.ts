import type {DatasetDescription} from '../dataset/description.js'
import {columnOf, type Column, type Table} from '../dataset/table.js'
import {compileRules, type FeatureValues} from './fallback-rules.js'
import {createFeatureRanges, type FeatureRanges} from './feature-ranges.js'
import type {Preprocessing} from './preprocessing.js'

/** Who gave an answer, and why: stable texts that clients see. */
export const answerSources = ['ML', 'baseline - out of range', 'baseline - low probability'] as const
export type AnswerSource = (typeof answerSources)[number]

export interface Answer {
  /** Class index. */
  readonly answered: number
  readonly source: AnswerSource
}

export interface TableAnswers {
  /** Shape [rows], class indices. */
  readonly answered: Int32Array
  /** Shape [rows], indices into `answerSources`. */
  readonly sources: Uint8Array
}

/** What a model answered, and how sure it was. */
export interface ModelAnswers {
  /** Shape [rows], class indices. */
  readonly predicted: Int32Array
  /** Shape [rows], highest probabilities. */
  readonly confidence: Float64Array
}

/** Rules that answer where the model should not. */
export interface Fallback {
  readonly ranges: FeatureRanges
  /** Answers of the model that are less sure are replaced. */
  readonly minimumProbability: number
  /** The class that the rules alone give. */
  baseline(values: FeatureValues): number
  /** The answer to one row: the model's, or the baseline's where the row is out of range or the model is not sure. */
  answer(values: FeatureValues, model: {readonly predicted: number; readonly confidence: number}): Answer
  /** The same for all rows of a table with the features as columns. */
  answerTable(table: Table, model: ModelAnswers): TableAnswers
}

/**
 * The fallback that a description declares; undefined when it declares none.
 *
 * @throws MlopsError `SCHEMA_INVALID` when its rules are not such as can answer every row
 */
export function createFallback(description: DatasetDescription, preprocessing: Preprocessing): Fallback | undefined {
  if (description.fallback === undefined) return undefined
  const {rules, minimumProbability} = description.fallback
  const baseline = compileRules(rules, description)
  const ranges = createFeatureRanges(description, preprocessing)
  return {
    ranges,
    minimumProbability,
    baseline,
    answer(values, {predicted, confidence}) {
      const source = sourceOf(ranges.firstOutside(values) >= 0, confidence < minimumProbability)
      return {answered: source === 0 ? predicted : baseline(values), source: answerSources[source]!}
    },
    answerTable(table, {predicted, confidence}) {
      const outside = anyOf(ranges.outsideOf(table), table.rows)
      const readers = description.features.map((name) => readerOf(columnOf(table, name)))
      const answered = Int32Array.from(predicted)
      const sources = new Uint8Array(table.rows)
      // One array for all rows: the rules read it and keep nothing.
      const values = readers.map((): number | string | null => null)
      for (let row = 0; row < table.rows; row++) {
        const source = sourceOf(outside[row] === 1, confidence[row]! < minimumProbability)
        if (source === 0) continue
        sources[row] = source
        for (let index = 0; index < readers.length; index++) values[index] = readers[index]!(row)
        answered[row] = baseline(values)
      }
      return {answered, sources}
    },
  }
}

/** Index into `answerSources`. A row out of range is called so even where the model is unsure as well. */
function sourceOf(outOfRange: boolean, unsure: boolean): number {
  if (outOfRange) return 1
  return unsure ? 2 : 0
}

function anyOf(parts: readonly Uint8Array[], rows: number): Uint8Array {
  const any = new Uint8Array(rows)
  for (const part of parts) for (let row = 0; row < rows; row++) any[row]! |= part[row]!
  return any
}

function readerOf(column: Column): (row: number) => number | string | null {
  if (column.kind === 'category') {
    const {categories, codes} = column
    return (row) => categories[codes[row]!] ?? null
  }
  const {values} = column
  return (row) => {
    const value = values[row]!
    return Number.isNaN(value) ? null : value
  }
}
