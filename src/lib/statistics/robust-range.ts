import {quantile} from './quantile.js'

/** Far-out numbers are left out only where they would take a third of the width, or more, from the others. */
const WORTH_LEAVING_OUT = 1.5

/**
 * The range that shows where the numbers are: all of them, unless some lie far out, beyond Tukey's outer fences, and
 * would squash the others.
 *
 * @param sorted - shape [n], ascending, no NaN, at least one
 * @returns the least and the greatest value that lies within three interquartile ranges of the quartiles; where the
 * middle half is a single value, within the first and the last of 200 parts of the sorted sample
 * @source Tukey (1977), Exploratory Data Analysis, 2D: outer fences
 */
export function robustRange(sorted: Float64Array): {readonly low: number; readonly high: number} {
  const lower = quantile(sorted, 0.25)
  const upper = quantile(sorted, 0.75)
  const reach = 3 * (upper - lower)
  const lowFence = reach > 0 ? lower - reach : quantile(sorted, 0.005)
  const highFence = reach > 0 ? upper + reach : quantile(sorted, 0.995)
  const first = sorted.findIndex((value) => value >= lowFence)
  const last = sorted.findLastIndex((value) => value <= highFence)
  const [low, high] = [sorted[first]!, sorted[last]!]
  const [minimum, maximum] = [sorted[0]!, sorted[sorted.length - 1]!]
  const squashed = maximum / 2 - minimum / 2 > WORTH_LEAVING_OUT * (high / 2 - low / 2)
  return squashed ? {low, high} : {low: minimum, high: maximum}
}
