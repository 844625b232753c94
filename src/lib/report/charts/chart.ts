import type {EChartsCoreOption} from 'echarts/core'
import {escapeText, html, trustedMarkup} from '../html.js'
import type {Html} from '../html.js'
import {ink} from '../palette.js'

export interface ChartSize {
  readonly width: number
  readonly height: number
}

/** What a chart shows, in pixels of its own: it is scaled to the width that it gets on the page. */
export interface Chart extends ChartSize {
  readonly option: EChartsCoreOption
}

export interface ChartText {
  /** Unique on the page: letters, digits and hyphens. */
  readonly id: string
  readonly title: string
  /** What a reader sees who does not see the chart. */
  readonly description: string
}

/** A chart as inline SVG without a script. */
export async function renderChart({option, width, height}: Chart, text: ChartText): Promise<Html> {
  const {init} = await import('./echarts.js')
  const chart = init(null, null, {renderer: 'svg', ssr: true, width, height})
  try {
    chart.setOption({animation: false, backgroundColor: 'transparent', textStyle: {fontFamily: 'inherit'}, ...option})
    return trustedMarkup(labelled(chart.renderToSVGString(), text))
  } finally {
    chart.dispose()
  }
}

/** One chart drawn for a wide page and once more for a phone, so that its text keeps its size on both. */
export async function renderResponsiveChart(draw: (width: number) => Chart, text: ChartText): Promise<Html> {
  const wide = await renderChart(draw(WIDE), {...text, id: `${text.id}-wide`})
  const narrow = await renderChart(draw(NARROW), {...text, id: `${text.id}-narrow`})
  return html`<div class="wide">${wide}</div>
    <div class="narrow">${narrow}</div>`
}

/** Widths in which a chart is drawn: the column of text, a card, and a phone. */
export const WIDE = 860
export const CARD = 340
export const NARROW = 330

/** Looks that all axes share. */
export const axisLook = {
  axisLine: {show: false},
  axisTick: {show: false},
  axisLabel: {color: ink.muted, fontSize: 12},
  splitLine: {lineStyle: {color: ink.line}},
} as const

/** Gives the picture a title and a description, and takes off what only serves a script. */
function labelled(svg: string, {id, title, description}: ChartText): string {
  const names =
    `<title id="${id}-title">${escapeText(title)}</title>` + `<desc id="${id}-desc">${escapeText(description)}</desc>`
  return svg
    .replace(/<style\s*>.*?<\/style>\s*/s, '')
    .replace(/ (?:ecmeta_\w+|class)="[^"]*"/g, '')
    .replace(/(id="|url\(#)zr\d+-/g, `$1${id}-`)
    .replace(/^<svg[^>]*?(viewBox="[^"]*")[^>]*>/, (_, viewBox: string) => {
      const attributes = `xmlns="http://www.w3.org/2000/svg" ${viewBox} role="img"`
      return `<svg ${attributes} aria-labelledby="${id}-title ${id}-desc">${names}`
    })
}
