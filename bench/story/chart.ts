import type {DriftKind} from '../../src/lib/dataset/generator.js'
import {accuracy, accuracyWithoutDrift, fallbackShare, told, worldNames, worldsInOrder} from './figures.js'
import {labelDelay, monthsPlayed, togetherKey, toldSeed, type WorldRun} from './results.js'

const WIDTH = 910
const HEIGHT = 822
const PANEL = {width: 288, left: 136, column: 450, top: 122, height: 360} as const
const CELL = {width: PANEL.width / monthsPlayed, height: 13} as const
/** Of the curves, below the cells. */
const CURVES = {top: 186, height: 112} as const

/** What the server shows, the features first that move. */
const rowsShown = [
  'miles',
  'emergency_braking',
  'age',
  'training',
  'braking_distance',
  'power',
  'predicted class',
  'highest probability',
  'fallback share',
  togetherKey,
] as const

/** The four worlds of the told seed: what was seen in each month, and what was so. For light and dark pages. */
export function storyChart(runs: readonly WorldRun[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title desc">`,
    '<title id="title">Three years in four worlds: what the server saw, and how often it was right</title>',
    `<desc id="desc">${description(runs)}</desc>`,
    STYLE,
    `<rect class="page" width="${WIDTH}" height="${HEIGHT}" rx="8"/>`,
    legend(),
    ...worldsInOrder.map((world, place) =>
      panel(told(runs, world), {place, before: accuracyWithoutDrift(runs, toldSeed)}),
    ),
    '</svg>',
    '',
  ].join('\n')
}

function panel(run: WorldRun, {place, before}: {readonly place: number; readonly before: number}): string {
  const left = PANEL.left + (place % 2) * PANEL.column
  const top = PANEL.top + Math.floor(place / 2) * PANEL.height
  const rows: readonly (readonly [name: string, letters: string])[] = [
    ['verdict, live', run.live.levels],
    ...rowsShown.map((key) => [key, run.live.columns[key] ?? ''] as const),
    ['verdict with labels', run.labelled.levels],
  ]
  const cells = rows.map(([name, letters], row) => {
    // What is known later stands apart from what is known at once.
    const y = top + row * CELL.height + (row === 0 ? -6 : row === rows.length - 1 ? 6 : 0)
    const strong = row === 0 || row === rows.length - 1 ? ' strong' : ''
    return `<text class="name${strong}" x="${left - 8}" y="${y + 11}" text-anchor="end">${name}</text>${cellsOf(letters, {left, y})}`
  })
  return [
    `<text class="title" x="${left}" y="${top - 17}">${capital(worldNames[run.world])}</text>`,
    ...cells,
    curves(run, {left, top: top + CURVES.top, before}),
  ].join('\n')
}

/** The graver, the higher, so that it is seen without colours too. One path for all cells of a kind. */
function cellsOf(letters: string, {left, y}: {readonly left: number; readonly y: number}): string {
  const kinds = [
    {letters: '.-', look: 'calm', height: 2},
    {letters: 'w', look: 'warned', height: 6},
    {letters: 'DI', look: 'drifted', height: 11},
    {letters: 'R', look: 'retrain', height: 11},
  ]
  const paths = kinds.map((kind) => {
    const path = Array.from(letters, (letter, month) =>
      kind.letters.includes(letter)
        ? `M${round(left + month * CELL.width)} ${y + 12 - kind.height}h${CELL.width - 1}v${kind.height}h${1 - CELL.width}z`
        : '',
    ).join('')
    return path === '' ? '' : `<path class="${kind.look}" d="${path}"/>`
  })
  return paths.join('')
}

function curves(
  run: WorldRun,
  {left, top, before}: {readonly left: number; readonly top: number; readonly before: number},
): string {
  const right = left + PANEL.width
  const x = (month: number): number => round(left + (month - 0.5) * CELL.width)
  const y = (share: number): number => round(top + (1 - share) * CURVES.height)
  const months = Array.from({length: monthsPlayed}, (_, index) => index + 1)
  const line = (share: (month: number) => number): string =>
    months.map((month, index) => `${index === 0 ? 'M' : 'L'}${x(month)} ${y(share(month))}`).join('')
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<path class="grid" d="M${left} ${y(share)}H${right}"/><text class="muted" x="${left - 8}" y="${y(share) + 4}" text-anchor="end">${100 * share}${share === 1 ? ' %' : ''}</text>`,
  )
  const ticks = [1, 6, 12, 18, 24, 30, 36].map(
    (month) => `<text class="muted" x="${x(month)}" y="${y(0) + 16}" text-anchor="middle">${month}</text>`,
  )
  const known = monthsPlayed - labelDelay
  return [
    `<rect class="known" x="${left}" y="${top}" width="${round(known * CELL.width)}" height="${CURVES.height}"/>`,
    ...grid,
    ...ticks,
    `<path class="before" d="M${left} ${y(before)}H${right}"/>`,
    `<path class="line accuracy" d="${line((month) => accuracy(run, month))}"/>`,
    `<path class="line fallback" d="${line((month) => fallbackShare(run, month))}"/>`,
  ].join('\n')
}

function legend(): string {
  const entries: readonly (readonly [mark: string, text: string, x: number, y: number])[] = [
    ['<path class="calm" d="M-8 6h8v2h-8z"/>', 'stable, ok', 38, 26],
    ['<path class="warned" d="M-8 2h8v6h-8z"/>', 'warning, watch', 136, 26],
    ['<path class="drifted" d="M-8 -3h8v11h-8z"/>', 'drift, investigate', 264, 26],
    ['<path class="retrain" d="M-8 -3h8v11h-8z"/>', 'retrain', 408, 26],
    [
      '',
      `"verdict with labels" is known ${labelDelay} months later; in blue, months whose labels are there by month ${monthsPlayed}`,
      23,
      70,
    ],
    ['<path class="line accuracy" d="M-8 4h24"/>', 'accuracy of the answers', 38, 50],
    ['<path class="line fallback" d="M-8 4h24"/>', 'fallback share', 240, 50],
    ['<path class="before" d="M-8 4h24"/>', 'accuracy of the same model where nothing moves', 388, 50],
  ]
  return entries
    .map(([mark, text, x, y]) => {
      const place = mark.includes('h24') ? 22 : 7
      const look = mark === '' ? ' class="muted"' : ''
      return `<g transform="translate(${x} ${y})">${mark}<text${look} x="${place}" y="8">${text}</text></g>`
    })
    .join('\n')
}

function description(runs: readonly WorldRun[]): string {
  const parts = worldsInOrder.map((world: DriftKind) => {
    const run = told(runs, world)
    const months = run.live.levels.replaceAll(/[^IR]/g, '').length
    return `${capital(worldNames[world])}: the server asks to investigate in ${months} of ${monthsPlayed} months; accuracy ${percent(accuracy(run, 1))} in the first and ${percent(accuracy(run, monthsPlayed))} in the last.`
  })
  return parts.join(' ')
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function round(value: number): number {
  return Number(value.toFixed(1))
}

/** The hues of the pages of mlops; heights and dashes tell the same. */
const STYLE = `<style>
svg { --page: #ffffff; --text: #1b1f24; --muted: #59636e; --grid: #d8dee4; --calm: #b6c0ca; --warned: #c99a00; --drifted: #c4510a; --retrain: #7a1f5c; --accuracy: #0068a8; --fallback: #59636e; --known: #0068a81a }
@media (prefers-color-scheme: dark) {
  svg { --page: #171c23; --text: #e8ecf1; --muted: #9aa6b2; --grid: #333c47; --calm: #4a5561; --warned: #e3b93f; --drifted: #ff9d5c; --retrain: #e58bc6; --accuracy: #5cb8f5; --fallback: #9aa6b2; --known: #5cb8f526 }
}
text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--text) }
.title { font-size: 14.5px; font-weight: 600 } .name { font-size: 11px; fill: var(--muted) } .strong { fill: var(--text); font-weight: 600 } .muted { fill: var(--muted); font-size: 11px }
.page { fill: var(--page) } .grid { stroke: var(--grid) } .known { fill: var(--known) }
.calm { fill: var(--calm) } .warned { fill: var(--warned) } .drifted { fill: var(--drifted) } .retrain { fill: var(--retrain) }
.line { fill: none; stroke-width: 2 } .accuracy { stroke: var(--accuracy) } .fallback { stroke: var(--fallback); stroke-dasharray: 5 3 }
.before { stroke: var(--text); stroke-dasharray: 1.5 3; fill: none }
</style>`
