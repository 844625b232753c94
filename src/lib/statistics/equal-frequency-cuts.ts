/**
 * Upper bounds (inclusive) of bins that hold about equally many numbers. Equal numbers always share a bin, so a number
 * that fills half of the sample gets a bin of its own, and the rest is divided among the others.
 *
 * @param sorted - shape [n], ascending, no NaN
 * @param options - `most`: bins at most; `least`: numbers in a bin at least (there may be fewer in all)
 * @returns shape [bins found], ascending; the last one is the maximum. Empty when there are no numbers
 */
export function equalFrequencyCuts(
  sorted: Float64Array,
  {most, least}: {readonly most: number; readonly least: number},
): Float64Array {
  const count = sorted.length
  const cuts: number[] = []
  let start = 0
  let index = 0
  while (index < count) {
    const value = sorted[index]!
    while (index < count && sorted[index] === value) index++
    const share = (count - start) / Math.max(1, most - cuts.length)
    const filled = index - start
    const runLength = nextRunLength(sorted, index)
    // Close the bin where it is nearest to its share: now, or after the next run of equal numbers.
    const closes = filled >= least && share - filled <= filled + runLength - share
    if (index === count || (closes && count - index >= least && cuts.length < most - 1)) {
      cuts.push(value)
      start = index
    }
  }
  return Float64Array.from(cuts)
}

function nextRunLength(sorted: Float64Array, start: number): number {
  let end = start
  while (end < sorted.length && sorted[end] === sorted[start]) end++
  return end - start
}
