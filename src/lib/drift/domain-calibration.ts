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
  let currentRows = 0
  for (let row = 0; row < isCurrent.length; row++) currentRows += isCurrent[row]!
  const referenceRows = scores.length - currentRows
  const targets = Float64Array.of(1 / (referenceRows + 2), (currentRows + 1) / (currentRows + 2))
  const weights = Float64Array.of(0.5 / referenceRows, 0.5 / currentRows)
  const standardised = standardise(scores)
  if (standardised === undefined) return new Float64Array(scores.length).fill(0.5)
  let offset = 0
  let slope = 0
  for (let step = 0; step < MOST_STEPS; step++) {
    const [g0, g1, h00, h01, h11] = derivatives({standardised, isCurrent, targets, weights}, offset, slope)
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
  return standardised.map((score) => logistic(offset + Math.max(0, slope) * score))
}

/** To mean 0 and standard deviation 1; undefined when all are the same. */
function standardise(scores: Float64Array): Float64Array | undefined {
  let sum = 0
  for (let row = 0; row < scores.length; row++) sum += scores[row]!
  const mean = sum / scores.length
  let squares = 0
  for (let row = 0; row < scores.length; row++) squares += (scores[row]! - mean) ** 2
  const spread = Math.sqrt(squares / scores.length)
  return spread > 0 ? scores.map((score) => (score - mean) / spread) : undefined
}

/** Of the log-likelihood, negated where second, by offset and slope. */
function derivatives(
  {
    standardised,
    isCurrent,
    targets,
    weights,
  }: {
    readonly standardised: Float64Array
    readonly isCurrent: Uint8Array
    readonly targets: Float64Array
    readonly weights: Float64Array
  },
  offset: number,
  slope: number,
): readonly [g0: number, g1: number, h00: number, h01: number, h11: number] {
  let g0 = 0
  let g1 = 0
  let h00 = 0
  let h01 = 0
  let h11 = 0
  for (let row = 0; row < standardised.length; row++) {
    const x = standardised[row]!
    const side = isCurrent[row]!
    const weight = weights[side]!
    const p = 1 / (1 + Math.exp(-(offset + slope * x)))
    const gradient = weight * (targets[side]! - p)
    const curvature = weight * p * (1 - p)
    g0 += gradient
    g1 += gradient * x
    h00 += curvature
    h01 += curvature * x
    h11 += curvature * x * x
  }
  return [g0, g1, h00, h01, h11]
}

const MOST_STEPS = 50

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
