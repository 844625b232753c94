import type {FieldDescription, TargetDescription} from '../dataset/description.js'
import {columnKey, outputNames} from './column-names.js'
import {fallbackShare, missingShare, outsideShare, unseenShare, type Share} from './column-share.js'
import type {
  CategoryProfile,
  ColumnProfile,
  DataProfile,
  ErrorProfile,
  NumberProfile,
  OutputProfile,
} from './data-profile.js'
import {asCategories} from './few-valued-numbers.js'
import {rowsOfCategories} from './profile-rows.js'
import type {ComparedColumns} from './profile-table.js'
import type {Aspect} from './table-drift.js'

/** One column of a drift table before anything is computed: the same thing of both samples. */
export type ColumnPair = NumberPair | CategoryPair | SharePair | ErrorPair

interface PairBase {
  readonly key: string
  readonly column: string
  readonly aspect: Aspect
}

export interface NumberPair extends PairBase {
  readonly kind: 'number'
  readonly reference: NumberProfile
  readonly current: NumberProfile
}

/** Counts of the same categories in both. */
export interface CategoryPair extends PairBase {
  readonly kind: 'category'
  /** As they are shown to a person. */
  readonly labels: readonly string[]
  readonly reference: CategoryProfile
  readonly current: CategoryProfile
  /** Where the column holds numbers, of one or two values: as they were, for a test that a person or Evidently chose. */
  readonly numbers: {readonly reference: NumberProfile; readonly current: NumberProfile} | null
}

/** Rows that have a property, among all. */
export interface SharePair extends PairBase {
  readonly kind: 'share'
  readonly reference: Share
  readonly current: Share
  /**
   * Where the property is to be of a category that the reference lacks: counts of the same categories in both. The share
   * of the reference is then 0 because of how the property was chosen, not because of how its rows are.
   */
  readonly chosenFrom: {readonly reference: Float64Array; readonly current: Float64Array} | null
}

/** Errors of a model in groups of alike rows. */
export interface ErrorPair extends PairBase {
  readonly kind: 'error'
  readonly reference: ErrorProfile
  readonly current: ErrorProfile
  /** Errors in groups of rows that are alike in all features; null where only counts are at hand. */
  readonly alike: AlikeErrors | null
}

/** Errors of both sides in the same groups of rows that are alike. */
export interface AlikeErrors {
  readonly reference: ErrorProfile
  readonly current: ErrorProfile
}

/**
 * The columns of the drift table, in its order: each feature with its missing, unseen and out-of-range share where there
 * is anything to count, then the label, then what the model answered.
 */
export function pairColumns(
  reference: DataProfile,
  current: DataProfile,
  {compared, alikeErrors}: {readonly compared: ComparedColumns; readonly alikeErrors: AlikeErrors | null},
): ColumnPair[] {
  const {fields, target} = compared
  const features = fields.map((field) => field.name)
  const named: Naming = (column, aspect) => ({key: columnKey({column, aspect}, features), column, aspect})
  const pairs = fields.flatMap((field) => {
    const [before, now] = [columnProfile(reference, field.name), columnProfile(current, field.name)]
    return before === undefined || now === undefined ? [] : featurePairs(field, {before, now, named})
  })
  if (target !== null && reference.label !== null && current.label !== null) {
    pairs.push(categoryPair(named(target.name, 'label'), target.classes, reference.label, current.label))
  }
  if (reference.outputs === null || current.outputs === null) return pairs
  return [...pairs, ...outputPairs(reference.outputs, current.outputs, {target, alikeErrors, named})]
}

/** Gives a column its key. */
type Naming = (column: string, aspect: Aspect) => PairBase

function columnProfile({columns}: DataProfile, name: string): ColumnProfile | undefined {
  return columns.find((column) => column.name === name)
}

interface BothSides {
  readonly before: ColumnProfile
  readonly now: ColumnProfile
  readonly named: Naming
}

function featurePairs(field: FieldDescription, {before, now, named}: BothSides): ColumnPair[] {
  const {name} = field
  const missing = sharePair(named(name, 'missing'), missingShare(before), missingShare(now))
  if (before.kind === 'number' && now.kind === 'number') {
    const values = numberPair(named(name, 'values'), before, now)
    if ((before.range === null) !== (now.range === null)) return [values, ...missing]
    return [values, ...missing, ...sharePair(named(name, 'out-of-range'), outsideShare(before), outsideShare(now))]
  }
  if (before.kind === 'category' && now.kind === 'category') {
    const known = field.kind === 'category' ? field.categories : []
    const values = categoryPair(named(name, 'values'), known, before, now)
    // Of more categories than are kept apart, none is known.
    if (before.overflow + now.overflow > 0) return [values, ...missing]
    const seen = new Set(before.categories.filter((_, index) => before.counts[index]! > 0))
    const none = {hits: 0, rows: rowsOfCategories(before)}
    const chosenFrom = {reference: values.reference.counts, current: values.current.counts}
    const unseen = sharePair(named(name, 'unseen'), none, unseenShare(now, seen))
    return [values, ...missing, ...unseen.map((pair) => ({...pair, chosenFrom}))]
  }
  return []
}

function numberPair(name: PairBase, reference: NumberProfile, current: NumberProfile): ColumnPair {
  const few = asCategories(reference, current)
  if (few === null) return {kind: 'number', ...name, reference, current}
  return {...categoryPair(name, [], few.reference, few.current), numbers: {reference, current}}
}

function outputPairs(
  before: OutputProfile,
  now: OutputProfile,
  {
    target,
    alikeErrors,
    named,
  }: {readonly target: TargetDescription | null; readonly alikeErrors: AlikeErrors | null; readonly named: Naming},
): ColumnPair[] {
  const nameOf = (aspect: keyof typeof outputNames): PairBase => named(outputNames[aspect], aspect)
  const pairs: ColumnPair[] = [
    categoryPair(nameOf('prediction'), target?.classes ?? [], before.predicted, now.predicted),
    {kind: 'number', ...nameOf('confidence'), reference: before.confidence, current: now.confidence},
  ]
  if (before.sources !== null && now.sources !== null) {
    const [reference, current] = [fallbackShare(before.sources), fallbackShare(now.sources)]
    pairs.push({kind: 'share', ...nameOf('fallback'), reference, current, chosenFrom: null})
  }
  if (before.errors !== null && now.errors !== null) {
    pairs.push({
      kind: 'error',
      ...nameOf('concept'),
      reference: before.errors,
      current: now.errors,
      alike: alikeErrors,
    })
  }
  return pairs
}

/** Nothing to test, and nothing to show, where neither sample has one. */
function sharePair(name: PairBase, reference: Share, current: Share): SharePair[] {
  return reference.hits + current.hits === 0 ? [] : [{kind: 'share', ...name, reference, current, chosenFrom: null}]
}

/** Brings both to the same categories, the described ones first. */
function categoryPair(
  name: PairBase,
  described: readonly {readonly value: string; readonly label: string}[],
  before: CategoryProfile,
  now: CategoryProfile,
): CategoryPair {
  const labels = new Map(described.map(({value, label}) => [value, label]))
  const [beforeCounts, nowCounts] = [countsOf(before), countsOf(now)]
  const categories = [...new Set([...labels.keys(), ...before.categories, ...now.categories])].filter(
    (category) => (beforeCounts.get(category) ?? 0) + (nowCounts.get(category) ?? 0) > 0,
  )
  const align = (profile: CategoryProfile, counts: ReadonlyMap<string, number>): CategoryProfile => ({
    ...profile,
    categories,
    counts: Float64Array.from(categories, (category) => counts.get(category) ?? 0),
  })
  return {
    kind: 'category',
    ...name,
    labels: categories.map((category) => labels.get(category) ?? category),
    reference: align(before, beforeCounts),
    current: align(now, nowCounts),
    numbers: null,
  }
}

function countsOf({categories, counts}: CategoryProfile): ReadonlyMap<string, number> {
  return new Map(categories.map((category, index) => [category, counts[index]!]))
}
