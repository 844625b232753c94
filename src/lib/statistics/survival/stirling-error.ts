/**
 * What Stirling's formula leaves of the logarithm of the gamma function:
 * log Gamma(a) - ((a - 1/2) log a - a + log(2 pi) / 2). For a whole n it is also what it leaves of log(n!).
 *
 * @param a - > 0
 * @returns > 0, to about 1e-15 absolute
 * @source Abramowitz and Stegun 6.1.41 from 16 on; below, the recurrence Gamma(a + 1) = a Gamma(a) up to there
 */
export function stirlingError(a: number): number {
  let shift = 0
  let base = a
  for (; base < 16; base++) shift += (base + 0.5) * Math.log1p(1 / base) - 1
  const square = base * base
  const series = 1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square
  return series / base + shift
}
