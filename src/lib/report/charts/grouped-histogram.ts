import {formatNumber, formatPercent} from '../numbers.js'
import {axisLook} from './chart.js'
import type {Chart} from './chart.js'
import {roundNumbers} from './round-numbers.js'
import {shareAxis} from './share-axis.js'

export interface GroupedHistogram {
  /** shape [bins + 1] */
  readonly edges: readonly number[]
  /** For each group the share of its values in each bin, and its colour. */
  readonly groups: readonly {readonly shares: readonly number[]; readonly colour: string}[]
}

/** Histograms of several groups over the same bins, one outline over the other: shares, so that sizes do not matter. */
export function groupedHistogram({edges, groups}: GroupedHistogram, {width}: {readonly width: number}): Chart {
  return {
    width,
    height: 170,
    option: {
      grid: {left: 44, right: 12, top: 8, bottom: 24, outerBoundsMode: 'none'},
      xAxis: {type: 'value', ...axisLook, ...valueAxis(edges), splitLine: {show: false}},
      yAxis: {
        type: 'value',
        ...axisLook,
        ...shareAxis(Math.max(0, ...groups.flatMap(({shares}) => shares))),
        axisLabel: {...axisLook.axisLabel, formatter: (value: number) => formatPercent(value, 0)},
      },
      series: groups.map(({shares, colour}) => ({
        type: 'line',
        step: 'end',
        symbol: 'none',
        silent: true,
        lineStyle: {color: colour, width: 1.75},
        areaStyle: {color: colour, opacity: 0.13},
        data: outline(shares),
      })),
    },
  }
}

/**
 * An axis in bins, which bears numbers of any size, with labels at round numbers between the first and the last edge.
 */
function valueAxis(edges: readonly number[]) {
  const bins = edges.length - 1
  const labels = new Map(roundNumbers(edges[0] ?? 0, edges[bins] ?? 1).map((value) => [placeOf(value, edges), value]))
  return {
    min: 0,
    max: bins,
    axisLabel: {
      ...axisLook.axisLabel,
      customValues: [...labels.keys()],
      hideOverlap: true,
      formatter: (place: number) => formatNumber(labels.get(place) ?? null),
    },
  }
}

function placeOf(value: number, edges: readonly number[]): number {
  const bins = edges.length - 1
  const [low, high] = [edges[0] ?? 0, edges[bins] ?? 1]
  return ((value / 2 - low / 2) / (high / 2 - low / 2)) * bins
}

/** Up at the first edge, along the tops of the bins, down at the last edge. */
function outline(shares: readonly number[]): readonly (readonly [number, number])[] {
  const tops = shares.map((share, bin): readonly [number, number] => [bin, share])
  return [[0, 0], ...tops, [shares.length, shares[shares.length - 1] ?? 0], [shares.length, 0]]
}
