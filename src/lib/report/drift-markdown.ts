import type {DriftReport, PeriodDrift, Timeline, VerdictLevel} from '../drift/drift-report.js'
import type {ColumnDrift} from '../drift/table-drift.js'
import {rankColumns} from '../drift/column-rank.js'
import {isCalm, lastPeriod, rankTimeline, shadeOf} from './drift-ranking.js'
import type {Shade} from './drift-ranking.js'
import {showValue} from './drift-rows.js'
import {describeChange} from './drift-change.js'
import {
  decidingPValue,
  describeComparison,
  describeTested,
  describeTrend,
  formatEffect,
  statusWords,
  verdictWords,
} from './drift-words.js'
import {escapeMarkdown} from './markdown.js'
import {formatCount, formatPercent, formatPValue} from './numbers.js'

/** Rows of the tables at most: a comment is read on the way, the page has all. */
const MOVED = 10
const TIMELINE = 8
const LASTING = 4
const DRIVERS = 3
const VALUES = 6
const NAMES = 40

const verdictMarks = {
  ok: '✅',
  watch: '⚠️',
  investigate: '🔶',
  retrain: '❌',
} as const satisfies Record<VerdictLevel, string>
const statusMarks = {drift: '❌', warning: '⚠️', stable: '✅', 'not-tested': '–'} as const

/** The drift as a comment for a pull request: the answer, a table, and all else folded away. */
export function renderDriftMarkdown(report: DriftReport): string {
  const {verdict, timeline, failed, notes} = report
  const last = lastPeriod(report)
  const level = `${verdictMarks[verdict.level]} ${verdictWords[verdict.level]}`
  const blocks = [
    [`### ${level}: drift of ${text(describeComparison(report))}`],
    [text(verdict.reason), '', `**What to do:** ${text(verdict.action)}`],
    failed.map(({name, message}) => `- ❌ **${text(name)}** was not read: ${text(message)}`),
    ...(last === undefined ? [['No period could be read.']] : periodBlocks(report, last)),
    ...(timeline === null ? [] : [sinceLine(timeline), folded('Since when', timelineTable(timeline))]),
    ...(last === undefined ? [] : [driversBlock(last)]),
    notes.length === 0
      ? []
      : folded(
          'Notes',
          notes.map((note) => `- ${text(note)}`),
        ),
  ]
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function periodBlocks(report: DriftReport, last: PeriodDrift): readonly (readonly string[])[] {
  const ranked = rankColumns(last.drift.columns)
  const moved = ranked.filter(({status}) => status === 'drift' || status === 'warning')
  const stable = ranked.filter(({status}) => status === 'stable')
  const untested = ranked.filter(({status}) => status === 'not-tested')
  const when = report.timeline === null ? '' : `${last.name}: `
  const left = moved.length - MOVED
  return [
    moved.length === 0
      ? []
      : [...columnTable(moved.slice(0, MOVED)), ...(left > 0 ? ['', `and ${formatCount(left)} more.`] : [])],
    [text(when + describeTested(report, last))],
    stable.length === 0 ? [] : folded(`${formatCount(stable.length)} stable`, [names(stable)]),
    untested.length === 0
      ? []
      : folded(
          `${formatCount(untested.length)} not tested`,
          untested.slice(0, MOVED).map(({sentence}) => `- ${text(sentence)}`),
        ),
  ]
}

function columnTable(columns: readonly ColumnDrift[]): readonly string[] {
  const isAdjusted = columns.some(({test}) => test?.adjustedPValue != null)
  const hasModel = columns.some(({contribution}) => contribution !== null)
  return table(
    [
      'Column',
      'Status',
      'What changed',
      '>Effect (limit)',
      isAdjusted ? '>p, adjusted' : '>p',
      ...(hasModel ? ['>Matters to the model'] : []),
    ],
    columns.map((column) => {
      const {value, limit} = formatEffect(column)
      return [
        `**${text(column.key)}**`,
        `${statusMarks[column.status]} ${statusWords[column.status]}`,
        text(describeChange(column)),
        `${value} (${limit})`,
        text(formatPValue(decidingPValue(column))),
        ...(hasModel ? [column.contribution === null ? '' : formatPercent(column.contribution, 0)] : []),
      ]
    }),
  )
}

const shades: Readonly<Record<Shade, string>> = {0: '-', 1: '·', 2: '░', 3: '▒', 4: '▓', 5: '█'}

/** Where the drift began, for those who unfold nothing. */
function sinceLine(timeline: Timeline): readonly string[] {
  const lasting = rankTimeline(timeline).filter(({since}) => since !== null)
  if (lasting.length === 0) return []
  const first = lasting.slice(0, LASTING).map(({key, since}) => `${text(key)} since ${text(since?.name ?? '')}`)
  const left = lasting.length - first.length
  return [`**Lasting drift:** ${first.join(', ')}${left > 0 ? ` and ${formatCount(left)} more` : ''}.`]
}

function timelineTable(timeline: Timeline): readonly string[] {
  const eventful = rankTimeline(timeline).filter((column) => !isCalm(column))
  const shown = eventful.slice(0, TIMELINE)
  const calm = timeline.columns.length - eventful.length
  const {periods} = timeline
  const reach = `${periods[0] ?? ''} to ${periods[periods.length - 1] ?? ''}`
  const untested = shown.some(({cells}) => cells.some((cell) => shadeOf(cell) === 0)) ? ', `-` not tested' : ''
  const left = [
    ...(eventful.length > shown.length
      ? [`${formatCount(eventful.length - shown.length)} more columns drifted now and then`]
      : []),
    ...(calm > 0 ? [`${formatCount(calm)} stable in every period`] : []),
  ]
  return [
    ...table(
      ['Column', text(reach), 'Since', 'Trend'],
      shown.map((column) => [
        text(column.key),
        `\`${column.cells.map((cell) => shades[shadeOf(cell)]).join('')}\``,
        text(column.since?.name ?? '–'),
        text(describeTrend(column) ?? ''),
      ]),
    ),
    '',
    `\`·\` stable, \`░\` warning, \`▒\` drift, \`▓\` from twice, \`█\` from four times the limit${untested}${left.length === 0 ? '' : `; ${left.join(', ')}`}.`,
  ]
}

function driversBlock({name, drivers}: PeriodDrift): readonly string[] {
  const [first] = drivers
  if (first === undefined) return []
  const columns = first.values.slice(0, VALUES).map(({column}) => column)
  return folded(
    `Rows of ${name} that look least like the reference`,
    table(
      ['>Row', '>Not of the reference', ...columns.map(text)],
      drivers
        .slice(0, DRIVERS)
        .map(({row, probability, values}) => [
          formatCount(row),
          formatPercent(probability, 0),
          ...columns.map((column) => text(showValue(values.find((each) => each.column === column)?.value ?? null))),
        ]),
    ),
  )
}

/** A title that starts with > is of a column of numbers. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    line(titles.map((title) => title.replace(/^>/, ''))),
    line(titles.map((title) => (title.startsWith('>') ? '---:' : '---'))),
    ...rows.map(line),
  ]
}

function folded(title: string, lines: readonly string[]): readonly string[] {
  return ['<details>', `<summary>${text(title)}</summary>`, '', ...lines, '', '</details>']
}

function names(columns: readonly ColumnDrift[]): string {
  const left = columns.length - NAMES
  return (
    columns
      .slice(0, NAMES)
      .map(({key}) => text(key))
      .join(', ') + (left > 0 ? ` and ${formatCount(left)} more` : '')
  )
}

function text(value: string): string {
  return escapeMarkdown(value)
}
