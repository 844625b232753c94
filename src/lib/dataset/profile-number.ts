import {histogram} from '../statistics/histogram.js'
import {histogramEdges} from '../statistics/histogram-edges.js'
import {moments} from '../statistics/moments.js'
import {quantile} from '../statistics/quantile.js'
import {robustRange} from '../statistics/robust-range.js'
import type {NumberField} from './description.js'
import type {Grouping} from './profile-label.js'
import {sortByGroup} from './profile-sorted.js'
import type {Histogram, NumberProfile, NumberSummary, OutOfRange} from './profile-types.js'
import type {NumberColumn} from './table.js'

/** Bins of a histogram at most, about: as many as a line of a terminal bears beside the figures. */
const BINS = 25

/** Whole numbers of which nearly each row has its own look like a key; a handful of rows proves nothing. */
const IDENTIFIER = {distinctShare: 0.95, leastRows: 50}

type Own = Pick<
  NumberProfile,
  | 'missing'
  | 'distinct'
  | 'identifier'
  | 'integer'
  | 'summary'
  | 'groupMedians'
  | 'groupMeans'
  | 'outOfRange'
  | 'farOut'
  | 'histogram'
>

/** What one column of numbers holds, and the values that are present in ascending order. */
export function profileNumber(
  column: NumberColumn,
  {field, grouping}: {readonly field: NumberField | undefined; readonly grouping: Grouping},
): Own & {readonly sorted: Float64Array} {
  const {all: sorted, byGroup} = sortByGroup(column.values, grouping)
  const distinct = countDistinct(sorted)
  const integer = field?.integer === true || sorted.every((value) => Number.isInteger(value))
  const summary = sorted.length === 0 ? null : summarise(sorted)
  return {
    sorted,
    missing: column.values.length - sorted.length,
    distinct,
    integer,
    identifier:
      integer && sorted.length >= IDENTIFIER.leastRows && distinct >= IDENTIFIER.distinctShare * sorted.length,
    summary,
    groupMedians: byGroup.map((values) => numberOrNull(quantile(values, 0.5))),
    groupMeans: byGroup.map((values) => numberOrNull(moments(values).mean)),
    outOfRange: field === undefined ? null : outOfRange(sorted, field),
    farOut: summary === null ? 0 : countFarOut(sorted, summary),
    histogram: sorted.length === 0 ? null : groupedHistogram(column.values, {sorted, grouping, integer}),
  }
}

function summarise(sorted: Float64Array): NumberSummary {
  const {mean, standardDeviation, skewness} = moments(sorted)
  return {
    minimum: sorted[0]!,
    lowerQuartile: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    upperQuartile: quantile(sorted, 0.75),
    maximum: sorted[sorted.length - 1]!,
    mean,
    standardDeviation: numberOrNull(standardDeviation),
    skewness: numberOrNull(skewness),
  }
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

function countDistinct(sorted: Float64Array): number {
  let distinct = 0
  for (let index = 0; index < sorted.length; index++) distinct += Number(sorted[index] !== sorted[index - 1])
  return distinct
}

function outOfRange(sorted: Float64Array, {minimum, maximum}: NumberField): OutOfRange | null {
  if (minimum === undefined && maximum === undefined) return null
  return {
    minimum: minimum ?? null,
    maximum: maximum ?? null,
    below: minimum === undefined ? 0 : countBelow(sorted, minimum),
    above: maximum === undefined ? 0 : sorted.length - countUpTo(sorted, maximum),
  }
}

/**
 * Values beyond ten interquartile ranges and then some: five times as far from the others as these are wide. Heavy
 * tails end before that, a 9999 that stands for "unknown" does not.
 */
function countFarOut(sorted: Float64Array, {lowerQuartile, upperQuartile}: NumberSummary): number {
  const reach = 10 * (upperQuartile - lowerQuartile)
  if (reach === 0) return 0
  const low = sorted[countBelow(sorted, lowerQuartile - reach)]!
  const high = sorted[countUpTo(sorted, upperQuartile + reach) - 1]!
  const distance = 5 * (high - low)
  return countBelow(sorted, low - distance) + sorted.length - countUpTo(sorted, high + distance)
}

function groupedHistogram(
  values: Float64Array,
  {sorted, grouping, integer}: {readonly sorted: Float64Array; readonly grouping: Grouping; readonly integer: boolean},
): Histogram {
  const edges = histogramEdges(robustRange(sorted), {most: BINS, integer})
  const groupCount = grouping.labels.length
  const {counts, under, over} = histogram(values, {edges, groups: grouping.codes, groupCount})
  const bins = edges.length - 1
  return {
    edges: [...edges],
    counts: grouping.labels.map((_, group) => [...counts.subarray(group * bins, (group + 1) * bins)]),
    under: [...under],
    over: [...over],
  }
}

function countBelow(sorted: Float64Array, bound: number): number {
  return firstIndex(sorted, (value) => value >= bound)
}

function countUpTo(sorted: Float64Array, bound: number): number {
  return firstIndex(sorted, (value) => value > bound)
}

/** First index whose value satisfies a condition that holds from some index on. */
function firstIndex(sorted: Float64Array, holds: (value: number) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(sorted[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}
