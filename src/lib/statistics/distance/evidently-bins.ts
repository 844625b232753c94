import {histogram} from '../histogram.js'

/** Counts of two samples in the same bins. */
export interface BinnedSamples {
  /** shape [bins]. */
  readonly reference: Float64Array
  /** shape [bins]. */
  readonly current: Float64Array
}

interface Samples {
  /** shape [n], finite numbers, at least one. */
  readonly reference: Float64Array
  /** shape [m], finite numbers, at least one. */
  readonly current: Float64Array
}

interface BinOptions {
  /**
   * Bins are at least this wide. 0 unless told; numpy from 2.0 on makes them at least 1 wide when every number of the
   * column is stored as a whole number.
   */
  readonly leastWidth?: number
}

/** A reference with more distinct values than these is binned; any other has a bin for each value. */
const MOST_SINGLE_VALUES = 20

/**
 * Bins of numbers as Evidently makes them for psi, jensenshannon and kl_div: Sturges' number of equal widths over both
 * samples together, or a bin for each distinct value when the reference has at most 20.
 *
 * @source Evidently 0.7, `get_binned_data`; numpy.histogram_bin_edges(bins="sturges")
 */
export function evidentlyBins(samples: Samples, options: BinOptions = {}): BinnedSamples {
  if (!hasMoreDistinct(samples.reference, MOST_SINGLE_VALUES)) return countValues(samples)
  const size = samples.reference.length + samples.current.length
  return countInBins(samples, sturgesEdges({...rangeOf(samples), size, ...options}))
}

/**
 * Bins of numbers as Evidently makes them for hellinger: equal widths always, and their number follows from how many
 * distinct values there are, not from how many rows.
 *
 * @source Evidently 0.7, `_hellinger_distance`
 */
export function evidentlyHellingerBins(samples: Samples, options: BinOptions = {}): BinnedSamples {
  const size = countDistinct(ascending(samples.reference), ascending(samples.current))
  return countInBins(samples, sturgesEdges({...rangeOf(samples), size, ...options}))
}

/** Itself, where it is in order already: sorting costs more than all the rest. */
function ascending(values: Float64Array): Float64Array {
  for (let place = 1; place < values.length; place++) {
    if (values[place]! < values[place - 1]!) return values.slice().sort()
  }
  return values
}

/** Distinct values of two ascending samples together; 0 and -0 are one. */
function countDistinct(one: Float64Array, other: Float64Array): number {
  let [i, j, distinct] = [0, 0, 0]
  while (i < one.length || j < other.length) {
    const value = i < one.length && !(other[j]! < one[i]!) ? one[i]! : other[j]!
    while (i < one.length && one[i] === value) i++
    while (j < other.length && other[j] === value) j++
    distinct++
  }
  return distinct
}

function hasMoreDistinct(values: Float64Array, most: number): boolean {
  const distinct = new Set<number>()
  for (const value of values) if (distinct.add(value).size > most) return true
  return false
}

function countValues({reference, current}: Samples): BinnedSamples {
  const distinct = new Set(reference)
  for (const value of current) distinct.add(value)
  const values = Float64Array.from(distinct).sort()
  const bins = new Map([...values].map((value, bin) => [value, bin]))
  const count = (sample: Float64Array): Float64Array => {
    const counts = new Float64Array(values.length)
    for (const value of sample) counts[bins.get(value)!]! += 1
    return counts
  }
  return {reference: count(reference), current: count(current)}
}

function rangeOf({reference, current}: Samples): {readonly low: number; readonly high: number} {
  let low = Infinity
  let high = -Infinity
  for (const sample of [reference, current]) {
    for (const value of sample) {
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  return {low, high}
}

/** The quotients are rounded as numpy rounds them: at 2^k rows they decide whether there is one more bin. */
function sturgesEdges({
  low,
  high,
  size,
  leastWidth = 0,
}: {
  readonly low: number
  readonly high: number
  readonly size: number
  readonly leastWidth?: number
}): Float64Array {
  if (low === high) return Float64Array.of(low - 0.5, high + 0.5)
  const width = Math.max(leastWidth, (high - low) / (Math.log2(size) + 1))
  const bins = Math.ceil((high - low) / width)
  const step = (high - low) / bins
  return Float64Array.from({length: bins + 1}, (_, edge) => (edge === bins ? high : edge * step + low))
}

function countInBins({reference, current}: Samples, edges: Float64Array): BinnedSamples {
  const count = (sample: Float64Array): Float64Array =>
    histogram(sample, {edges, groups: new Int32Array(sample.length), groupCount: 1}).counts
  return {reference: count(reference), current: count(current)}
}
