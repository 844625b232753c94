/**
 * Probabilities of being current, were both sides equally many, from scores of rows that the scoring has not seen: a
 * logistic curve through them, each side weighing one half.
 *
 * @param scores - shape [rows]
 * @param isCurrent - shape [rows], 1 for a current row; both sides have at least one
 * @returns shape [rows], strictly between 0 and 1, in the order of the scores
 * @source Platt (1999), Probabilistic outputs for support vector machines: targets are kept off 0 and 1 by his rule
 */
export function calibratedProbabilities(scores: Float64Array, isCurrent: Uint8Array): Float64Array {
  const currentRows = isCurrent.reduce((sum, current) => sum + current, 0)
  const referenceRows = scores.length - currentRows
  const targets = {current: (currentRows + 1) / (currentRows + 2), reference: 1 / (referenceRows + 2)}
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const spread = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length)
  if (!(spread > 0)) return new Float64Array(scores.length).fill(0.5)
  let [offset, slope] = [0, 0]
  for (let step = 0; step < MOST_STEPS; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0]
    for (let row = 0; row < scores.length; row++) {
      const x = (scores[row]! - mean) / spread
      const [target, weight] =
        isCurrent[row] === 1 ? [targets.current, 0.5 / currentRows] : [targets.reference, 0.5 / referenceRows]
      const p = logistic(offset + slope * x)
      const curvature = weight * p * (1 - p)
      g0 += weight * (target - p)
      g1 += weight * (target - p) * x
      h00 += curvature
      h01 += curvature * x
      h11 += curvature * x * x
    }
    const determinant = h00 * h11 - h01 * h01
    if (!(determinant > 1e-14)) break
    const moves = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant] as const
    // A Newton step from where the curve is flat may lead anywhere.
    const length = Math.min(1, 2 / Math.hypot(...moves))
    offset += length * moves[0]
    slope += length * moves[1]
    if (Math.hypot(...moves) < 1e-10) break
  }
  // Scores that put the rows the wrong way round say nothing.
  return scores.map((score) => logistic(offset + (Math.max(0, slope) * (score - mean)) / spread))
}

const MOST_STEPS = 50

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
