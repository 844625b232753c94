import {columnOf, type CategoryColumn, type NumberColumn, type Table} from '../dataset/table.js'
import {ranks} from '../statistics/ranks.js'

/** One number a row of both tables, made without looking at which table the row is from. */
export interface DomainColumn {
  /** Place of the feature that it was made of. */
  readonly feature: number
  /** Shape [rows], the reference's first; mean 0. */
  readonly values: Float64Array
  /** Whether its square says more than the value itself: not of what has two values. */
  readonly isGraded: boolean
}

/** Categories of all features together that get a column of their own; the rarer ones of a feature share one. */
const CATEGORY_BUDGET = 150
const MOST_CATEGORIES = 30

/**
 * The features of both tables as columns that no outlier can stretch: numbers by their pooled ranks, categories by a
 * column each, missing and infinite values by a column where there are any. What is the same in all rows is left out.
 */
export function domainColumns(reference: Table, current: Table, features: readonly string[]): readonly DomainColumn[] {
  const pairs = features.map((name) => [columnOf(reference, name), columnOf(current, name)] as const)
  const ofCategories = pairs.filter(([column]) => column.kind === 'category').length
  const limit = Math.min(MOST_CATEGORIES, Math.max(2, Math.floor(CATEGORY_BUDGET / Math.max(1, ofCategories))))
  return pairs.flatMap(([one, other], feature) => {
    if (one.kind === 'number' && other.kind === 'number') return numberColumns(one, other, feature)
    if (one.kind === 'category' && other.kind === 'category') return categoryColumns(one, other, {feature, limit})
    return []
  })
}

function numberColumns(one: NumberColumn, other: NumberColumn, feature: number): DomainColumn[] {
  const values = new Float64Array(one.values.length + other.values.length)
  values.set(one.values)
  values.set(other.values, one.values.length)
  const missing = new Float64Array(values.length)
  let absent = 0
  for (let row = 0; row < values.length; row++) {
    if (isPresent(values[row]!)) continue
    missing[row] = 1
    absent++
  }
  const rows = values.length - absent
  const ranked = ranks(absent === 0 ? values : values.filter(isPresent))
  const columns: DomainColumn[] = []
  const levels = levelsUpTo(3, ranked)
  if (levels > 1) {
    const scores = new Float64Array(values.length)
    let place = 0
    for (let row = 0; row < values.length; row++) {
      if (missing[row] === 0) scores[row] = (2 * ranked[place++]! - rows - 1) / rows
    }
    columns.push({feature, values: scores, isGraded: levels > 2})
  }
  return absent === 0 ? columns : [...columns, ...shareColumn(feature, missing)]
}

/** An infinite value is like no other, so it is not the largest of them. */
function isPresent(value: number): boolean {
  return value - value === 0
}

/** Distinct numbers, as far as these many. */
function levelsUpTo(most: number, values: Float64Array): number {
  const levels = new Set<number>()
  for (let row = 0; row < values.length && levels.size < most; row++) levels.add(values[row]!)
  return levels.size
}

function categoryColumns(
  one: CategoryColumn,
  other: CategoryColumn,
  {feature, limit}: {readonly feature: number; readonly limit: number},
): DomainColumn[] {
  const codes = new Map<string, number>()
  const codeOf = (category: string): number => {
    const code = codes.get(category) ?? codes.size
    codes.set(category, code)
    return code
  }
  const translate = ({codes: own, categories}: CategoryColumn): Int32Array => {
    const common = categories.map(codeOf)
    return own.map((code) => (code === -1 ? -1 : common[code]!))
  }
  const all = joined(translate(one), translate(other))
  // Missing is a category like any other, the last one.
  const counts = new Float64Array(codes.size + 1)
  for (const code of all) counts[code === -1 ? codes.size : code]! += 1
  const frequent = [...counts.keys()]
    .filter((code) => counts[code]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, limit)
  const slots = new Int32Array(counts.length).fill(frequent.length)
  frequent.forEach((code, slot) => {
    slots[code] = slot
  })
  const members = Array.from({length: frequent.length + 1}, () => new Float64Array(all.length))
  all.forEach((code, row) => {
    members[slots[code === -1 ? codes.size : code]!]![row] = 1
  })
  const shown = members.flatMap((values) => shareColumn(feature, values))
  // Two columns that sum to one are one column.
  return shown.length === 2 ? shown.slice(0, 1) : shown
}

function joined(one: Int32Array, other: Int32Array): Int32Array {
  const all = new Int32Array(one.length + other.length)
  all.set(one)
  all.set(other, one.length)
  return all
}

/** Members as 1 and others as 0, moved to mean 0; nothing when all rows are alike. */
function shareColumn(feature: number, members: Float64Array): DomainColumn[] {
  const count = members.reduce((sum, member) => sum + member, 0)
  if (count === 0 || count === members.length) return []
  const share = count / members.length
  return [
    {
      feature,
      values: members.map((member) => member - share),
      isGraded: false,
    },
  ]
}
