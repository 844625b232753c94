import {html} from '../html.js'
import type {Html} from '../html.js'
import type {ChartSize, ChartText} from './chart.js'

/**
 * A small chart drawn by hand: where a page has dozens of them, a tenth of what a library writes. Scaled to the width
 * that it gets, as the library's are.
 */
export function drawing(
  {width, height}: ChartSize,
  {id, title, description}: ChartText,
  shapes: readonly Html[],
): Html {
  const names = `${id}-title ${id}-desc`
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-labelledby="${names}"
  >
    <title id="${id}-title">${title}</title>
    <desc id="${id}-desc">${description}</desc>
    ${shapes}
  </svg>`
}

/** Text of an axis or a label in a drawing. */
export function label(
  text: string,
  {
    x,
    y,
    anchor = 'start',
    size = 11,
  }: {readonly x: number; readonly y: number; readonly anchor?: string; readonly size?: number},
): Html {
  return html`<text x="${px(x)}" y="${px(y)}" font-size="${size}" text-anchor="${anchor}" fill="var(--muted)"
    >${text}</text
  >`
}

export function path(d: string, look: string): Html {
  return html`<path d="${d}" class="${look}" />`
}

/** A place in a drawing, to a tenth of a pixel. */
export function px(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 10) / 10) : '0'
}

/** Up at the first edge, along the tops of the bins, down at the last edge. */
export function stepPath(
  tops: readonly number[],
  {xOf, base}: {readonly xOf: (edge: number) => number; readonly base: number},
): string {
  const steps = tops.map((top, bin) => `V${px(top)}H${px(xOf(bin + 1))}`)
  return `M${px(xOf(0))} ${px(base)}${steps.join('')}V${px(base)}`
}
