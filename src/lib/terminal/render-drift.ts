import type {DriftReport, PeriodDrift, Verdict} from '../drift/drift-report.js'
import type {DriftAnswer} from '../lifecycle/drift.js'
import {lastPeriod} from '../report/drift-ranking.js'
import {showValue} from '../report/drift-rows.js'
import {describeComparison, describeTested, verdictSigns, verdictWords} from '../report/drift-words.js'
import type {SuggestedFlags} from '../suggested-command.js'
import {formatCount, formatCountOf, formatPercent} from './numbers.js'
import {renderSteps} from './render-commands.js'
import {renderDriftColumns} from './render-drift-columns.js'
import {driftSteps} from './render-drift-steps.js'
import {renderDriftTimeline} from './render-drift-timeline.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'
import {textWidth, truncateText, wrapText} from './text-width.js'

export interface DriftView {
  /** Columns of the terminal. */
  readonly width: number
  /** What the user asked for, to be repeated in the commands that are proposed. */
  readonly asked?: SuggestedFlags
}

/** A report, and the files that were written with it where there are any. */
export type ShownDrift = DriftReport & Partial<Pick<DriftAnswer, 'written'>>

/** Driving rows and columns of theirs at most; --json has all. */
const ROWS = 10
const VALUES = 8

/** The verdict first; then what drifted, since when and how far; then what one does about it. */
export function renderDrift(report: ShownDrift, {width, asked = {}}: DriftView): string {
  const inner = Math.min(140, Math.max(54, width))
  const last = lastPeriod(report)
  return [
    headline(report, inner),
    ...(last === undefined
      ? []
      : [
          report.timeline === null ? '' : renderDriftTimeline(report.timeline, inner),
          renderDriftColumns(report, {period: last, width: inner}),
          drivingRows(last, inner),
        ]),
    remarks(report, inner),
    writtenFiles(report),
    titled('Next', renderSteps(driftSteps(report, {...asked, html: asked['html'] ?? report.written?.html}), '  ')),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
}

const paints = {ok: style.good, watch: style.warn, investigate: style.bad, retrain: style.bad} as const

function headline(report: DriftReport, width: number): string {
  const {level, reason, action}: Verdict = report.verdict
  const last = lastPeriod(report)
  const sign = `${verdictSigns[level]} ${verdictWords[level].toUpperCase()}`
  const title = truncateText(describeComparison(report), width - sign.length - 2)
  const facts = last === undefined ? 'No period could be read.' : factsOf(report, last)
  return [
    `${paints[level](style.strong(sign))}  ${style.strong(title)}`,
    ...wrapText(reason, width),
    ...wrapText(action, width - 2).map((line, index) => `${index === 0 ? style.accent('→') : ' '} ${line}`),
    ...wrapText(facts, width).map((line) => style.dim(line)),
  ].join('\n')
}

function factsOf(report: DriftReport, last: PeriodDrift): string {
  return report.timeline === null ? describeTested(report, last) : `${last.name}: ${describeTested(report, last)}`
}

function drivingRows({drivers, name}: PeriodDrift, width: number): string {
  if (drivers.length === 0) return ''
  const shown = drivers.slice(0, ROWS)
  const names = shown[0]!.values.map(({column}) => column)
  const tableOf = (columns: readonly string[]): string =>
    renderTable({
      columns: [
        {title: '  Row', align: 'right'},
        {title: 'Unlike', align: 'right'},
        ...columns.map((column) => ({title: truncateText(column, 14)})),
      ],
      rows: shown.map(({row, probability, values}) => [
        `  ${formatCount(row)}`,
        formatPercent(probability, 0),
        ...columns.map((column) =>
          truncateText(showValue(values.find((each) => each.column === column)?.value ?? null), 14),
        ),
      ]),
    })
  let columns = names.slice(0, VALUES)
  while (columns.length > 1 && widest(tableOf(columns)) > width) columns = columns.slice(0, -1)
  const left = [
    ...(drivers.length > shown.length ? [formatCountOf(drivers.length - shown.length, 'more row')] : []),
    ...(names.length > columns.length ? [formatCountOf(names.length - columns.length, 'more column')] : []),
  ]
  const more = left.length === 0 ? [] : [style.dim(`  and ${left.join(', ')}: --json has them all`)]
  return titled(
    truncateText(`Rows of ${truncateText(name, 40)} that look least like the reference`, width),
    [tableOf(columns), ...more].join('\n'),
  )
}

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => textWidth(line)))
}

function remarks({failed, notes}: DriftReport, width: number): string {
  const unread = failed.flatMap(({name, message}) => [
    `${style.bad('✘')} ${style.strong(truncateText(name, width - 20))} was not read:`,
    ...wrapText(message, width - 2).map((line) => `  ${line}`),
  ])
  const noted = notes.flatMap((note) =>
    wrapText(note, width - 2).map((line, index) => style.dim(`${index === 0 ? '·' : ' '} ${line}`)),
  )
  return [...unread, ...noted].join('\n')
}

function writtenFiles({written}: ShownDrift): string {
  const {html = null, markdown = null} = written ?? {}
  return [
    ...(html === null ? [] : [`Wrote ${style.accent(html)}: all charts, in one page that needs nothing else.`]),
    ...(markdown === null ? [] : [`Wrote ${style.accent(markdown)}: a comment for a pull request.`]),
  ].join('\n')
}

function titled(title: string, body: string): string {
  return body === '' ? '' : `${style.strong(title)}\n${body}`
}
