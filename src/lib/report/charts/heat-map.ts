import type {CustomSeriesRenderItem} from 'echarts'
import {ink} from '../palette.js'
import {axisLook} from './chart.js'
import type {Chart} from './chart.js'
import {fitText, textWidth} from './label-text.js'

export interface HeatMap {
  readonly names: readonly string[]
  /** shape [names][names], from -1 to 1; null leaves a cell empty. */
  readonly matrix: readonly (readonly (number | null)[])[]
}

/** Narrower cells cannot hold their number. */
const NUMBER_WIDTH = 40
const LARGEST_CELL = {width: 76, height: 40}
const FONT_SIZE = 12

/** A square of cells: hue by sign, opacity by size but never so high that the numbers drown, on a light or a dark page. */
export function heatMap({names, matrix}: HeatMap, {width}: {readonly width: number}): Chart {
  const labels = names.map((name) => fitText(name, {fontSize: FONT_SIZE, room: width * 0.3}))
  const labelWidth = Math.max(0, ...labels.map((label) => textWidth(label, FONT_SIZE))) + 10
  const cellWidth = Math.min(LARGEST_CELL.width, (width - labelWidth - 4) / Math.max(1, names.length))
  const cellHeight = Math.min(LARGEST_CELL.height, cellWidth)
  const look = {left: labelWidth, cellWidth, cellHeight}
  const label = {color: ink.text, fontSize: FONT_SIZE, interval: 0}
  return {
    width,
    // The names below stand at 45 degrees.
    height: names.length * cellHeight + labelWidth * Math.SQRT1_2 + 16,
    option: {
      grid: {
        left: labelWidth,
        top: 2,
        width: cellWidth * names.length,
        height: cellHeight * names.length,
        outerBoundsMode: 'none',
      },
      xAxis: {type: 'category', data: labels, ...axisLook, axisLabel: {...label, rotate: 45}},
      yAxis: {type: 'category', inverse: true, data: labels, ...axisLook, axisLabel: label},
      series: [
        {
          type: 'custom',
          silent: true,
          clip: false,
          renderItem: drawCell(look),
          data: matrix.flatMap((row, y) => row.flatMap((value, x) => (value === null ? [] : [[x, y, value]]))),
        },
      ],
    },
  }
}

interface CellLook {
  readonly left: number
  readonly cellWidth: number
  readonly cellHeight: number
}

function drawCell({left, cellWidth, cellHeight}: CellLook): CustomSeriesRenderItem {
  return (_, api) => {
    const [x, y, value] = [Number(api.value(0)), Number(api.value(1)), Number(api.value(2))]
    const corner = {x: left + x * cellWidth, y: y * cellHeight + 2}
    const isDiagonal = x === y
    const square = {
      type: 'rect' as const,
      shape: {x: corner.x + 1, y: corner.y + 1, width: cellWidth - 2, height: cellHeight - 2, r: 3},
      style: {
        fill: isDiagonal ? ink.line : value < 0 ? ink.negative : ink.positive,
        opacity: isDiagonal ? 0.45 : 0.05 + 0.45 * Math.min(1, Math.abs(value)),
      },
    }
    if (cellWidth < NUMBER_WIDTH || isDiagonal) return square
    const text = {
      type: 'text' as const,
      x: corner.x + cellWidth / 2,
      y: corner.y + cellHeight / 2,
      style: {
        text: value.toFixed(2).replace(/^-(0\.00)$/, '$1'),
        fill: ink.text,
        fontSize: FONT_SIZE,
        fontFamily: 'inherit',
        align: 'center' as const,
        verticalAlign: 'middle' as const,
      },
    }
    return {type: 'group' as const, children: [square, text]}
  }
}
