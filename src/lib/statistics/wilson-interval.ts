import {MlopsError} from '../errors.js'
import {type Interval, Z_95} from './interval.js'

/**
 * 95 % score interval of a share, such as an accuracy: unlike the textbook's +- 2 standard errors it stays
 * within 0 .. 1 and keeps its promise near the ends and on few rows.
 *
 * @param successes - how often it happened, 0 .. trials
 * @param trials - how often it could have happened, at least 1
 * @returns bounds within 0 .. 1
 * @throws MlopsError `DATA_EMPTY` when there are no trials
 * @source Wilson (1927), Probable inference; statsmodels `proportion_confint(method='wilson')`
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (!(trials > 0)) throw new MlopsError('DATA_EMPTY', {message: `A share of ${trials} rows has no interval.`})
  const z2 = Z_95 * Z_95
  const centre = (successes + z2 / 2) / (trials + z2)
  const half = (Z_95 / (trials + z2)) * Math.sqrt((successes * (trials - successes)) / trials + z2 / 4)
  return {
    // Exact where the formula leaves a rounding error.
    lower: successes === 0 ? 0 : centre - half,
    upper: successes === trials ? 1 : centre + half,
  }
}
