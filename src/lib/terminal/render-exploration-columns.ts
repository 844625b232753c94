import type {CategoryProfile, ColumnProfile, NumberProfile, TableProfile} from '../dataset/profile-types.js'
import {countsOfGroup, shownGroups, sumOfGroup, type ShownGroup} from '../report/exploration-groups.js'
import {shownValues, type ShownValue} from '../report/exploration-values.js'
import {describeDirection} from '../report/exploration-words.js'
import {bar, sparkline} from './chart.js'
import {classColour, classPalette} from './class-colours.js'
import {formatCount, formatCountOf, formatNumber, formatPercent} from './numbers.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'
import {padEnd, textWidth, truncateText, wrapText} from './text-width.js'

/** More columns than this are shown in a line each. */
const MOST_BLOCKS = 16
const MOST_LINES = 40
/** Values of a category shown one by one, and classes that they are divided by. */
const MOST_VALUES = 5
const MOST_CLASSES = 5
/** Columns that the bar of the strength takes, with its number. */
const STRENGTH_BAR = 8

type Profiled = Omit<TableProfile, 'findings'>

/** The columns but the label, each with its distribution by class and how it goes with the label. */
export function renderColumns(profile: Profiled, width: number): string {
  const columns = profile.columns.filter(({role}) => role !== 'label')
  if (columns.length > MOST_BLOCKS) return compactTable(columns, profile)
  const legend =
    profile.label === null
      ? 'min … median … max, and how the values are distributed'
      : `min … median … max, a line for each class, and how closely it goes with ${profile.label.name} (0 to 1)`
  const groups = shownGroups(profile, classPalette.length)
  const blocks = columns.map((column) => columnBlock(column, {profile, groups, width}))
  const explained = wrapText(legend, width - 2).map((line) => style.dim(`  ${line}`))
  return [style.strong('Columns'), ...explained, '', blocks.join('\n\n')].join('\n')
}

interface BlockContext {
  readonly profile: Profiled
  readonly groups: readonly ShownGroup[]
  readonly width: number
}

function columnBlock(column: ColumnProfile, context: BlockContext): string {
  return [headLine(column, context.width), ...distribution(column, context), ...directionLines(column, context)].join(
    '\n',
  )
}

function headLine(column: ColumnProfile, width: number): string {
  const {association, missing, missingShare, role} = column
  const details = [
    style.dim(role === 'ignored' ? `${spanOf(column)}, ignored` : spanOf(column)),
    ...(missing === 0 ? [] : [style.warn(`${formatPercent(missingShare)} missing`)]),
  ]
  const left = `  ${style.strong(truncateText(column.name, width - 40))}  ${details.join('  ')}`
  if (association === null) return left
  const room = width - STRENGTH_BAR - 6
  // Dark eighths of a bar beside its number: the number says it exactly.
  const strength = `${style.accent(bar(association.strength, STRENGTH_BAR))} ${association.strength.toFixed(2)}`
  return textWidth(left) > room ? `${left}\n${' '.repeat(room + 1)}${strength}` : `${padEnd(left, room + 1)}${strength}`
}

function spanOf(column: ColumnProfile): string {
  if (column.kind === 'category') return formatCountOf(column.distinct, 'value')
  const {summary} = column
  if (summary === null) return 'no values'
  return [summary.minimum, summary.median, summary.maximum].map((value) => formatNumber(value)).join(' … ')
}

function distribution(column: ColumnProfile, context: BlockContext): readonly string[] {
  if (column.present === 0) return []
  if (column.kind === 'category' && isScattered(column)) {
    const {label, rows} = column.values[0]!
    return [style.dim(`    the most frequent value, ${label}, is in ${formatCountOf(rows, 'row')}`)]
  }
  const values = shownValues(column)
  if (values !== null) return valueLines(values, context)
  return column.kind === 'number' ? histogramLines(column, context) : []
}

function isScattered({others, present}: CategoryProfile): boolean {
  return others !== null && others.rows > 0.8 * present
}

function histogramLines(column: NumberProfile, {profile, groups, width}: BlockContext): readonly string[] {
  const {histogram} = column
  if (histogram === null) return []
  const nameWidth = Math.min(16, Math.max(...groups.map(({label}) => textWidth(label))))
  // A wide terminal has room for two characters a bin.
  const scale = width >= 110 ? 2 : 1
  const lines = groups.map((group, index) => {
    const counts = countsOfGroup(group, histogram.counts).flatMap((count) => Array<number>(scale).fill(count))
    const name = profile.label === null ? '' : `${padEnd(truncateText(group.label, nameWidth), nameWidth)}  `
    const median = group.members.length === 1 ? column.groupMedians[group.members[0]!] : undefined
    const shown =
      profile.label === null || median === undefined || median === null ? '' : `  median ${formatNumber(median)}`
    return `    ${name}${classColour(index)(sparkline(counts))}${style.dim(shown)}`
  })
  const outside = outsideOf(column)
  return outside === '' ? lines : [...lines, style.dim(`    not drawn: ${outside}`)]
}

function outsideOf({histogram}: NumberProfile): string {
  if (histogram === null) return ''
  const {edges, under, over} = histogram
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
  return [
    ...(sum(under) > 0 ? [`${formatCountOf(sum(under), 'value')} below ${formatNumber(edges[0]!)}`] : []),
    ...(sum(over) > 0 ? [`${formatCountOf(sum(over), 'value')} above ${formatNumber(edges[edges.length - 1]!)}`] : []),
  ].join(', ')
}

function valueLines(values: readonly ShownValue[], {profile, groups}: BlockContext): readonly string[] {
  const byClass = profile.label === null || groups.length > MOST_CLASSES ? [] : groups
  const total = values.reduce((sum, {rows}) => sum + rows, 0)
  const shown = values.slice(0, MOST_VALUES)
  const table = renderTable({
    columns: [
      {title: '    '},
      {title: 'all', align: 'right'},
      ...byClass.map(({label}) => ({title: truncateText(label, 12), align: 'right' as const})),
      {title: ''},
    ],
    rows: shown.map(({label, rows, byGroup}) => [
      `    ${truncateText(label, 24)}`,
      formatPercent(rows / total, 0),
      ...byClass.map((group, index) =>
        classColour(index)(formatPercent(group.rows === 0 ? null : sumOfGroup(group, byGroup) / group.rows, 0)),
      ),
      '',
    ]),
  })
  const left = values.length - shown.length
  return [...table.split('\n'), ...(left > 0 ? [style.dim(`    and ${formatCount(left)} more`)] : [])]
}

function directionLines({association}: ColumnProfile, {profile, width}: BlockContext): readonly string[] {
  if (association === null || profile.label === null) return []
  return wrapText(describeDirection(association, profile.label), width - 4).map((line) => style.dim(`    ${line}`))
}

/** A line a column, those first that go most closely with the label. */
function compactTable(columns: readonly ColumnProfile[], {label}: Profiled): string {
  const strengthOf = ({association}: ColumnProfile): number => association?.strength ?? 0
  const sorted = [...columns].sort((a, b) => strengthOf(b) - strengthOf(a))
  const table = renderTable({
    columns: [
      {title: '  Column'},
      {title: 'min … median … max'},
      {title: 'Missing', align: 'right'},
      {title: label === null ? '' : 'Strength', align: 'right'},
    ],
    rows: sorted
      .slice(0, MOST_LINES)
      .map((column) => [
        `  ${truncateText(column.name, 28)}`,
        column.role === 'ignored' ? `${spanOf(column)}, ignored` : spanOf(column),
        column.missing === 0 ? '' : style.warn(formatPercent(column.missingShare)),
        column.association === null ? '' : column.association.strength.toFixed(2),
      ]),
  })
  const left = sorted.length - MOST_LINES
  const more = left > 0 ? [style.dim(`  and ${formatCount(left)} more: --html and --json have them all`)] : []
  return [style.strong('Columns'), table, ...more].join('\n')
}
