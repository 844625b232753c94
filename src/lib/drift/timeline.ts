import {formatNumber} from '../numbers.js'
import {theilSen} from '../statistics/theil-sen.js'
import type {PeriodDrift, Timeline, TimelineCell, TimelineColumn, Trend} from './drift-report.js'
import {lastingDriftSince} from './lasting-drift.js'
import {severityOf} from './severity.js'
import type {ColumnDrift} from './table-drift.js'

type Period = Pick<PeriodDrift, 'name' | 'drift'>

/** The periods side by side: each column of the tables over time, where its drift began to last, and its trend. */
export function timelineOf(periods: readonly Period[]): Timeline {
  const names = periods.map(({name}) => name)
  const tables = periods.map(({drift}) => new Map(drift.columns.map((column) => [column.key, column])))
  return {
    periods: names,
    columns: orderedKeys(periods).map((key) =>
      timelineColumn(
        tables.map((table) => table.get(key)),
        names,
      ),
    ),
  }
}

/** Keys of all tables in their order: one that a later period brings stands behind what it follows there. */
function orderedKeys(periods: readonly Period[]): readonly string[] {
  const keys: string[] = []
  for (const {drift} of periods) {
    let after = -1
    for (const {key} of drift.columns) {
      const known = keys.indexOf(key)
      if (known < 0) keys.splice(after + 1, 0, key)
      after = known < 0 ? after + 1 : known
    }
  }
  return keys
}

function timelineColumn(columns: readonly (ColumnDrift | undefined)[], names: readonly string[]): TimelineColumn {
  const {key, column, aspect} = columns.find((each) => each !== undefined)!
  const cells = columns.map(cellOf)
  const since = lastingDriftSince(cells.map(({status}) => status))
  return {
    key,
    column,
    aspect,
    cells,
    since: since === null ? null : {index: since, name: names[since]!},
    trend: trendOf(cells, {name: key, isShare: isShare(columns), unit: periodUnit(names)}),
  }
}

/** A column that a period does not have, such as missing values where none is missing, did not drift there. */
function cellOf(column: ColumnDrift | undefined): TimelineCell {
  if (column === undefined) return {status: 'stable', effect: 0, severity: 0, level: null}
  const {status, effect} = column
  return {status, effect: effect?.value ?? null, severity: severityOf(column), level: levelOf(column)}
}

function levelOf(column: ColumnDrift): number | null {
  const {aspect, current} = column
  // The share of errors is of all labelled rows, and the effect of alike ones: the former says nothing of the latter.
  if (aspect === 'concept') return null
  if (current?.kind === 'number') return current.median
  return current?.kind === 'share' ? current.share : binaryShare(column)
}

/** Of two categories, the share of the second one. */
function binaryShare({current}: ColumnDrift): number | null {
  return current?.kind === 'category' && current.shares.length === 2 && current.other === 0
    ? current.shares[1]!.share
    : null
}

function isShare(columns: readonly (ColumnDrift | undefined)[]): boolean {
  return columns.every((column) => column?.current?.kind !== 'number')
}

/** Periods that a line needs. */
const LEAST_POINTS = 5
/** Pairs grow with the square of the periods; a line through every n-th of more is the same line. */
const MOST_POINTS = 400

function trendOf(
  cells: readonly TimelineCell[],
  {name, isShare: shares, unit}: {readonly name: string; readonly isShare: boolean; readonly unit: string},
): Trend | null {
  const step = Math.ceil(cells.length / MOST_POINTS)
  const levels = Float64Array.from(
    cells.filter((_, index) => index % step === 0),
    ({level}) => level ?? NaN,
  )
  if (levels.filter((level) => !Number.isNaN(level)).length < LEAST_POINTS) return null
  const {slope, lower, upper} = theilSen(levels)
  const perPeriod = {slope: slope / step, lower: lower / step, upper: upper / step}
  return {...perPeriod, sentence: describeTrend(perPeriod, {name, shares, unit})}
}

function describeTrend(
  {slope, lower, upper}: Pick<Trend, 'slope' | 'lower' | 'upper'>,
  {name, shares, unit}: {readonly name: string; readonly shares: boolean; readonly unit: string},
): string {
  if (lower <= 0 && upper >= 0) return `${name}: no trend`
  const size = Math.abs(shares ? slope * 100 : slope)
  const digits = size >= 100 ? 0 : Math.min(6, Math.max(1, 1 - Math.floor(Math.log10(size))))
  return `${name} ${slope < 0 ? '-' : '+'}${formatNumber(size, digits)}${shares ? ' points' : ''} a ${unit}`
}

/** What the periods are called: "month" for month-1, month-2, …; else "period". */
export function periodUnit(names: readonly string[]): string {
  const words = new Set(
    names.map((name) => /^(day|week|month|quarter|year)[\s_-]*\d+$/i.exec(name)?.[1]?.toLowerCase()),
  )
  const [word] = words
  return words.size === 1 && word !== undefined ? word : 'period'
}
