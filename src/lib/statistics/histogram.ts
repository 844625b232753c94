/** Counts of numbers in bins, for each group of rows. */
export interface HistogramCounts {
  /** shape [groups, bins], row-major. */
  readonly counts: Float64Array
  /** shape [groups]: numbers below the first edge. */
  readonly under: Float64Array
  /** shape [groups]: numbers above the last edge. */
  readonly over: Float64Array
}

/**
 * Counts numbers by group in equal-width bins. A bin holds its left edge, not its right one; the last one holds both.
 *
 * @param values - shape [n]; NaN is left out
 * @param groups - shape [n], codes from 0 to groupCount - 1; a value with a code below 0 is left out
 * @param edges - shape [bins + 1], ascending, equally spaced
 * @source numpy.histogram, with what lies outside counted instead of dropped
 */
export function histogram(
  values: Float64Array,
  {edges, groups, groupCount}: {readonly edges: Float64Array; readonly groups: Int32Array; readonly groupCount: number},
): HistogramCounts {
  const bins = edges.length - 1
  const first = edges[0]!
  const last = edges[bins]!
  // Halves, because the difference of the largest numbers overflows.
  const perUnit = bins / (last / 2 - first / 2)
  const counts = new Float64Array(groupCount * bins)
  const under = new Float64Array(groupCount)
  const over = new Float64Array(groupCount)
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!
    const group = groups[index]!
    if (group < 0) continue
    if (value < first) under[group]! += 1
    else if (value > last) over[group]! += 1
    else if (value >= first) {
      let bin = Math.min(bins - 1, Math.floor((value / 2 - first / 2) * perUnit))
      // The product may round across an edge: the edges themselves decide.
      if (value < edges[bin]!) bin--
      else if (bin < bins - 1 && value >= edges[bin + 1]!) bin++
      counts[group * bins + bin]! += 1
    }
  }
  return {counts, under, over}
}
