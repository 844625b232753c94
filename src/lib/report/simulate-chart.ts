import {axisLook, type Chart} from './charts/chart.js'
import {ink} from './palette.js'

export interface MonthLine {
  /** One a month; null leaves a gap. */
  readonly values: readonly (number | null)[]
  readonly colour: string
  readonly isDashed?: boolean
}

export interface MonthLines {
  /** Names of the months. */
  readonly months: readonly string[]
  readonly lines: readonly MonthLine[]
  /** Where the vertical axis begins and ends; found where null. */
  readonly minimum: number | null
  readonly maximum: number | null
  readonly format: (value: number) => string
}

/** Figures over the months. */
export function monthLines({months, lines, minimum, maximum, format}: MonthLines, width: number): Chart {
  const height = width < 500 ? 200 : 260
  return {
    ...{width, height},
    option: {
      grid: {left: 52, right: 18, top: 12, bottom: 28, outerBoundsMode: 'none'},
      xAxis: {
        type: 'category',
        data: [...months],
        boundaryGap: months.length === 1,
        ...axisLook,
        splitLine: {show: false},
        axisLine: {show: true, lineStyle: {color: ink.line}},
      },
      yAxis: {
        type: 'value',
        scale: true,
        ...(minimum === null ? {} : {min: minimum}),
        ...(maximum === null ? {} : {max: maximum}),
        ...axisLook,
        axisLabel: {...axisLook.axisLabel, formatter: format},
      },
      series: lines.map(({values, colour, isDashed = false}) => ({
        type: 'line',
        silent: true,
        // A lone month has no line.
        showSymbol: values.filter((value) => value !== null).length === 1,
        connectNulls: false,
        itemStyle: {color: colour},
        lineStyle: {color: colour, width: 2, type: isDashed ? 'dashed' : 'solid'},
        data: values.map((value) => value ?? '-'),
      })),
    },
  }
}
