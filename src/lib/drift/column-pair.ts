import {sameGrid} from '../statistics/value-counts/coarsen.js'
import type {ValueCounts} from '../statistics/value-counts/value-counts.js'
import type {FieldDescription, TargetDescription} from '../dataset/description.js'
import type {
  CategoryProfile,
  ColumnProfile,
  DataProfile,
  ErrorProfile,
  NumberProfile,
  OutputProfile,
} from './data-profile.js'
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
}

/** Rows that have a property, among all. */
export interface SharePair extends PairBase {
  readonly kind: 'share'
  readonly reference: Share
  readonly current: Share
}

export interface Share {
  readonly hits: number
  readonly rows: number
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

/** Names of columns that are no columns of the data. A feature may bear the same name: the aspect tells them apart. */
export const outputNames = {
  prediction: 'predicted class',
  confidence: 'highest probability',
  fallback: 'fallback share',
  concept: 'errors on alike rows',
  multivariate: 'all features together',
} as const

/**
 * The columns of the drift table, in its order: each feature with its missing, unseen and out-of-range share where there
 * is anything to count, then the label, then what the model answered.
 */
export function pairColumns(
  reference: DataProfile,
  current: DataProfile,
  {compared, alikeErrors}: {readonly compared: ComparedColumns; readonly alikeErrors: AlikeErrors | null},
): ColumnPair[] {
  const pairs = compared.fields.flatMap((field) => {
    const [before, now] = [columnProfile(reference, field.name), columnProfile(current, field.name)]
    return before === undefined || now === undefined ? [] : featurePairs(field, before, now)
  })
  const {target} = compared
  if (target !== null && reference.label !== null && current.label !== null) {
    pairs.push(categoryPair({column: target.name, aspect: 'label'}, target.classes, reference.label, current.label))
  }
  if (reference.outputs === null || current.outputs === null) return pairs
  return [...pairs, ...outputPairs(reference.outputs, current.outputs, {target, alikeErrors})]
}

function columnProfile({columns}: DataProfile, name: string): ColumnProfile | undefined {
  return columns.find((column) => column.name === name)
}

function featurePairs(field: FieldDescription, before: ColumnProfile, now: ColumnProfile): ColumnPair[] {
  const column = field.name
  const pairs: ColumnPair[] = []
  if (before.kind === 'number' && now.kind === 'number') {
    pairs.push(numberPair(column, before, now))
  } else if (before.kind === 'category' && now.kind === 'category') {
    const known = field.kind === 'category' ? field.categories : []
    pairs.push(categoryPair({column, aspect: 'values'}, known, before, now))
  } else return []
  pairs.push(...sharePair({column, aspect: 'missing'}, missingShare(before), missingShare(now)))
  // Of more categories than are kept apart, none is known.
  if (before.kind === 'category' && now.kind === 'category' && before.overflow + now.overflow === 0) {
    const seen = new Set(before.categories.filter((_, index) => before.counts[index]! > 0))
    pairs.push(...sharePair({column, aspect: 'unseen'}, {hits: 0, rows: rowsOf(before)}, unseenShare(now, seen)))
  }
  if (before.kind === 'number' && now.kind === 'number' && before.range !== null && now.range !== null) {
    pairs.push(...sharePair({column, aspect: 'out-of-range'}, outsideShare(before), outsideShare(now)))
  }
  return pairs
}

/** Distinct values up to which numbers are a yes or no, or a constant: their distance from each other means nothing. */
const FEW_VALUES = 2

function numberPair(column: string, before: NumberProfile, now: NumberProfile): ColumnPair {
  const [reference, current] = sameGrid(before.values, now.values)
  const known = reference.values
  if (known.length === 0 || known.length > FEW_VALUES) {
    return {kind: 'number', key: column, column, aspect: 'values', reference: before, current: now}
  }
  const categories = [...Array.from(known, String), OTHER_VALUES]
  const asCategories = ({missing, infinite}: NumberProfile, {values, counts, rows}: ValueCounts): CategoryProfile => {
    const ofKnown = Float64Array.from(known, (value) => counts[values.indexOf(value)] ?? 0)
    const others = rows - ofKnown.reduce((sum, count) => sum + count, 0)
    return {
      kind: 'category',
      name: column,
      missing: missing + infinite,
      categories,
      counts: Float64Array.of(...ofKnown, others),
      overflow: 0,
    }
  }
  return categoryPair({column, aspect: 'values'}, [], asCategories(before, reference), asCategories(now, current))
}

/** All numbers together that a reference of one or two values does not have. */
const OTHER_VALUES = 'other values'

function outputPairs(
  before: OutputProfile,
  now: OutputProfile,
  {target, alikeErrors}: {readonly target: TargetDescription | null; readonly alikeErrors: AlikeErrors | null},
): ColumnPair[] {
  const pairs: ColumnPair[] = [
    categoryPair(
      {column: outputNames.prediction, aspect: 'prediction'},
      target?.classes ?? [],
      before.predicted,
      now.predicted,
    ),
    {
      kind: 'number',
      ...named({column: outputNames.confidence, aspect: 'confidence'}),
      reference: before.confidence,
      current: now.confidence,
    },
  ]
  if (before.sources !== null && now.sources !== null) {
    const [reference, current] = [fallbackShare(before.sources), fallbackShare(now.sources)]
    pairs.push({
      kind: 'share',
      ...named({column: outputNames.fallback, aspect: 'fallback'}),
      reference,
      current,
    })
  }
  if (before.errors !== null && now.errors !== null) {
    pairs.push({
      kind: 'error',
      ...named({column: outputNames.concept, aspect: 'concept'}),
      reference: before.errors,
      current: now.errors,
      alike: alikeErrors,
    })
  }
  return pairs
}

type Name = Pick<PairBase, 'column' | 'aspect'>

function named({column, aspect}: Name): PairBase {
  const isOwn = aspect === 'values' || Object.values<string>(outputNames).includes(column)
  return {key: isOwn ? column : `${column}: ${aspect}`, column, aspect}
}

/** Nothing to test, and nothing to show, where neither sample has one. */
function sharePair(name: Name, reference: Share, current: Share): SharePair[] {
  return reference.hits + current.hits === 0 ? [] : [{kind: 'share', ...named(name), reference, current}]
}

/** Brings both to the same categories, the described ones first. */
function categoryPair(
  name: Name,
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
    ...named(name),
    labels: categories.map((category) => labels.get(category) ?? category),
    reference: align(before, beforeCounts),
    current: align(now, nowCounts),
  }
}

function countsOf({categories, counts}: CategoryProfile): ReadonlyMap<string, number> {
  return new Map(categories.map((category, index) => [category, counts[index]!]))
}

function missingShare(profile: ColumnProfile): Share {
  return {hits: profile.missing, rows: rowsOf(profile) + profile.missing}
}

function unseenShare({categories, counts, ...profile}: CategoryProfile, seen: ReadonlySet<string>): Share {
  const hits = categories.reduce((sum, category, index) => (seen.has(category) ? sum : sum + counts[index]!), 0)
  return {hits, rows: rowsOf({categories, counts, ...profile})}
}

function outsideShare(profile: NumberProfile): Share {
  return {hits: (profile.range?.below ?? 0) + (profile.range?.above ?? 0), rows: rowsOf(profile)}
}

function fallbackShare({categories, counts}: CategoryProfile): Share {
  const rows = counts.reduce((sum, count) => sum + count, 0)
  return {hits: rows - (counts[categories.indexOf('ML')] ?? 0), rows}
}

/** Rows with a value. */
export function rowsOf(profile: ColumnProfile): number {
  if (profile.kind === 'number') return profile.values.rows + profile.infinite
  return profile.counts.reduce((sum, count) => sum + count, profile.overflow)
}
