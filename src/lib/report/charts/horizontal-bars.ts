import {ink} from '../palette.js'
import {axisLook} from './chart.js'
import type {Chart} from './chart.js'
import {fitText, textWidth} from './label-text.js'

export interface Bar {
  readonly label: string
  readonly value: number
  /** Stands at the end of the bar. */
  readonly text: string
  readonly colour?: string
}

const ROW_HEIGHT = 30
const LABEL_SIZE = 13
const TEXT_SIZE = 12

/** Bars from the left, the first one on top, each with its number at its end. */
export function horizontalBars(
  bars: readonly Bar[],
  {width, maximum}: {readonly width: number; readonly maximum: number},
): Chart {
  const labels = bars.map(({label}) => fitText(label, {fontSize: LABEL_SIZE, room: width * 0.38}))
  const left = Math.max(0, ...labels.map((label) => textWidth(label, LABEL_SIZE))) + 10
  const right = Math.max(0, ...bars.map(({text}) => textWidth(text, TEXT_SIZE))) + 8
  return {
    width,
    height: bars.length * ROW_HEIGHT + 8,
    option: {
      grid: {left, right, top: 4, bottom: 4, outerBoundsMode: 'none'},
      xAxis: {type: 'value', min: 0, max: maximum, show: false},
      yAxis: {
        type: 'category',
        inverse: true,
        data: labels,
        ...axisLook,
        axisLabel: {color: ink.text, fontSize: LABEL_SIZE, interval: 0},
      },
      series: [
        {
          type: 'bar',
          silent: true,
          barWidth: '62%',
          data: bars.map(({value, text, colour}) => ({
            value,
            itemStyle: {color: colour ?? ink.neutral, borderRadius: [0, 3, 3, 0]},
            label: {show: true, position: 'right', formatter: () => text, color: ink.muted, fontSize: TEXT_SIZE},
          })),
        },
      ],
    },
  }
}
