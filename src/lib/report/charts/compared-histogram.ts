import type {Html} from '../html.js'
import {html} from '../html.js'
import {formatPercent} from '../numbers.js'
import {CARD} from './chart.js'
import type {ChartText} from './chart.js'
import {drawing, label, path, px, stepPath} from './drawing.js'
import {textWidth} from './label-text.js'
import {formatTick, roundNumbers} from './round-numbers.js'
import {shareAxis} from './share-axis.js'

export interface Compared {
  /** Share of the rows in each bin. */
  readonly reference: readonly number[]
  readonly current: readonly number[]
}

export interface ComparedHistogram extends Compared {
  /** shape [bins + 1] */
  readonly edges: readonly number[]
}

const FRAME = {left: 40, right: CARD - 8, top: 8, base: 128}

/** The reference as an area and the current rows as a line over it, in the same bins: two looks, so no colour is needed. */
export function comparedHistogram({edges, reference, current}: ComparedHistogram, text: ChartText): Html {
  const {left, right, top, base} = FRAME
  const [low, high] = [edges[0] ?? 0, edges[edges.length - 1] ?? 1]
  const axis = shareAxis(Math.max(0, ...reference, ...current))
  const xOfValue = (value: number): number =>
    left + ((value / 2 - low / 2) / (high / 2 - low / 2 || 1)) * (right - left)
  const xOf = (edge: number): number => xOfValue(edges[edge] ?? high)
  const yOf = (share: number): number => base - (share / axis.max) * (base - top)
  const steps = Array.from({length: Math.round(axis.max / axis.interval) + 1}, (_, step) => step * axis.interval)
  return drawing({width: CARD, height: 148}, text, [
    ...steps.map(
      (share) =>
        html`${path(`M${left} ${px(yOf(share))}H${right}`, 'grid')}${label(formatPercent(share, axis.interval < 0.01 ? 1 : 0), {x: left - 5, y: yOf(share) + 4, anchor: 'end'})}`,
    ),
    ...ticks(low, high).map((value) => label(formatTick(value), {x: xOfValue(value), y: base + 15, anchor: 'middle'})),
    path(stepPath(reference.map(yOf), {xOf, base}), 'ref'),
    path(stepPath(current.map(yOf), {xOf, base}), 'cur'),
  ])
}

const MINI = {width: 130, height: 26}

/** The same without axes, as large as a word. */
export function miniHistogram({reference, current}: Compared, text: ChartText): Html {
  const {width, height} = MINI
  const greatest = Math.max(0, ...reference, ...current) || 1
  const xOf = (edge: number): number => (edge / Math.max(1, reference.length)) * width
  const yOf = (share: number): number => height - 1 - (share / greatest) * (height - 2)
  return drawing(MINI, text, [
    path(stepPath(reference.map(yOf), {xOf, base: height - 1}), 'ref'),
    path(stepPath(current.map(yOf), {xOf, base: height - 1}), 'cur'),
  ])
}

function ticks(low: number, high: number): readonly number[] {
  if (!(low < high)) return [low]
  const values = roundNumbers(low, high)
  const widest = Math.max(0, ...values.map((value) => textWidth(formatTick(value), 11)))
  return values.length * (widest + 8) <= FRAME.right - FRAME.left
    ? values
    : values.filter((_, index) => index % 2 === 0)
}
