import type {FieldDescription} from '../dataset/description.js'
import {columnOf, type CategoryColumn, type NumberColumn, type Table} from '../dataset/table.js'
import {equalFrequencyCuts} from '../statistics/equal-frequency-cuts.js'
import {quantile} from '../statistics/quantile.js'

/**
 * Bins of one feature, fixed by the reference. Every value falls into exactly one of them, so that counts of many
 * replicas and of many hours add up, and any divergence can be computed from the sums.
 */
export type FeatureBins = NumberBins | CategoryBins

interface Bins {
  readonly feature: string
  /** Distinct; bins of numbers sort in their order. */
  readonly labels: readonly string[]
  /** Shape [bins], share of the reference rows in each; sums to 1. */
  readonly referenceRatios: Float64Array
}

export interface NumberBins extends Bins {
  readonly kind: 'number'
  readonly placeOf: (value: number) => number
}

export interface CategoryBins extends Bins {
  readonly kind: 'category'
  /** Categories that are known: the described ones, then those of the reference alone. */
  readonly known: readonly string[]
  /** @param code - place in `known`; any greater number for a category that is not known; -1 for missing */
  readonly placeOf: (code: number) => number
}

/** Customary for the population stability index: Siddiqi (2006), Credit Risk Scorecards, ch. 6. */
const DECILES = 10

/** Numbers with no more different values than this get a bin for each. */
const MOST_VALUES = 12

/** Categories with a bin of their own; the rarer ones share the bin "other". */
const MOST_CATEGORIES = 18

/** Bins of each field, in their order. */
export function featureBins(fields: readonly FieldDescription[], reference: Table): readonly FeatureBins[] {
  return fields.map((field) => {
    const column = columnOf(reference, field.name)
    return field.kind === 'number'
      ? numberBins(field.name, (column as NumberColumn).values)
      : categoryBins(
          field.name,
          field.categories.map(({value}) => value),
          column as CategoryColumn,
        )
  })
}

function numberBins(feature: string, values: Float64Array): NumberBins {
  const sorted = values.filter((value) => Number.isFinite(value)).sort()
  const distinct = sorted.filter((value, place) => place === 0 || value !== sorted[place - 1])
  const {labels, placeOf} = distinct.length > MOST_VALUES ? byIntervals(sorted) : byValues(distinct)
  return {kind: 'number', feature, labels, placeOf, referenceRatios: ratios(values, placeOf, labels.length)}
}

interface Places {
  readonly labels: readonly string[]
  readonly placeOf: (value: number) => number
}

/** missing, under, one for each interval from edge to edge (the upper one excluded), over. */
function byIntervals(sorted: Float64Array): Places {
  const edges = roundEdges(sorted)
  const intervals = edges.length - 1
  const labels = Array.from({length: intervals}, (_, place) =>
    numbered(place, `[${shortText(edges[place]!)}, ${shortText(edges[place + 1]!)})`),
  )
  return {
    labels: ['missing', 'under', ...labels, 'over'],
    placeOf(value) {
      if (value !== value) return 0
      let place = 1
      while (place <= intervals + 1 && value >= edges[place - 1]!) place++
      return place
    },
  }
}

/** missing, under, one for each value, over, and other for what lies between. */
function byValues(distinct: Float64Array): Places {
  const labels = Array.from(distinct, (value, place) => numbered(place, shortText(value)))
  const over = labels.length + 2
  const least = distinct[0] ?? Infinity
  const greatest = distinct.at(-1) ?? -Infinity
  return {
    labels: ['missing', 'under', ...labels, 'over', 'other'],
    placeOf(value) {
      if (value !== value) return 0
      const place = distinct.indexOf(value)
      if (place >= 0) return place + 2
      if (distinct.length === 0) return over + 1
      return value < least ? 1 : value > greatest ? over : over + 1
    },
  }
}

/** Edges at round numbers near the deciles, the outer ones around all values. */
function roundEdges(sorted: Float64Array): Float64Array {
  const [least, greatest] = [sorted[0]!, sorted.at(-1)!]
  const cuts = equalFrequencyCuts(sorted, {most: DECILES, least: 1})
  const middle = quantile(sorted, 0.9) - quantile(sorted, 0.1)
  const spread = middle > 0 ? middle : greatest - least
  // A step is from a 100th to a 1,000th of the spread: too small to move a decile by much.
  const step = 10 ** Math.max(-300, Math.floor(Math.log10(Math.min(spread, Number.MAX_VALUE))) - 2)
  const roundTo = (value: number, round: (quotient: number) => number): number => {
    const rounded = Number((round(value / step) * step).toPrecision(15))
    return Number.isFinite(rounded) ? rounded : value
  }
  const inner = Array.from(cuts.subarray(0, -1), (cut) => roundTo(cut, (quotient) => Math.floor(quotient) + 1))
  const edges = [
    Math.min(
      least,
      roundTo(least, (quotient) => Math.floor(quotient)),
    ),
    ...inner,
    Math.max(
      nextAfter(greatest),
      roundTo(greatest, (quotient) => Math.floor(quotient) + 1),
    ),
  ]
  return Float64Array.from(edges.filter((edge, place) => place === 0 || edge > edges[place - 1]!))
}

/** A number that is a little greater. */
function nextAfter(value: number): number {
  return value + Math.max(Number.MIN_VALUE, Math.abs(value) * Number.EPSILON)
}

function categoryBins(feature: string, described: readonly string[], column: CategoryColumn): CategoryBins {
  const counts = new Map<string, number>(described.map((category) => [category, 0]))
  for (const code of column.codes) {
    if (code >= 0) counts.set(column.categories[code]!, (counts.get(column.categories[code]!) ?? 0) + 1)
  }
  const known = [...counts.keys()]
  const shown = new Set(
    known.length <= MOST_CATEGORIES
      ? known
      : [...known].sort((a, b) => counts.get(b)! - counts.get(a)!).slice(0, MOST_CATEGORIES),
  )
  const named = known.filter((category) => shown.has(category))
  const missing = named.length
  const other = missing + 1
  const places = Int32Array.from(known, (category) => (shown.has(category) ? named.indexOf(category) : other))
  const placeOf = (code: number): number => (code < 0 ? missing : code < places.length ? places[code]! : other)
  // Looked up once a category: the server answers nobody meanwhile, and there may be hundreds of them in many rows.
  const placeInKnown = new Map(known.map((category, place) => [category, place]))
  const codeOf = column.categories.map((category) => placeInKnown.get(category) ?? -1)
  const codes = Float64Array.from(column.codes, (code) => (code < 0 ? -1 : codeOf[code]!))
  const labels = [...named.map(categoryLabel), 'missing', 'other']
  return {
    ...{kind: 'category', feature, known, labels, placeOf},
    referenceRatios: ratios(codes, placeOf, labels.length),
  }
}

/** A category that is called as a bin is, stands in quotes. */
function categoryLabel(category: string): string {
  return category === 'missing' || category === 'other' ? `"${category}"` : category
}

function ratios(values: Float64Array, placeOf: (value: number) => number, bins: number): Float64Array {
  const counts = new Float64Array(bins)
  for (const value of values) counts[placeOf(value)]! += 1
  return values.length === 0 ? counts : counts.map((count) => count / values.length)
}

/** As many digits for each, so that texts sort as the numbers do. */
function numbered(place: number, text: string): string {
  return `${String(place + 1).padStart(2, '0')} ${text}`
}

function shortText(value: number): string {
  return String(Number(value.toPrecision(12)))
}
