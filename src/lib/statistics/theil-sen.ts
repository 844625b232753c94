import {MlopsError} from '../errors.js'
import {type Interval, Z_95} from './interval.js'
import {quantile} from './quantile.js'

export interface TheilSenLine extends Interval {
  /** Median of the slopes of all pairs of points: change of y for each unit of x. */
  readonly slope: number
  /** y at x = 0, so that the line goes through the medians. */
  readonly intercept: number
}

/**
 * Straight line through points, unmoved by up to 29 % odd ones, with Sen's 95 % interval of its slope.
 *
 * @param y - shape [n], at x = 0, 1, 2, …; NaN is a missing point
 * @returns slope, its bounds and intercept, in the unit of y
 * @throws MlopsError `DATA_EMPTY` when there are fewer than 3 points
 * @source Sen (1968), Estimates of the regression coefficient based on Kendall's tau; scipy.stats.theilslopes
 */
export function theilSen(y: Float64Array): TheilSenLine {
  const places = [...y.keys()].filter((place) => !Number.isNaN(y[place]!))
  const points = places.length
  if (points < 3) throw new MlopsError('DATA_EMPTY', {message: `A line through ${points} points says nothing.`})
  const slopes = new Float64Array((points * (points - 1)) / 2)
  let at = 0
  for (let first = 0; first < points; first++) {
    for (let second = first + 1; second < points; second++) {
      slopes[at++] = (y[places[second]!]! - y[places[first]!]!) / (places[second]! - places[first]!)
    }
  }
  slopes.sort()
  const slope = quantile(slopes, 0.5)
  const medianPlace = quantile(Float64Array.from(places), 0.5)
  const medianLevel = quantile(Float64Array.from(places, (place) => y[place]!).sort(), 0.5)
  const deviation = Z_95 * Math.sqrt((points * (points - 1) * (2 * points + 5) - tieTerm(places, y)) / 18)
  const low = Math.max(0, roundHalfToEven((slopes.length - deviation) / 2) - 1)
  const high = Math.min(slopes.length - 1, roundHalfToEven((slopes.length + deviation) / 2))
  return {slope, intercept: medianLevel - slope * medianPlace, lower: slopes[low]!, upper: slopes[high]!}
}

/** Equal values of y make the order less telling. */
function tieTerm(places: readonly number[], y: Float64Array): number {
  const repeats = new Map<number, number>()
  for (const place of places) repeats.set(y[place]!, (repeats.get(y[place]!) ?? 0) + 1)
  let sum = 0
  for (const ties of repeats.values()) sum += ties * (ties - 1) * (2 * ties + 5)
  return sum
}

/** As numpy rounds, which SciPy's bounds follow. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value)
  if (value - below !== 0.5) return Math.round(value)
  return below % 2 === 0 ? below : below + 1
}
