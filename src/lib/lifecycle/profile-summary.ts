import type {Category, FieldDescription} from '../dataset/description.js'
import type {CategoryProfile, ColumnProfile, NumberProfile} from '../drift/data-profile.js'
import {quantileOf} from '../statistics/value-counts/quantile-of-counts.js'

/** What a column of a profile holds, in a few numbers. */
export type ColumnSummary = NumberColumnSummary | CategoryColumnSummary

export interface NumberColumnSummary {
  readonly kind: 'number'
  readonly name: string
  readonly missing: number
  readonly infinite: number
  /** Rows outside the range that is described; null when none is. */
  readonly outOfRange: number | null
  readonly distinct: number
  /** Whether numbers were rounded, because there were too many different ones. */
  readonly rounded: boolean
  /** Null without a value. */
  readonly minimum: number | null
  readonly median: number | null
  readonly maximum: number | null
}

export interface CategoryColumnSummary {
  readonly kind: 'category'
  readonly name: string
  readonly missing: number
  /** Categories that occur; null when there were too many to count. */
  readonly distinct: number | null
  /** The most frequent ones, most frequent first. */
  readonly top: readonly {readonly category: string; readonly label: string; readonly rows: number}[]
}

const shownCategories = 5

/** Each column in a few numbers; categories with the labels that their field gives them. */
export function summariseColumns(
  columns: readonly ColumnProfile[],
  fields: readonly FieldDescription[],
): readonly ColumnSummary[] {
  return columns.map((column) => {
    if (column.kind === 'number') return summariseNumbers(column)
    const field = fields.find(({name}) => name === column.name)
    return summariseCategories(column, field?.kind === 'category' ? field.categories : [])
  })
}

function summariseNumbers({name, missing, infinite, range, values}: NumberProfile): NumberColumnSummary {
  const isEmpty = values.rows === 0
  return {
    kind: 'number',
    name,
    missing,
    infinite,
    outOfRange: range && range.below + range.above,
    distinct: values.values.length,
    rounded: values.droppedBits > 0,
    minimum: values.values[0] ?? null,
    median: isEmpty ? null : quantileOf(values, 0.5),
    maximum: values.values.at(-1) ?? null,
  }
}

/** A category column, or a label with its classes, in a few numbers. */
export function summariseCategories(
  {name, missing, categories, counts, overflow}: CategoryProfile,
  described: readonly Category[],
): CategoryColumnSummary {
  const labels = new Map(described.map(({value, label}) => [value, label]))
  const present = [...categories.keys()]
    .filter((place) => counts[place]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
  return {
    kind: 'category',
    name,
    missing,
    distinct: overflow > 0 ? null : present.length,
    top: present.slice(0, shownCategories).map((place) => {
      const category = categories[place]!
      return {category, label: labels.get(category) ?? category, rows: counts[place]!}
    }),
  }
}
