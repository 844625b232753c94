import {contingencyTable} from '../statistics/contingency-table.js'
import type {ContingencyTable} from '../statistics/contingency-table.js'
import {chiSquaredSurvival} from '../statistics/survival/chi-squared-survival.js'
import {correlationRatio} from '../statistics/correlation-ratio.js'
import {cramersV} from '../statistics/cramers-v.js'
import {equalFrequencyCuts} from '../statistics/equal-frequency-cuts.js'
import {independenceTest} from '../statistics/independence-test.js'
import {ranks} from '../statistics/ranks.js'
import {uncertaintyCoefficient} from '../statistics/uncertainty-coefficient.js'
import type {Grouping} from './profile-label.js'
import type {Association, ClassValue, Direction, NumberProfile} from './profile-types.js'
import type {CategoryColumn, NumberColumn} from './table.js'

/** Numbers are compared with the label in bins, so that a relation which rises and falls again is found too. */
const BINS = 10

/** Rows a cell should hold for the chi-squared test to be trusted (Cochran's rule), with equal classes. */
const ROWS_PER_CELL = 5

/** A direction is named only when chance would show such a one in fewer than one column of a hundred. */
const DIRECTION_P_VALUE = 0.01

/** How a column of numbers and the label hang together. */
export function associateNumber(
  column: NumberColumn,
  {
    grouping,
    sorted,
    profile,
    sample,
  }: {
    readonly grouping: Grouping
    /** Present values, ascending. */
    readonly sorted: Float64Array
    readonly profile: Pick<NumberProfile, 'distinct' | 'groupMedians' | 'groupMeans'>
    /** Rows on which levels are compared, none without a label. */
    readonly sample: Int32Array
  },
): Association | null {
  const classes = grouping.labels.length
  const cuts = equalFrequencyCuts(sorted, {most: BINS, least: ROWS_PER_CELL * classes})
  const table = contingencyTable(binsOf(column.values, cuts), grouping.codes, {rows: cuts.length, columns: classes})
  return associate(table, (pValue) => {
    if (profile.distinct === 2) {
      const values = [sorted[0]!, sorted[sorted.length - 1]!].map(String)
      return pValue < DIRECTION_P_VALUE ? directionOfValues(table, {values, classes: grouping.labels}) : {kind: 'none'}
    }
    const levels = levelsPValue(column, {grouping, sample})
    if (levels < DIRECTION_P_VALUE) return directionOfLevels(profile, grouping.labels)
    return {kind: pValue < DIRECTION_P_VALUE ? 'shape' : 'none'}
  })
}

/** The bin of each value; -1 for a missing one. */
function binsOf(values: Float64Array, cuts: Float64Array): Int32Array {
  const bins = new Int32Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    let bin = 0
    while (value > cuts[bin]!) bin++
    bins[row] = Number.isFinite(value) ? bin : -1
  }
  return bins
}

/** How a column of categories and the label hang together. */
export function associateCategory(column: CategoryColumn, grouping: Grouping): Association | null {
  const size = {rows: column.categories.length, columns: grouping.labels.length}
  const table = contingencyTable(column.codes, grouping.codes, size)
  return associate(table, (pValue) =>
    pValue < DIRECTION_P_VALUE
      ? directionOfValues(table, {values: column.categories, classes: grouping.labels})
      : {kind: 'none'},
  )
}

function associate(table: ContingencyTable, direction: (pValue: number) => Direction): Association | null {
  const test = independenceTest(table)
  if (test.rows < 2 || test.columns < 2) return null
  return {
    strength: cramersV(test),
    pValue: test.pValue,
    explained: uncertaintyCoefficient(table),
    direction: direction(test.pValue),
  }
}

/** Kruskal-Wallis: the chance of levels that differ as much between equal classes. */
function levelsPValue(
  column: NumberColumn,
  {grouping, sample}: {readonly grouping: Grouping; readonly sample: Int32Array},
): number {
  const rows = sample.filter((row) => Number.isFinite(column.values[row]!))
  const values = Float64Array.from(rows, (row) => column.values[row]!)
  const groups = Int32Array.from(rows, (row) => grouping.codes[row]!)
  const {etaSquared, groups: filled, count} = correlationRatio(ranks(values), groups, grouping.labels.length)
  return filled < 2 || Number.isNaN(etaSquared) ? 1 : chiSquaredSurvival((count - 1) * etaSquared, filled - 1)
}

function directionOfLevels(
  {groupMedians, groupMeans}: Pick<NumberProfile, 'groupMedians' | 'groupMeans'>,
  classes: readonly string[],
): Direction {
  const level = new Set(groupMedians).size === groupMedians.length ? 'median' : 'mean'
  const figures: ClassValue[] = []
  for (const [index, figure] of (level === 'median' ? groupMedians : groupMeans).entries()) {
    if (figure !== null) figures.push({class: classes[index]!, figure})
  }
  const steps = figures.slice(1).map((each, index) => Math.sign(each.figure - figures[index]!.figure))
  const [from, to] = [figures[0]!, figures[figures.length - 1]!]
  if (steps.every((step) => step > 0)) return {kind: 'rises', level, from, to}
  if (steps.every((step) => step < 0)) return {kind: 'falls', level, from, to}
  return {kind: 'level', level, ...extremes(figures)}
}

function directionOfValues(
  table: ContingencyTable,
  {values, classes}: {readonly values: readonly string[]; readonly classes: readonly string[]},
): Direction {
  const totals = classes.map((_, column) => {
    let total = 0
    for (let row = 0; row < table.rows; row++) total += table.counts[row * table.columns + column]!
    return total
  })
  let best: Direction = {kind: 'none'}
  let widest = 0
  for (let row = 0; row < table.rows; row++) {
    const shares = classes.flatMap((name, column) =>
      totals[column]! > 0 ? [{class: name, figure: table.counts[row * table.columns + column]! / totals[column]!}] : [],
    )
    const {highest, lowest} = extremes(shares)
    // Of two values the rarer one says more: that 25 % are trained, rather than that 75 % are not.
    const gap = highest.figure - lowest.figure + 1e-9 * (1 - highest.figure)
    if (gap > widest) {
      widest = gap
      best = {kind: 'value', value: values[row]!, highest, lowest}
    }
  }
  return best
}

function extremes(figures: readonly ClassValue[]): {readonly highest: ClassValue; readonly lowest: ClassValue} {
  const sorted = [...figures].sort((a, b) => b.figure - a.figure)
  return {highest: sorted[0]!, lowest: sorted[sorted.length - 1]!}
}
