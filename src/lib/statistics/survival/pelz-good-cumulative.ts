/**
 * Chance that the two-sided, one-sample Kolmogorov-Smirnov distance of many rows is at most `distance`.
 *
 * @param distance - above 0, below 1
 * @param rows - some hundreds at least: the error falls as rows^-2
 * @returns 0 .. 1 but for that error
 * @source Pelz and Good (1976): Kolmogorov's limit and three corrections in powers of rows^-1/2, in Jacobi's form
 */
export function pelzGoodCumulative(distance: number, rows: number): number {
  const z = Math.sqrt(rows) * distance
  const z2 = z * z
  const z4 = z2 * z2
  const z6 = z2 * z4
  const pi2 = Math.PI ** 2
  let limit = 0
  let first = 0
  let second = 0
  let third = 0
  let secondWhole = 0
  let thirdWhole = 0
  for (let k = Math.ceil((16 * z) / Math.PI); k > 0; k--) {
    const odd2 = (2 * k - 1) ** 2 * pi2
    const weight = Math.exp(-odd2 / (8 * z2))
    limit += weight
    first += weight * (odd2 / 4 - z2)
    second += weight * (6 * z6 + 2 * z4 + (odd2 / 4) * (2 * z4 - 5 * z2) + (odd2 ** 2 / 16) * (1 - 2 * z2))
    third +=
      weight *
      (-30 * z6 -
        90 * z2 * z6 +
        (odd2 / 4) * (135 * z4 - 96 * z6) +
        (odd2 ** 2 / 16) * (212 * z4 - 60 * z2) +
        (odd2 ** 3 / 64) * (5 - 30 * z2))
    const whole2 = k * k * pi2
    const wholeWeight = Math.exp(-whole2 / (2 * z2))
    secondWhole += wholeWeight * whole2
    thirdWhole += wholeWeight * whole2 * (3 * z2 - whole2)
  }
  second = second / (72 * z * z6) - secondWhole / (36 * z * z2)
  third = third / (6480 * z4 * z6) + thirdWhole / (216 * z6)
  return (
    Math.sqrt(2 * Math.PI) *
    (limit / z + (first / (6 * z4) + (second + third / Math.sqrt(rows)) / Math.sqrt(rows)) / Math.sqrt(rows))
  )
}
