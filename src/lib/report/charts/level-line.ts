import type {Html} from '../html.js'
import {html} from '../html.js'
import {CARD} from './chart.js'
import type {ChartText} from './chart.js'
import {drawing, label, path, px} from './drawing.js'
import {fitText} from './label-text.js'
import {roundNumbers} from './round-numbers.js'

export interface LevelLine {
  /** One a period; null leaves a gap. */
  readonly levels: readonly (number | null)[]
  readonly marks: readonly ('none' | 'warning' | 'drift')[]
  /** Where the reference lies: a band, and a line in it. */
  readonly band: {readonly lower: number; readonly middle: number; readonly upper: number} | null
  /** From here on is drift. */
  readonly limit: number | null
  /** First period of lasting drift. */
  readonly since: number | null
  readonly names: readonly string[]
  readonly format: (value: number) => string
}

const FRAME = {left: 46, right: CARD - 10, top: 10, base: 96}

/** A figure over the periods beside where the reference lies; drifting periods are dots, warnings rings. */
export function levelLine({levels, marks, band, limit, since, names, format}: LevelLine, text: ChartText): Html {
  const {left, right, top, base} = FRAME
  const shown = [...levels, band?.lower, band?.upper, limit].filter(
    (each): each is number => each != null && Number.isFinite(each),
  )
  const [low, high] = padded(Math.min(...shown), Math.max(...shown))
  const xOf = (period: number): number =>
    levels.length < 2 ? (left + right) / 2 : left + (period / (levels.length - 1)) * (right - left)
  const yOf = (value: number): number => base - ((value - low) / (high - low)) * (base - top)
  const line = (value: number, look: string): Html => path(`M${left} ${px(yOf(value))}H${right}`, look)
  const dots = levels.map((level, period) => {
    const mark = marks[period] ?? 'none'
    if (level === null || mark === 'none') return html``
    return html`<circle cx="${px(xOf(period))}" cy="${px(yOf(level))}" r="2.6" class="dot ${mark}" />`
  })
  return drawing({width: CARD, height: 116}, text, [
    ...roundNumbers(low, high).map(
      (value) => html`${line(value, 'grid')}${label(format(value), {x: left - 5, y: yOf(value) + 4, anchor: 'end'})}`,
    ),
    band === null
      ? html``
      : html`<rect
            x="${left}"
            y="${px(yOf(band.upper))}"
            width="${right - left}"
            height="${px(Math.max(1, yOf(band.lower) - yOf(band.upper)))}"
            class="band"
          />${line(band.middle, 'middle')}`,
    limit === null ? html`` : line(limit, 'limit'),
    since === null ? html`` : path(`M${px(xOf(since))} ${top - 6}V${base}`, 'since'),
    path(linePath(levels, {xOf, yOf}), 'cur'),
    ...dots,
    label(fitText(names[0] ?? '', {fontSize: 11, room: 130}), {x: left, y: base + 16}),
    label(fitText(names[names.length - 1] ?? '', {fontSize: 11, room: 130}), {x: right, y: base + 16, anchor: 'end'}),
  ])
}

/** A line through the levels that there are, broken where one is missing; a lone one is a short stroke. */
function linePath(
  levels: readonly (number | null)[],
  {xOf, yOf}: {readonly xOf: (period: number) => number; readonly yOf: (value: number) => number},
): string {
  let d = ''
  for (const [period, level] of levels.entries()) {
    if (level === null) continue
    const before = levels[period - 1] ?? null
    d += `${before === null ? 'M' : 'L'}${px(xOf(period))} ${px(yOf(level))}`
    if (before === null && (levels[period + 1] ?? null) === null) d += 'h2'
  }
  return d
}

function padded(low: number, high: number): readonly [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1]
  const room = high > low ? (high - low) * 0.08 : Math.abs(high) * 0.1 || 1
  return [low < 0 || low - room >= 0 ? low - room : Math.min(0, low), high + room]
}
