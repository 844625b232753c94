import type {Exploration} from '../lifecycle/explore.js'
import {shownGroups} from '../report/exploration-groups.js'
import {describeCorrelation, describeFindings, describeTable} from '../report/exploration-words.js'
import {bar} from './chart.js'
import {classColour, classPalette} from './class-colours.js'
import {formatCount, formatCountOf, formatPercent} from './numbers.js'
import {renderColumns} from './render-exploration-columns.js'
import {renderExplorationSteps} from './render-exploration-steps.js'
import type {AskedFlags} from './render-exploration-steps.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'
import {wrapText} from './text-width.js'

export interface ExplorationView {
  /** Columns of the terminal. */
  readonly width: number
  /** What the user asked for, to be repeated in the commands that are proposed. */
  readonly asked: AskedFlags
}

/** What a person wants to know of a file before training: what is in it, how it goes with the label, what is wrong. */
export function renderExploration(exploration: Exploration, {width, asked}: ExplorationView): string {
  const inner = Math.min(120, Math.max(60, width))
  return [
    summary(exploration, inner),
    classBalance(exploration, inner),
    renderColumns(exploration, inner),
    correlations(exploration, inner),
    findings(exploration, inner),
    written(exploration),
    section('Next', renderExplorationSteps(exploration, {asked, width: inner})),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function summary(exploration: Exploration, width: number): string {
  const {file, source, skippedRows} = exploration
  const skipped = skippedRows > 0 ? [style.warn(`${formatCountOf(skippedRows, 'row')} with bad values left out.`)] : []
  const origin = source.kind === 'file' ? [style.dim(`Described by ${source.path ?? 'a data package'}.`)] : []
  return [
    style.strong(file),
    ...wrapText(`${describeTable(exploration)} ${describeFindings(exploration)}`, width),
    ...skipped,
    ...origin,
    ...source.notes.flatMap((note) => indented(note, {width, first: '· ', rest: '  '}).map((line) => style.dim(line))),
  ].join('\n')
}

function classBalance(exploration: Exploration, width: number): string {
  const {label} = exploration
  if (label === null) return ''
  const groups = shownGroups(exploration, classPalette.length)
  const total = groups.reduce((sum, {rows}) => sum + rows, 0)
  const largest = Math.max(1, ...groups.map(({rows}) => rows))
  const barWidth = width >= 100 ? 50 : 30
  const table = renderTable({
    columns: [{title: ''}, {title: '', align: 'right'}, {title: '', align: 'right'}, {title: ''}],
    rows: groups.map(({label: name, rows}, index) => [
      `  ${name}`,
      formatCount(rows),
      formatPercent(total === 0 ? 0 : rows / total),
      classColour(index)(bar(rows / largest, barWidth).trimEnd()),
    ]),
  })
  return section(`Classes of ${label.name}`, table)
}

/** Weaker than this, two features have little to do with each other; in few rows, chance alone makes stronger ones. */
function shownCorrelation(rows: number): number {
  return Math.max(0.3, 3 / Math.sqrt(rows))
}

function correlations({correlations: {columns, pairs, rows}}: Exploration, width: number): string {
  const [strongest] = pairs
  if (columns.length < 2 || strongest === undefined) return ''
  const strong = pairs.filter(({value}) => Math.abs(value) >= shownCorrelation(rows)).slice(0, 5)
  const none = `No two of them are close; the closest are ${describeCorrelation(strongest)}.`
  const lines = strong.length === 0 ? [none] : strong.map((pair) => `${describeCorrelation(pair)}.`)
  const body = lines.flatMap((line) => indented(line, {width, first: '  ', rest: '    '}))
  return section('Features among themselves', body.join('\n'))
}

function findings({findings: found}: Exploration, width: number): string {
  if (found.length === 0) {
    return section('Findings', `  ${style.good('✔')} No leaks, constants, identifiers, duplicates or odd values.`)
  }
  const paint = {problem: style.bad, warning: style.warn, note: style.dim} as const
  const gap = ' '.repeat(11)
  const body = found.flatMap(({severity, text, advice}) => {
    const [first = '', ...rest] = indented(text, {width, first: gap, rest: gap})
    return [
      `  ${paint[severity](severity.padEnd(7))}  ${first.trimStart()}`,
      ...rest,
      ...indented(advice, {width, first: gap, rest: gap}).map((line) => style.dim(line)),
    ]
  })
  return section('Findings', body.join('\n'))
}

function written({written: {html, schema}}: Exploration): string {
  return [
    ...(schema === null ? [] : [`Wrote ${style.accent(schema)}: the data package, to be edited by hand.`]),
    ...(html === null ? [] : [`Wrote ${style.accent(html)}: all charts, in one page that needs nothing else.`]),
  ].join('\n')
}

function section(title: string, body: string): string {
  return `${style.strong(title)}\n${body}`
}

function indented(
  text: string,
  {width, first, rest}: {readonly width: number; readonly first: string; readonly rest: string},
): string[] {
  return wrapText(text, width - rest.length).map((line, index) => (index === 0 ? first : rest) + line)
}
