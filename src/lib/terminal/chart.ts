import {formatNumber} from './numbers.js'
import {style} from './style.js'
import {padStart, textWidth} from './text-width.js'

/** A horizontal bar of `width` columns, `fraction` of it filled, to an eighth of a column. */
export function bar(fraction: number, width: number): string {
  const eighths = Math.round(clamp(fraction) * width * 8)
  const full = '█'.repeat(Math.floor(eighths / 8))
  return (full + (eighths % 8 === 0 ? '' : horizontalEighths[eighths % 8]!)).padEnd(width)
}

/** One column a value, scaled from 0 to the greatest: a histogram in a line. Values that are no numbers leave a gap. */
export function sparkline(values: readonly number[]): string {
  const greatest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, value) : most), 0)
  return values
    .map((value) => {
      if (!Number.isFinite(value)) return ' '
      // A value above zero always shows: an almost empty bin is not an empty one.
      if (value <= 0) return ' '
      return verticalEighths[Math.max(0, Math.ceil((value / greatest) * 8) - 1)]!
    })
    .join('')
}

export interface ChartSeries {
  readonly name: string
  readonly values: readonly number[]
}

export interface LineChartOptions {
  /** Rows of the plot, 8 by default. */
  readonly height?: number
  /** Columns of the plot, 60 by default; longer series are averaged down to it. */
  readonly width?: number
  readonly format?: (value: number) => string
}

/**
 * Series of the same length as lines over one vertical axis. Each line carries its name at its right end, so the
 * chart reads without colours too.
 */
export function lineChart(series: readonly ChartSeries[], options: LineChartOptions = {}): string {
  const {height = 8, width = 60, format = formatNumber} = options
  const lines = series.map(({name, values}) => ({name, values: resample(values, width)}))
  const all = lines.flatMap(({values}) => values.filter(Number.isFinite))
  if (all.length === 0) return ''
  const least = Math.min(...all)
  const range = Math.max(...all) - least || 1
  const rowOf = (value: number): number => Math.round((1 - (value - least) / range) * (height - 1))

  const columns = Math.max(...lines.map(({values}) => values.length))
  const canvas = Array.from({length: height}, () => Array<string>(columns).fill(' '))
  const endNames = Array.from({length: height}, () => [] as string[])
  lines.forEach(({name, values}, index) => {
    const paint = palette[index % palette.length]!
    drawLine(canvas, values.map(rowOf), paint)
    const last = values.findLast(Number.isFinite)
    if (last !== undefined) endNames[rowOf(last)]!.push(paint(name))
  })

  const labels = canvas.map((_, row) => format(height === 1 ? least : least + (1 - row / (height - 1)) * range))
  const labelWidth = Math.max(...labels.map(textWidth))
  return canvas
    .map((cells, row) => {
      const names = endNames[row]!.length === 0 ? '' : ` ${endNames[row]!.join(', ')}`
      return `${style.dim(`${padStart(labels[row]!, labelWidth)} ┤`)}${cells.join('')}${names}`.trimEnd()
    })
    .join('\n')
}

function drawLine(canvas: string[][], rows: readonly number[], paint: (text: string) => string): void {
  rows.forEach((row, column) => {
    if (!Number.isFinite(row)) return
    const before = rows[column - 1] ?? Number.NaN
    const put = (at: number, glyph: string): void => void (canvas[at]![column] = paint(glyph))
    if (!Number.isFinite(before) || before === row) {
      put(row, '─')
      return
    }
    const up = row < before
    put(before, up ? '╯' : '╮')
    for (let between = Math.min(before, row) + 1; between < Math.max(before, row); between++) put(between, '│')
    put(row, up ? '╭' : '╰')
  })
}

/** Means of equal stretches when there are more values than columns. */
function resample(values: readonly number[], width: number): readonly number[] {
  if (values.length <= width) return values
  return Array.from({length: width}, (_, column) => {
    const stretch = values.slice(
      Math.floor((column * values.length) / width),
      Math.floor(((column + 1) * values.length) / width),
    )
    return stretch.reduce((sum, value) => sum + value, 0) / stretch.length
  })
}

function clamp(fraction: number): number {
  return Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0
}

const palette = [style.accent, style.warn, style.good, style.bad] as const
const horizontalEighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const
const verticalEighths = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
