import {wilsonInterval} from '../../src/lib/statistics/wilson-interval.js'
import {wrapText} from '../../src/lib/terminal/text-width.js'
import type {Month, MonthRange} from './figures.js'

export const never = 'never'

/** Columns of the lines of a page; tables are as wide as they are. */
const WIDTH = 125

export function paragraph(text: string): string {
  return wrapText(text.replaceAll(/\s+/g, ' ').trim(), WIDTH).join('\n')
}

export function bullets(items: readonly string[]): string {
  return items.map((item) => `* ${paragraph(item).replaceAll('\n', '\n  ')}`).join('\n')
}

export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(['---', ...head.slice(1).map(() => '---:')]), ...rows.map(row)].join('\n')
}

export function monthText(month: Month): string {
  return month === null ? never : String(month)
}

/** "14 (11–17)", with how often where it is not always. */
export function rangeText({runs, happened, median, least, most}: MonthRange): string {
  if (happened === 0) return never
  const span = least === most ? String(median) : `${median} (${least}–${most})`
  return happened === runs ? span : `${span}, ${happened} of ${runs}`
}

/** "73.1 %" */
export function percent(share: number): string {
  return `${hundreds(share)} %`
}

/** "1.1 (0.6–2.2) %" */
export function rateText(hits: number, trials: number): string {
  const {lower, upper} = wilsonInterval(hits, trials)
  return `${hundreds(hits / trials)} (${hundreds(lower)}–${hundreds(upper)}) %`
}

/** Percentage points, without sign. */
export function points(share: number): string {
  return Math.abs(100 * share).toFixed(1)
}

/** "0.731, 0.742 and 0.75" */
export function list(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`
}

function hundreds(share: number): string {
  return (100 * share).toFixed(1)
}
