import {answerSources} from '../model/fallback.js'
import {distinctValueLimit} from '../statistics/value-counts/value-counts.js'
import {mergeValueCounts} from '../statistics/value-counts/merge-value-counts.js'
import type {CategoryProfile, ColumnProfile, DataProfile, NumberProfile, OutputProfile} from './data-profile.js'
import {mergeCategories} from './profile-categories.js'
import {mergeErrors} from './profile-outputs.js'
import {classesOf, describedIn, type ComparedColumns} from './profile-table.js'

/**
 * The profile of two sets of rows together: the same, bit for bit, as that of all rows at once, however they were split
 * and in whatever order the parts are merged.
 *
 * @param columns - the description that both were made with
 */
export function mergeProfiles(
  a: DataProfile,
  b: DataProfile,
  columns: ComparedColumns,
  {distinctLimit = distinctValueLimit}: {readonly distinctLimit?: number} = {},
): DataProfile {
  const classes = classesOf(columns)
  return {
    rows: a.rows + b.rows,
    columns: columns.fields.map((field, place): ColumnProfile => {
      const [first, second] = [a.columns[place]!, b.columns[place]!]
      if (first.kind === 'number' && second.kind === 'number') return mergeNumbers(first, second, distinctLimit)
      return mergeCategories(first as CategoryProfile, second as CategoryProfile, describedIn(field))
    }),
    label: mergeLabels(a, b, classes),
    outputs: mergeOutputs(a.outputs, b.outputs, {classes, distinctLimit}),
  }
}

function mergeNumbers(a: NumberProfile, b: NumberProfile, distinctLimit: number): NumberProfile {
  return {
    kind: 'number',
    name: a.name,
    missing: a.missing + b.missing,
    infinite: a.infinite + b.infinite,
    values: mergeValueCounts(a.values, b.values, distinctLimit),
    range: a.range && {
      ...a.range,
      below: a.range.below + (b.range?.below ?? 0),
      above: a.range.above + (b.range?.above ?? 0),
    },
  }
}

/** Rows of a part without labels are rows whose label is missing. */
function mergeLabels(a: DataProfile, b: DataProfile, classes: readonly string[]): CategoryProfile | null {
  if (a.label !== null && b.label !== null) return mergeCategories(a.label, b.label, classes)
  if (a.label !== null) return {...a.label, missing: a.label.missing + b.rows}
  return b.label && {...b.label, missing: b.label.missing + a.rows}
}

function mergeOutputs(
  a: OutputProfile | null,
  b: OutputProfile | null,
  {classes, distinctLimit}: {readonly classes: readonly string[]; readonly distinctLimit: number},
): OutputProfile | null {
  if (a === null || b === null) return null
  return {
    rows: a.rows + b.rows,
    predicted: mergeCategories(a.predicted, b.predicted, classes),
    confidence: mergeNumbers(a.confidence, b.confidence, distinctLimit),
    sources: a.sources && b.sources && mergeCategories(a.sources, b.sources, answerSources),
    errors: mergeErrors(a.errors, b.errors),
  }
}
