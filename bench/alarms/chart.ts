import type {CellResult} from './cell.js'
import {moveOf, type MoveName} from './moves.js'
import {currents} from './plan.js'
import {cellAt, count, isAbove, pooled, type Rate, type Results} from './results.js'
import {exampleTable, mixedTable} from './tables.js'
import {kindNames} from './kinds.js'

const REFERENCE = 1500
const WIDTH = 910
const PANEL = {width: 248, height: 170, left: 50, gap: 38} as const
const ROWS = {top: 112, bottom: 384} as const
const HEIGHT = 612

interface Line {
  readonly look: 'ours' | 'ours drift' | 'theirs' | 'theirs table'
  readonly points: readonly Point[]
}

interface Point {
  readonly rows: number
  readonly share: number
  /** A detection that a false alarm rate above 5 % pays for. */
  readonly isHollow?: boolean
}

interface Panel {
  readonly title: string
  readonly lines: readonly Line[]
}

const detections: readonly MoveName[] = [
  'normal, shifted by 0.5 sd',
  'normal, 1.3 times as wide',
  'normal, shifted by 1 sd, 1e6 once in the reference',
]

/** Alarms by current rows, without drift above and with drift below, as a picture for light and dark pages. */
export function calibrationChart(results: Results): string {
  const above = [
    alarmPanel('One column, of ten kinds', kindNames, results),
    alarmPanel("The example's six features", [exampleTable], results),
    alarmPanel('50 columns', [mixedTable], results),
  ]
  const below = detections.map((move) => detectionPanel(move, results))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title desc">`,
    '<title id="title">Alarms without drift and with drift, by current rows</title>',
    `<desc id="desc">${description(results)}</desc>`,
    STYLE,
    `<rect class="page" width="${WIDTH}" height="${HEIGHT}" rx="8"/>`,
    legend(),
    heading(ROWS.top - 34, 'Nothing drifted: how often is there an alarm all the same?'),
    ...above.map((panel, place) => drawPanel(panel, {place, top: ROWS.top, hasLevel: true})),
    heading(ROWS.bottom - 34, 'The column did drift: how often is it seen?'),
    ...below.map((panel, place) => drawPanel(panel, {place, top: ROWS.bottom, hasLevel: false})),
    `<text class="muted" x="${WIDTH / 2}" y="${HEIGHT - 10}" text-anchor="middle">current rows (logarithmic), beside ${count(REFERENCE)} reference rows</text>`,
    '</svg>',
    '',
  ].join('\n')
}

function alarmPanel(title: string, tables: readonly string[], results: Results): Panel {
  const lineOf = (look: Line['look'], rate: Rate): Line => ({
    look,
    points: currents.flatMap((current) => {
      const cells = cellsOf(results, {tables, current})
      if (cells.length === 0) return []
      const {hits, repetitions} = pooled(cells, rate)
      return [{rows: current, share: hits / repetitions}]
    }),
  })
  const ownRule = tables.length > 1 ? [] : [lineOf('theirs table', 'evidentlyTable')]
  return {
    title,
    lines: [
      lineOf('theirs', 'evidentlyColumn'),
      ...ownRule,
      lineOf('ours', 'alarmed'),
      lineOf('ours drift', 'drifted'),
    ],
  }
}

function cellsOf(
  results: Results,
  {tables, current}: {readonly tables: readonly string[]; readonly current: number},
): CellResult[] {
  return tables.flatMap((table) => cellAt(results, {question: 'no drift', table, reference: REFERENCE, current}) ?? [])
}

function detectionPanel(move: MoveName, results: Results): Panel {
  const lineOf = (look: Line['look'], rate: Rate): Line => ({
    look,
    points: currents.flatMap((current) => {
      const cell = cellAt(results, {question: 'drift', table: move, reference: REFERENCE, current})
      if (cell === undefined) return []
      const point = {rows: current, share: cell[rate] / cell.repetitions}
      return [rate === 'evidentlyColumn' ? {...point, isHollow: isPaidFor(results, {move, current})} : point]
    }),
  })
  const lines = [lineOf('theirs', 'evidentlyColumn'), lineOf('ours', 'alarmed'), lineOf('ours drift', 'drifted')]
  return {
    title: move
      .replace('normal, s', 'S')
      .replace('normal, 1.3', '1.3')
      .replace('1e6 once in the reference', 'beside 1e6'),
    lines,
  }
}

/** Evidently's false alarm rate of the column before it moved is above 5 %. */
function isPaidFor(results: Results, {move, current}: {readonly move: MoveName; readonly current: number}): boolean {
  const cells = cellsOf(results, {tables: [moveOf(move).before], current})
  return cells.length > 0 && isAbove(0.05, pooled(cells, 'evidentlyColumn'))
}

function drawPanel(
  {title, lines}: Panel,
  {place, top, hasLevel}: {readonly place: number; readonly top: number; readonly hasLevel: boolean},
): string {
  const left = PANEL.left + place * (PANEL.width + PANEL.gap)
  const [least, most] = [Math.log(currents[0]), Math.log(currents.at(-1)!)]
  const x = (rows: number): string => (left + ((Math.log(rows) - least) / (most - least)) * PANEL.width).toFixed(1)
  const y = (share: number): string => (top + (1 - share) * PANEL.height).toFixed(1)
  const right = left + PANEL.width
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    [
      `<path class="grid" d="M${left} ${y(share)}H${right}"/>`,
      `<text class="muted" x="${left - 6}" y="${Number(y(share)) + 4}" text-anchor="end">${100 * share}${share === 1 ? ' %' : ''}</text>`,
    ].join(''),
  )
  const ticks = [20, 100, 500, 5000, 100_000].map(
    (rows) =>
      `<text class="muted" x="${x(rows)}" y="${top + PANEL.height + 17}" text-anchor="${rows === 100_000 ? 'end' : 'middle'}">${count(rows)}</text>`,
  )
  const level = hasLevel
    ? [
        `<path class="level" d="M${left} ${y(0.05)}H${right}"/>`,
        `<text class="muted" x="${right - 2}" y="${Number(y(0.05)) - 5}" text-anchor="end">5 %</text>`,
      ]
    : []
  const drawn = lines.map(({look, points}) => {
    const path = points.map(({rows, share}, at) => `${at === 0 ? 'M' : 'L'}${x(rows)} ${y(share)}`).join('')
    const dots = points.map(
      ({rows, share, isHollow = false}) =>
        `<circle class="${look}${isHollow ? ' hollow' : ''}" cx="${x(rows)}" cy="${y(share)}" r="3"/>`,
    )
    return `<path class="line ${look}" d="${path}"/>${dots.join('')}`
  })
  return [
    `<text class="title" x="${left}" y="${top - 12}">${title}</text>`,
    ...grid,
    ...level,
    ...ticks,
    ...drawn,
  ].join('\n')
}

function heading(y: number, text: string): string {
  return `<text class="heading" x="${PANEL.left}" y="${y}">${text}</text>`
}

function legend(): string {
  const entries: readonly (readonly [Line['look'], string])[] = [
    ['ours', 'calibrated: warning or drift'],
    ['ours drift', 'calibrated: drift'],
    ['theirs', 'Evidently: a column drifted'],
    ['theirs table', 'Evidently: half of the columns'],
  ]
  const drawn = entries.map(([look, text], place) => {
    const x = PANEL.left + place * 212
    return [
      `<path class="line ${look}" d="M${x} 24h26"/><circle class="${look}" cx="${x + 13}" cy="24" r="3"/>`,
      `<text x="${x + 33}" y="28">${text}</text>`,
    ].join('')
  })
  const note = `<circle class="theirs hollow" cx="${PANEL.left + 13}" cy="46" r="3"/><text class="muted" x="${PANEL.left + 33}" y="50">hollow: at this size it calls more than 5 % of undrifted columns drifted, so its detections are no merit</text>`
  return [...drawn, note].join('\n')
}

function description(results: Results): string {
  const at = (table: string, rate: Rate): string => {
    const {hits, repetitions} = pooled(cellsOf(results, {tables: [table], current: 50}), rate)
    return repetitions === 0 ? 'unknown' : `${((100 * hits) / repetitions).toFixed(1)} %`
  }
  return (
    `At 50 current rows without drift, the policy calibrated raises an alarm in ${at(exampleTable, 'alarmed')} of the ` +
    `example's tables, and Evidently finds a drifted column in ${at(exampleTable, 'evidentlyColumn')}.`
  )
}

/** The hues of the pages of mlops, told apart with any colour vision; dashes and dots differ too. */
const STYLE = `<style>
svg { --page: #ffffff; --text: #1b1f24; --muted: #59636e; --grid: #d8dee4; --ours: #0068a8; --theirs: #b8480a }
@media (prefers-color-scheme: dark) {
  svg { --page: #171c23; --text: #e8ecf1; --muted: #9aa6b2; --grid: #333c47; --ours: #5cb8f5; --theirs: #ff9d5c }
}
text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--text) }
.heading { font-size: 15px; font-weight: 600 } .title { font-size: 12.5px; font-weight: 600 } .muted { fill: var(--muted) }
.page { fill: var(--page) } .grid { stroke: var(--grid) } .level { stroke: var(--text); stroke-dasharray: 2 3 }
.line { fill: none; stroke-width: 2 } .line.drift { stroke-dasharray: 6 4 } .line.table { stroke-dasharray: 6 4 }
.ours { stroke: var(--ours) } .theirs { stroke: var(--theirs) }
circle.ours { fill: var(--ours) } circle.theirs { fill: var(--theirs) }
circle.hollow { fill: var(--page) }
</style>`
