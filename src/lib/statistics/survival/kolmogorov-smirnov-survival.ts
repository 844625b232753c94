import {durbinCumulative} from './durbin-cumulative.js'
import {pelzGoodCumulative} from './pelz-good-cumulative.js'
import {smirnovSurvival} from './smirnov-survival.js'

/**
 * Chance that the two-sided, one-sample Kolmogorov-Smirnov distance of n rows is at least `distance`.
 *
 * @param distance - 0 .. 1
 * @param rows - a whole number >= 1
 * @returns 0 .. 1; within 1e-9 of scipy.stats.kstwo.sf, relative
 * @source Simard and L'Ecuyer (2011), Computing the Two-Sided Kolmogorov-Smirnov Distribution, with SciPy's bounds
 * between the methods; Durbin's matrix stands for Pomeranz' recursion, as both are exact
 */
export function kolmogorovSmirnovSurvival(distance: number, rows: number): number {
  const product = rows * distance
  if (product <= 0.5) return 1
  if (distance >= 1) return 0
  // Both one-sided events at once are impossible from 1/2 on, and too rare to count where the product is large.
  const square = product * distance
  if (distance >= 0.5 || square >= (rows <= 140 ? 4 : 2.2)) return Math.min(1, 2 * smirnovSurvival(distance, rows))
  // Beyond 20,000 rows the matrix would serve only where the survival is 1 but for 1e-8.
  const isSmall = rows <= 140 || (rows <= 20_000 && rows * distance ** 1.5 <= 1.4)
  const cumulative = isSmall ? durbinCumulative(distance, rows) : pelzGoodCumulative(distance, rows)
  return Math.min(1, Math.max(0, 1 - cumulative))
}
