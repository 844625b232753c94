/**
 * Pearson's coefficient of linear correlation.
 *
 * @param x - shape [n], no NaN
 * @param y - shape [n], no NaN
 * @returns from -1 to 1; NaN when one of them is constant, or below two pairs
 * @source scipy.stats.pearsonr
 */
export function pearsonCorrelation(x: Float64Array, y: Float64Array): number {
  const count = Math.min(x.length, y.length)
  let sumX = 0
  let sumY = 0
  for (let index = 0; index < count; index++) {
    sumX += x[index]!
    sumY += y[index]!
  }
  const meanX = sumX / count
  const meanY = sumY / count
  let xx = 0
  let yy = 0
  let xy = 0
  for (let index = 0; index < count; index++) {
    const dx = x[index]! - meanX
    const dy = y[index]! - meanY
    xx += dx * dx
    yy += dy * dy
    xy += dx * dy
  }
  if (count < 2 || xx === 0 || yy === 0) return NaN
  return Math.min(1, Math.max(-1, xy / Math.sqrt(xx) / Math.sqrt(yy)))
}
