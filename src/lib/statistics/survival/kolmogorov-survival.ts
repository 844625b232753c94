/**
 * Kolmogorov's limiting distribution: chance that sqrt(n) D exceeds the statistic as n grows without bound.
 *
 * @param statistic - sqrt(n) times the largest distance of the distribution functions, >= 0
 * @returns 0 .. 1, with a relative error below 1e-12 down to 1e-300
 * @source Kolmogorov (1933) above 0.82, and Jacobi's transform of the same series below, as each converges there in
 * five terms; held to mpmath
 */
export function kolmogorovSurvival(statistic: number): number {
  if (Number.isNaN(statistic)) return NaN
  // exp(-pi^2 / 8 s^2) has left the doubles.
  if (statistic <= 0.04) return 1
  return statistic <= 0.82 ? 1 - cumulativeSeries(statistic) : tailSeries(statistic)
}

function cumulativeSeries(statistic: number): number {
  let sum = 0
  for (let odd = 9; odd > 0; odd -= 2) sum += Math.exp(-((odd * Math.PI) ** 2) / (8 * statistic * statistic))
  return (Math.sqrt(2 * Math.PI) / statistic) * sum
}

function tailSeries(statistic: number): number {
  let sum = 0
  for (let k = 5; k > 0; k--) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * statistic * statistic)
  return sum
}
