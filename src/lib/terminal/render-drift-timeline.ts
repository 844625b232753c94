import type {Timeline, TimelineCell, TimelineColumn} from '../drift/drift-report.js'
import {commonStart, isCalm, rankTimeline, shadeOf, type Shade} from '../report/drift-ranking.js'
import {describeTrend} from '../report/drift-words.js'
import {formatCount, formatCountOf} from './numbers.js'
import {style} from './style.js'
import {padEnd, textWidth, truncateText, wrapText} from './text-width.js'

/** Rows of the heat map, and trends below it, at most. */
const ROWS = 20
const TRENDS = 6

/** Darker is further: it reads without colours. */
const shades: Readonly<Record<Shade, string>> = {
  0: style.dim('-'),
  1: style.dim('·'),
  2: style.warn('░'),
  3: style.bad('▒'),
  4: style.bad('▓'),
  5: style.bad('█'),
}

/** How a heat map fits into the terminal. */
interface Layout {
  readonly nameWidth: number
  readonly sinceWidth: number
  /** Periods that share a cell, and columns of the terminal that a cell takes. */
  readonly periods: number
  readonly cellWidth: number
  readonly hasTrend: boolean
}

/** Which column drifted when: a shaded cell a period, since when it lasts, and where it is going. */
export function renderDriftTimeline(timeline: Timeline, width: number): string {
  const ranked = rankTimeline(timeline)
  const shown = ranked.slice(0, ROWS)
  const layout = layoutOf(timeline, {shown, width})
  return [
    style.strong('Since when'),
    ...axis(timeline, layout),
    ...shown.map((column) => heatRow(column, layout)),
    ...leftWords(ranked.slice(ROWS), width),
    ...wrapText(legend(shown, layout), width - 2).map((line) => style.dim(`  ${line}`)),
    ...(layout.hasTrend ? [] : trendLines(shown)),
  ].join('\n')
}

function layoutOf(
  {periods}: Timeline,
  {shown, width}: {readonly shown: readonly TimelineColumn[]; readonly width: number},
): Layout {
  const nameWidth = Math.min(width >= 110 ? 30 : 20, Math.max(6, ...shown.map(({key}) => textWidth(key))))
  const sinceWidth = Math.max(5, ...shown.map((column) => textWidth(sinceOf(column))))
  const trendWidth = Math.max(0, ...shown.map((column) => textWidth(trendOf(column))))
  const room = width - 2 - nameWidth - 2 - 2 - sinceWidth
  for (const [cellWidth, hasTrend] of [
    [2, true],
    [1, true],
    [2, false],
  ] as const) {
    const needed = periods.length * cellWidth + (hasTrend ? 2 + trendWidth : 0)
    if (needed <= room && (!hasTrend || trendWidth > 0)) return {nameWidth, sinceWidth, periods: 1, cellWidth, hasTrend}
  }
  return {nameWidth, sinceWidth, periods: Math.ceil(periods.length / room), cellWidth: 1, hasTrend: false}
}

function sinceOf({since}: TimelineColumn): string {
  return since === null ? '–' : truncateText(since.name, 16)
}

function trendOf(column: TimelineColumn): string {
  return truncateText(describeTrend(column) ?? '', 30)
}

function heatRow(column: TimelineColumn, {nameWidth, sinceWidth, periods, cellWidth, hasTrend}: Layout): string {
  const cells: string[] = []
  for (let start = 0; start < column.cells.length; start += periods) {
    cells.push(shades[worst(column.cells.slice(start, start + periods))].repeat(cellWidth))
  }
  const name = padEnd(truncateText(column.key, nameWidth), nameWidth)
  const since = sinceOf(column)
  const trend = hasTrend ? trendOf(column) : ''
  const tail = trend === '' ? since : `${padEnd(since, sinceWidth)}  ${style.dim(trend)}`
  return `  ${column.since === null ? name : style.strong(name)}  ${cells.join('')}  ${column.since === null ? style.dim(tail) : tail}`
}

function worst(cells: readonly TimelineCell[]): Shade {
  return cells.reduce<Shade>((most, cell) => (shadeOf(cell) > most ? shadeOf(cell) : most), 0)
}

/** The names of some of the periods over their cells, without what all of them start with. */
function axis(
  {periods: names}: Timeline,
  {nameWidth, sinceWidth, periods, cellWidth, hasTrend}: Layout,
): readonly string[] {
  const start = commonStart(names)
  const cells = Math.ceil(names.length / periods)
  const labelOf = (cell: number): string => truncateText((names[cell * periods] ?? '').slice(start.length), 12)
  const widest = Math.max(...Array.from({length: cells}, (_, cell) => textWidth(labelOf(cell))))
  const steps = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 50]
  const step = steps.find((each) => each * cellWidth > widest && cells / each <= 15) ?? cells
  let line = ''
  for (let cell = 0; cell < cells; cell++) {
    const isTick = cell === 0 || (cell + 1) % step === 0
    if (isTick && textWidth(line) <= cell * cellWidth) line = `${padEnd(line, cell * cellWidth)}${labelOf(cell)} `
  }
  const head = padEnd(truncateText(start.replace(/[\s_:/.-]+$/, ''), nameWidth), nameWidth)
  const label = padEnd(line.trimEnd(), cells * cellWidth)
  const tail = hasTrend ? `${padEnd('Since', sinceWidth)}  Trend` : 'Since'
  return [style.dim(`  ${head}  ${label}  ${tail}`.trimEnd())]
}

function legend(shown: readonly TimelineColumn[], {periods}: Layout): string {
  const untested = shown.some(({cells}) => cells.some((cell) => shadeOf(cell) === 0)) ? '  - not tested' : ''
  const shared = periods === 1 ? '' : `; a cell is the worst of ${formatCount(periods)} periods`
  return `· stable  ░ warning  ▒ drift  ▓ from 2 × limit  █ from 4 × limit${untested}${shared}`
}

function leftWords(left: readonly TimelineColumn[], width: number): readonly string[] {
  if (left.length === 0) return []
  const calm = left.filter(isCalm).length
  const which = calm === left.length ? 'stable in every period' : `${formatCount(calm)} of them stable in every period`
  const text = `and ${formatCountOf(left.length, 'more column')}, ${which}: the worst ${formatCount(ROWS)} are shown, --html and --json have them all`
  return wrapText(text, width - 2).map((line) => style.dim(`  ${line}`))
}

/** Trends in a list, where there is no room for them beside the cells. */
function trendLines(shown: readonly TimelineColumn[]): readonly string[] {
  const going = shown.filter((column) => column.since !== null && trendOf(column) !== '').slice(0, TRENDS)
  const nameWidth = Math.min(30, Math.max(0, ...going.map(({key}) => textWidth(key))))
  return going.map((column) => `  ${padEnd(truncateText(column.key, nameWidth), nameWidth)}  ${trendOf(column)}`)
}
