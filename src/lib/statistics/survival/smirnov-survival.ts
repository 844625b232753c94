import {binomialProbability} from '../binomial.js'

/**
 * Chance that the empirical distribution of n rows lies somewhere at least `distance` above its true, continuous one:
 * the one-sided, one-sample Kolmogorov-Smirnov statistic.
 *
 * @param distance - 0 .. 1
 * @param rows - >= 1
 * @returns 0 .. 1; beyond a million rows the asymptotic form, as SciPy has it
 * @source Birnbaum and Tingey (1951), all of whose terms are positive, each as a binomial probability
 */
export function smirnovSurvival(distance: number, rows: number): number {
  if (distance <= 0) return 1
  if (distance >= 1) return 0
  if (rows > 1e6) return Math.exp(-((6 * rows * distance + 1) ** 2) / (18 * rows))
  const last = Math.floor(rows * (1 - distance))
  // Beyond ten thousand rows the terms are samples of a function that vanishes flatly at both ends, where the sum
  // over every stride-th term is as exact as the sum over all.
  const stride = rows > 10_000 && rows * distance * distance > 1 ? Math.floor(rows / 2_000) : 1
  let sum = 0
  for (let v = 0; v <= last; v += stride) {
    const share = Math.min(1, distance + v / rows)
    sum += binomialProbability(v, rows, share) / share
  }
  return Math.min(1, distance * stride * sum)
}
