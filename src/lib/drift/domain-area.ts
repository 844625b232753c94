/** How well scores tell two sides apart, as a Mann-Whitney test sees it. */
export interface AreaUnderCurve {
  /** Chance that a current row scores higher than a reference row, a tie counting half: 0 .. 1. */
  readonly area: number
  /** Distance of the area from 1/2 in its exact standard deviation over all permutations; 0 when all scores tie. */
  readonly z: number
  readonly pairs: number
}

/**
 * Area under the ROC curve, and its distance from chance given the ties.
 *
 * @param scores - shape [rows], no NaN
 * @param isCurrent - shape [rows], 1 for a current row; both sides have at least one
 * @source Lehmann (1975), Nonparametrics, 1.4: variance of the rank sum with ties
 */
export function areaUnderCurve(scores: Float64Array, isCurrent: Uint8Array): AreaUnderCurve {
  const one = sortedScores(scores, isCurrent, 0)
  const other = sortedScores(scores, isCurrent, 1)
  const pairs = one.length * other.length
  const rows = scores.length
  let i = 0
  let j = 0
  let wins = 0
  let tieTerm = 0
  while (i < one.length || j < other.length) {
    const value = j === other.length || (i < one.length && one[i]! <= other[j]!) ? one[i]! : other[j]!
    const below = i
    const from = j
    while (i < one.length && one[i] === value) i++
    while (j < other.length && other[j] === value) j++
    const ties = i - below + j - from
    wins += (j - from) * (below + (i - below) / 2)
    tieTerm += ties * (ties * ties - 1)
  }
  const variance = (pairs / 12) * (rows + 1 - tieTerm / (rows * (rows - 1)))
  return {
    area: wins / pairs,
    z: variance > 0 ? (wins - pairs / 2) / Math.sqrt(variance) : 0,
    pairs,
  }
}

function sortedScores(scores: Float64Array, isCurrent: Uint8Array, side: 0 | 1): Float64Array {
  const ofSide = new Float64Array(scores.length)
  let size = 0
  for (let row = 0; row < scores.length; row++) if (isCurrent[row] === side) ofSide[size++] = scores[row]!
  return ofSide.subarray(0, size).sort()
}
