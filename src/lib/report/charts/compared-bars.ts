import type {Html} from '../html.js'
import {html} from '../html.js'
import {formatPercent} from '../numbers.js'
import {CARD} from './chart.js'
import type {ChartText} from './chart.js'
import type {Compared} from './compared-histogram.js'
import {drawing, label, px} from './drawing.js'
import {fitText, textWidth} from './label-text.js'

export interface ComparedBars extends Compared {
  readonly labels: readonly string[]
}

const ROW = 30
const LABEL_SIZE = 12
const TEXT_SIZE = 11

/** Two bars a category, the reference's above, each with its share at its end. */
export function comparedBars({labels, reference, current}: ComparedBars, text: ChartText): Html {
  const names = labels.map((name) => fitText(name, {fontSize: LABEL_SIZE, room: CARD * 0.32}))
  const left = Math.max(0, ...names.map((name) => textWidth(name, LABEL_SIZE))) + 8
  const room = CARD - left - textWidth('100.0 %', TEXT_SIZE) - 6
  const greatest = Math.max(0, ...reference, ...current) || 1
  const bar = (share: number, {y, look}: {readonly y: number; readonly look: string}): Html => {
    const width = (share / greatest) * room
    return html`<rect
        x="${px(left)}"
        y="${px(y)}"
        width="${px(width)}"
        height="10"
        class="${look}"
      />${label(formatPercent(share), {x: left + width + 5, y: y + 9, size: TEXT_SIZE})}`
  }
  return drawing({width: CARD, height: names.length * ROW}, text, [
    ...names.map((name, index) => {
      const y = index * ROW
      return html`<text x="${px(left - 8)}" y="${y + 18}" font-size="${LABEL_SIZE}" text-anchor="end" fill="var(--text)"
          >${name}</text
        >${bar(reference[index] ?? 0, {y: y + 3, look: 'ref'})}${bar(current[index] ?? 0, {y: y + 14, look: 'curbar'})}`
    }),
  ])
}
