import type {DriftReport, PeriodDrift} from '../drift/drift-report.js'
import type {ColumnDrift, SharedHistogram} from '../drift/table-drift.js'
import {severityOf} from '../drift/severity.js'
import {rankColumns} from '../drift/column-rank.js'
import {changeOf, describeChange} from '../report/drift-change.js'
import {decidingPValue, formatEffect, statusSigns, statusWords} from '../report/drift-words.js'
import {bar, sparkline} from './chart.js'
import {formatCount, formatNumber, formatPercent, formatPValue} from './numbers.js'
import {style} from './style.js'
import {renderTable, type TableColumn} from './text-table.js'
import {padEnd, textWidth, truncateText, wrapText} from './text-width.js'

/** Columns in the table, stable ones by name, and untested ones at most. */
const ROWS = 20
const STABLE = 24
const UNTESTED = 10
/** Columns with a histogram below them in a narrow terminal: more would drown the table. */
const HISTOGRAMS = 8

export const statusPaints = {
  drift: style.bad,
  warning: style.warn,
  stable: style.good,
  'not-tested': style.dim,
} as const

/** What changed in a period: a line a column that drifted or has a warning, the others in short. */
export function renderDriftColumns(
  report: DriftReport,
  {period, width}: {readonly period: PeriodDrift; readonly width: number},
): string {
  const ranked = rankColumns(period.drift.columns)
  const moved = ranked.filter(({status}) => status === 'drift' || status === 'warning')
  const title = report.timeline === null ? 'What changed' : `What changed in ${truncateText(period.name, 40)}`
  const body = [
    ...(moved.length === 0 ? [] : [movedTable(moved, width)]),
    stableWords(
      ranked.filter(({status}) => status === 'stable'),
      width,
    ),
    untestedWords(
      ranked.filter(({status}) => status === 'not-tested'),
      width,
    ),
  ].filter((part) => part !== '')
  return `${style.strong(title)}\n${body.join('\n')}`
}

/** Parts of the table, in the order in which they are given up where the terminal is narrow. */
type Part = 'histogram' | 'importance' | 'limit' | 'words' | 'p' | 'contribution' | 'bar'
const givenUp: readonly Part[] = ['histogram', 'importance', 'limit', 'words', 'p', 'contribution', 'bar']

function movedTable(moved: readonly ColumnDrift[], width: number): string {
  const shown = moved.slice(0, ROWS)
  const hasModel = shown.some(({contribution}) => contribution !== null)
  const isUseful = (part: Part): boolean => hasModel || (part !== 'importance' && part !== 'contribution')
  let parts = givenUp.filter(isUseful)
  let lines = tableLines(shown, {parts, width})
  while (parts.length > 0 && Math.max(...lines.map(textWidth)) > width) {
    parts = parts.slice(1)
    lines = tableLines(shown, {parts, width})
  }
  const [head = '', ...rows] = lines
  const isBelow = !parts.includes('histogram') && shown.length <= HISTOGRAMS
  const body = rows.flatMap((row, index) => {
    const {histogram} = shown[index]!
    return isBelow && histogram !== null ? [row, ...histogramBelow(histogram, width)] : [row]
  })
  const left = moved.length - shown.length
  const more = left > 0 ? [style.dim(`  and ${formatCount(left)} more: --html and --json have them all`)] : []
  const legend = [
    ...(parts.includes('words') ? [] : ['✘ drift  ! warning']),
    ...(parts.includes('bar') ? ['bar: effect, | its limit, full at four times that'] : []),
  ]
  return [head, ...body, ...more, ...joinedLines(legend, width).map((line) => style.dim(`  ${line}`))].join('\n')
}

function tableLines(
  columns: readonly ColumnDrift[],
  {parts, width}: {readonly parts: readonly Part[]; readonly width: number},
): readonly string[] {
  const isAdjusted = columns.some(({test}) => test?.adjustedPValue != null)
  const isWide = parts.includes('words')
  const optional: Readonly<Record<Exclude<Part, 'words'>, Cells>> = {
    limit: {head: {title: 'Limit', align: 'right'}, cell: (column) => style.dim(formatEffect(column).limit)},
    bar: {head: {title: ''}, cell: (column) => effectBar(column, isWide ? 2 : 1)},
    p: {
      head: {title: isAdjusted ? 'p adj.' : 'p', align: 'right'},
      cell: (column) => formatPValue(decidingPValue(column)),
    },
    importance: {
      head: {title: 'Import.', align: 'right'},
      cell: ({importance}) => (importance === null ? '' : formatNumber(importance, 2)),
    },
    contribution: {
      head: {title: 'Matters', align: 'right'},
      cell: ({contribution}) => (contribution === null ? '' : formatPercent(contribution, 0)),
    },
    histogram: {
      head: {title: 'Reference → now'},
      cell: ({histogram}) => (histogram === null ? '' : histogramPair(histogram, 12).join(style.dim(' → '))),
    },
  }
  const shown = (['limit', 'bar', 'p', 'importance', 'contribution', 'histogram'] as const)
    .filter((part) => parts.includes(part))
    .map((part) => optional[part])
  const sign = ({status}: ColumnDrift): string => statusPaints[status](statusSigns[status])
  const word = ({status}: ColumnDrift): string => statusPaints[status](statusWords[status])
  return renderTable({
    columns: [
      {title: '    Column'},
      ...(isWide ? [{title: 'Status'}] : []),
      {title: 'What changed'},
      {title: columns.every(({effect}) => effect?.name === 'score') ? 'Score' : 'Effect', align: 'right'},
      ...shown.map(({head}) => head),
    ],
    rows: columns.map((column) => [
      `  ${sign(column)} ${style.strong(truncateText(column.key, width >= 110 ? 32 : width >= 60 ? 21 : 12))}`,
      ...(isWide ? [word(column)] : []),
      shortenChange(column, isWide ? 34 : width >= 60 ? 19 : 14),
      formatEffect(column).value,
      ...shown.map(({cell}) => cell(column)),
    ]),
  }).split('\n')
}

/** Side by side where there is room. */
function joinedLines(texts: readonly string[], width: number): readonly string[] {
  const line = texts.join('  ')
  return textWidth(line) + 2 <= width ? [line].filter((each) => each !== '') : texts
}

interface Cells {
  readonly head: TableColumn
  readonly cell: (column: ColumnDrift) => string
}

/** The change in so many columns: a category's name is cut, and a median needs no word where there is little room. */
function shortenChange(column: ColumnDrift, room: number): string {
  const whole = describeChange(column)
  const change = changeOf(column)
  if (change === null || textWidth(whole) <= room) return truncateText(whole, room)
  const numbers = change.from === change.to ? change.from : `${change.from} → ${change.to}`
  const left = room - textWidth(numbers) - 1
  if (change.what === 'median' || left < 2) return truncateText(numbers, room)
  return `${truncateText(change.what.replace(/:$/, ''), left)} ${numbers}`
}

/** So many columns up to the limit, a mark, and three times as many beyond it. */
function effectBar(column: ColumnDrift, toLimit: number): string {
  const severity = severityOf(column)
  if (severity === null) return ''
  const below = bar(Math.min(1, severity), toLimit)
  const beyond = bar((severity - 1) / 3, 3 * toLimit)
  const paint = statusPaints[column.status]
  return `${paint(below)}${style.dim('|')}${paint(beyond)}`
}

function histogramBelow(histogram: SharedHistogram, width: number): readonly string[] {
  const [before, now] = histogramPair(histogram, width >= 76 ? 24 : width >= 60 ? 16 : 8)
  return [`      ${style.dim('reference')} ${before}  ${style.dim('now')} ${now}`]
}

/** Both distributions in the same bins and on the same scale, in so many columns at most. */
function histogramPair({reference, current}: SharedHistogram, most: number): readonly [string, string] {
  const [before, now] = [joinBins(reference, most), joinBins(current, most)]
  const line = sparkline([...before, ...now])
  return [padEnd(line.slice(0, before.length), before.length), style.accent(line.slice(before.length))]
}

/** Neighbouring bins together, until there are few enough. */
function joinBins(shares: readonly number[], most: number): readonly number[] {
  const size = Math.ceil(shares.length / most)
  return Array.from({length: Math.ceil(shares.length / size)}, (_, bin) =>
    shares.slice(bin * size, (bin + 1) * size).reduce((sum, share) => sum + share, 0),
  )
}

function stableWords(stable: readonly ColumnDrift[], width: number): string {
  if (stable.length === 0) return ''
  const names = stable.slice(0, STABLE).map((column) => truncateText(column.key, 40))
  const left = stable.length - names.length
  const list = `${names.join(', ')}${left > 0 ? ` and ${formatCount(left)} more` : ''}`
  const sign = `  ${style.good(`✔ ${formatCount(stable.length)} stable`)}  `
  const indent = textWidth(sign)
  return wrapText(list, width - indent)
    .map((line, index) => (index === 0 ? sign : ' '.repeat(indent)) + style.dim(line))
    .join('\n')
}

function untestedWords(untested: readonly ColumnDrift[], width: number): string {
  const lines = untested
    .slice(0, UNTESTED)
    .flatMap(({sentence}) =>
      wrapText(sentence, width - 4).map((line, index) => style.dim(`  ${index === 0 ? '–' : ' '} ${line}`)),
    )
  const left = untested.length - UNTESTED
  return [...lines, ...(left > 0 ? [style.dim(`  – ${formatCount(left)} more not tested`)] : [])].join('\n')
}
