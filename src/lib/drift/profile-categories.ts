import type {CategoryColumn, Column} from '../dataset/table.js'
import {categoryLimit, type CategoryProfile} from './data-profile.js'
import {wrongKind} from './profile-numbers.js'

/** Counts the values of a category column, or of a label. */
export class CategoryTally {
  /** Category -> rows; undefined when there were too many categories. */
  private counts: Map<string, number> | undefined
  private missing = 0
  private present = 0

  /** @param described - categories that are listed whether they occur or not, before all others */
  constructor(
    readonly name: string,
    private readonly described: readonly string[],
  ) {
    this.counts = new Map(described.map((category) => [category, 0]))
    this.limit()
  }

  add(column: Column): void {
    if (column.kind === 'category') this.addCodes(column)
    else throw wrongKind(this.name, {found: 'numbers', expected: 'categories'})
  }

  addCodes({codes, categories}: Pick<CategoryColumn, 'codes' | 'categories'>): void {
    const rows = new Float64Array(categories.length)
    let missing = 0
    for (const code of codes) {
      if (code < 0) missing++
      else rows[code]! += 1
    }
    this.missing += missing
    this.present += codes.length - missing
    const {counts} = this
    if (counts === undefined) return
    rows.forEach((count, code) => {
      if (count > 0) counts.set(categories[code]!, (counts.get(categories[code]!) ?? 0) + count)
    })
    this.limit()
  }

  finish(): CategoryProfile {
    const {name, described, missing, counts, present} = this
    return counts === undefined
      ? overflown({name, missing, present})
      : {kind: 'category', name, missing, ...inOrder(counts, described), overflow: 0}
  }

  private limit(): void {
    if (this.counts !== undefined && this.counts.size > categoryLimit) this.counts = undefined
  }
}

/** Two counts of one column, as if the rows had been counted together. */
export function mergeCategories(a: CategoryProfile, b: CategoryProfile, described: readonly string[]): CategoryProfile {
  const {name} = a
  const missing = a.missing + b.missing
  const counts = new Map(described.map((category) => [category, 0]))
  let present = 0
  for (const part of [a, b]) {
    present += part.overflow
    part.categories.forEach((category, place) => {
      const count = part.counts[place]!
      present += count
      counts.set(category, (counts.get(category) ?? 0) + count)
    })
  }
  const isOver = a.overflow > 0 || b.overflow > 0 || counts.size > categoryLimit
  return isOver
    ? overflown({name, missing, present})
    : {kind: 'category', name, missing, ...inOrder(counts, described), overflow: 0}
}

function overflown({
  name,
  missing,
  present,
}: {
  readonly name: string
  readonly missing: number
  readonly present: number
}): CategoryProfile {
  return {kind: 'category', name, missing, categories: [], counts: new Float64Array(0), overflow: present}
}

/** The described ones in their order, then the others by their text: the order of the rows does not matter. */
function inOrder(
  counts: ReadonlyMap<string, number>,
  described: readonly string[],
): Pick<CategoryProfile, 'categories' | 'counts'> {
  const first = new Set(described)
  const others = [...counts.keys()].filter((category) => !first.has(category)).sort()
  const categories = [...first, ...others]
  return {categories, counts: Float64Array.from(categories, (category) => counts.get(category)!)}
}
