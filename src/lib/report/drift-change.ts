import type {CategorySummary, ColumnDrift, NumberSummary} from '../drift/table-drift.js'
import {formatLevel} from './drift-words.js'
import {formatPercent} from './numbers.js'

/** What changed, in the column's own unit: from, to, and what the two are. */
export interface Change {
  /** 'median', 'mean', 'middle 90 %', a category with a colon; '' where from and to speak for themselves. */
  readonly what: string
  readonly from: string
  readonly to: string
}

/** The change of a column in few words; null where both sides have no figure. */
export function changeOf(column: ColumnDrift): Change | null {
  const {reference, current} = column
  const two = twoValues(column)
  if (two !== null) return {what: `${two.labels[1]}:`, ...percents(two.reference[1], two.current[1])}
  if (reference === null || current === null) return null
  if (reference.kind === 'share' && current.kind === 'share')
    return {what: column.aspect === 'concept' ? 'misses' : '', ...percents(reference.share, current.share)}
  if (reference.kind === 'category' && current.kind === 'category') return categoryChange(reference, current)
  if (reference.kind === 'number' && current.kind === 'number')
    return numberChange(reference, current, column.status === 'stable' ? null : column.direction)
  return null
}

/** Characters of a category's name: some are whole sentences. */
const LONGEST = 40

/** 'median 41.8 → 30.2' in one text; '' without a change to tell. */
export function describeChange(column: ColumnDrift): string {
  const change = changeOf(column)
  if (change === null) return column.effect?.name === 'auc' ? 'AUC; 0.5 is alike' : ''
  const {what, from, to} = change
  const name = what.length > LONGEST ? `${what.slice(0, LONGEST)}…:` : what
  return `${name === '' ? '' : `${name} `}${from === to ? from : `${from} → ${to}`}`
}

function numberChange(before: NumberSummary, now: NumberSummary, direction: ColumnDrift['direction']): Change {
  if (direction === 'wider' || direction === 'narrower') {
    const from = `${formatLevel(before.q05)} … ${formatLevel(before.q95)}`
    const to = `${formatLevel(now.q05)} … ${formatLevel(now.q95)}`
    if (from !== to) return {what: 'middle 90 %', from, to}
  }
  // The median of two values jumps from one to the other, or does not move at all: their mean tells more.
  const isMedian = before.median !== now.median && !isTwoValued(before)
  return isMedian
    ? {what: 'median', ...levels(before.median, now.median)}
    : {what: 'mean', ...levels(before.mean, now.mean)}
}

/** Whether nearly all values are the smallest or the largest one, as those of a 0/1 column are. */
function isTwoValued({minimum, q05, q25, median, q75, q95, maximum}: NumberSummary): boolean {
  return [q05, q25, median, q75, q95].every((value) => value === minimum || value === maximum)
}

/** Both values of a column of numbers that has two, and how often they occur; null for every other column. */
export function twoValues({histogram, reference, current}: ColumnDrift): TwoValues | null {
  if (reference?.kind !== 'number' || current?.kind !== 'number' || histogram?.edges?.length !== 3) return null
  if (!isTwoValued(reference) || !isTwoValued(current)) return null
  const values = [Math.min(reference.minimum, current.minimum), Math.max(reference.maximum, current.maximum)] as const
  if (![reference, current].every(({minimum, maximum}) => values.includes(minimum) && values.includes(maximum)))
    return null
  return {
    labels: [formatLevel(values[0]), formatLevel(values[1])],
    reference: [histogram.reference[0] ?? 0, histogram.reference[1] ?? 0],
    current: [histogram.current[0] ?? 0, histogram.current[1] ?? 0],
  }
}

interface TwoValues {
  readonly labels: readonly [string, string]
  readonly reference: readonly [number, number]
  readonly current: readonly [number, number]
}

/** The category whose share moved most; of two, the second, which usually is the one that says yes. */
function categoryChange(before: CategorySummary, now: CategorySummary): Change | null {
  const shareNow = new Map(now.shares.map(({category, share}) => [category, share]))
  const known = new Set(before.shares.map(({category}) => category))
  const moves = [
    ...before.shares.map(({category, share}) => ({what: category, from: share, to: shareNow.get(category) ?? 0})),
    ...now.shares
      .filter(({category}) => !known.has(category))
      .map(({category, share}) => ({what: category, from: 0, to: share})),
    {what: 'others', from: before.other, to: now.other},
  ]
  const sizeOf = (move: (typeof moves)[number]): number => Math.abs(move.to - move.from)
  const isPair = before.shares.length === 2 && moves.length === 3 && before.other + now.other === 0
  const largest = moves.reduce((found, move) => (sizeOf(move) > sizeOf(found) ? move : found), moves[0]!)
  const most = isPair ? moves[1]! : largest
  return {what: `${most.what}:`, ...percents(most.from, most.to)}
}

function levels(from: number, to: number): Pick<Change, 'from' | 'to'> {
  return toldApart(from, to, [3, 4, 5, 6], formatLevel)
}

function percents(from: number, to: number): Pick<Change, 'from' | 'to'> {
  const digits = Math.abs(to - from) >= 0.05 ? [0] : [1, 2, 3]
  return toldApart(from, to, digits, (value, each) => formatPercent(value, each))
}

/** The fewest digits with which two numbers that differ look different. */
function toldApart(
  from: number,
  to: number,
  digits: readonly number[],
  format: (value: number, digits: number) => string,
): Pick<Change, 'from' | 'to'> {
  const enough = digits.find((each) => format(from, each) !== format(to, each)) ?? digits[0]!
  return {from: format(from, enough), to: format(to, enough)}
}
