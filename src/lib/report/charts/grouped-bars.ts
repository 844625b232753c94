import {formatPercent} from '../numbers.js'
import {ink} from '../palette.js'
import {axisLook} from './chart.js'
import type {Chart} from './chart.js'
import {fitText, textWidth} from './label-text.js'
import {shareAxis} from './share-axis.js'

export interface GroupedBars {
  readonly values: readonly string[]
  /** For each group the share of its rows that has each value, and its colour. */
  readonly groups: readonly {readonly shares: readonly number[]; readonly colour: string}[]
}

const BAR_HEIGHT = 10
const GAP = 14
const LABEL_SIZE = 12

/** For each value one bar a group, from the left. */
export function groupedBars({values, groups}: GroupedBars, {width}: {readonly width: number}): Chart {
  const rowHeight = Math.max(16, groups.length * BAR_HEIGHT) + GAP
  const axis = shareAxis(Math.max(0, ...groups.flatMap(({shares}) => shares)))
  const labels = values.map((value) => fitText(value, {fontSize: LABEL_SIZE, room: width * 0.36}))
  const left = Math.max(0, ...labels.map((label) => textWidth(label, LABEL_SIZE))) + 10
  return {
    width,
    height: values.length * rowHeight + 26,
    option: {
      grid: {left, right: 24, top: 2, bottom: 24, outerBoundsMode: 'none'},
      xAxis: {
        type: 'value',
        ...axisLook,
        ...axis,
        axisLabel: {...axisLook.axisLabel, hideOverlap: true, formatter: (value: number) => formatPercent(value, 0)},
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: labels,
        ...axisLook,
        axisLabel: {color: ink.text, fontSize: LABEL_SIZE, interval: 0},
      },
      series: groups.map(({shares, colour}) => ({
        type: 'bar',
        silent: true,
        barGap: '12%',
        barCategoryGap: '30%',
        itemStyle: {color: colour, borderRadius: [0, 2, 2, 0]},
        data: shares,
      })),
    },
  }
}
