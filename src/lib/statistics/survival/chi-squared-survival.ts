import {upperGamma} from './upper-gamma.js'

/**
 * Chance that a chi-squared variable exceeds the statistic. Small results keep their digits (1 - cdf would not).
 *
 * @param statistic - >= 0
 * @param degreesOfFreedom - > 0
 * @source scipy.stats.chi2.sf
 */
export function chiSquaredSurvival(statistic: number, degreesOfFreedom: number): number {
  return statistic <= 0 ? 1 : upperGamma(degreesOfFreedom / 2, statistic / 2)
}
