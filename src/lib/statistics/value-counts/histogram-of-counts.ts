import {histogramEdges} from '../histogram-edges.js'
import {quantileOf} from './quantile-of-counts.js'
import type {ValueCounts} from './value-counts.js'

/** Two samples in the same bins, for a chart. */
export interface HistogramOfCounts {
  /** Shape [bins + 1], ascending, equally spaced, at round numbers. */
  readonly edges: readonly number[]
  /** Shape [bins]: shares of the rows, the first and the last bin with what lies beyond; sum to 1. All 0 without rows. */
  readonly reference: readonly number[]
  readonly current: readonly number[]
}

const MOST_BINS = 20
/** Part of each sample that may lie beyond the edges, on each side. */
const TAIL = 0.005
/** Tukey's outer fences: interquartile ranges from the quartiles, beyond which a few rows do not stretch the chart. */
const FENCE = 3

/**
 * Shares of two samples in about 20 equal-width bins at round numbers that cover the middle 99 % of each sample, however
 * small it is beside the other, but for single outliers. Whole numbers lie in the middle of a bin.
 *
 */
export function histogramOfCounts(reference: ValueCounts, current: ValueCounts): HistogramOfCounts {
  const samples = [reference, current].filter(({rows}) => rows > 0)
  if (samples.length === 0) return {edges: [0, 1], reference: [0], current: [0]}
  const ranges = samples.map(middle)
  const low = Math.min(...ranges.map((range) => range.low))
  const high = Math.max(...ranges.map((range) => range.high))
  const integer = samples.every(({values}) => values.every(Number.isInteger))
  const edges = histogramEdges({low, high}, {most: MOST_BINS, integer})
  return {edges: Array.from(edges), reference: shares(reference, edges), current: shares(current, edges)}
}

function middle(sample: ValueCounts): {readonly low: number; readonly high: number} {
  const [low, lower, upper, high] = [TAIL, 0.25, 0.75, 1 - TAIL].map((part) => quantileOf(sample, part)) as [
    number,
    number,
    number,
    number,
  ]
  const reach = FENCE * (upper - lower)
  // Half of the rows on one value say nothing of how far the others should reach.
  return reach > 0 ? {low: Math.max(low, lower - reach), high: Math.min(high, upper + reach)} : {low, high}
}

function shares({values, counts, rows}: ValueCounts, edges: Float64Array): number[] {
  const inBins = new Array<number>(edges.length - 1).fill(0)
  let bin = 0
  for (let place = 0; place < values.length; place++) {
    while (bin < inBins.length - 1 && values[place]! >= edges[bin + 1]!) bin++
    inBins[bin]! += counts[place]!
  }
  return rows === 0 ? inBins : inBins.map((count) => count / rows)
}
