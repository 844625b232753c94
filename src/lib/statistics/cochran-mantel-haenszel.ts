import {MlopsError} from '../errors.js'
import {hypergeometricProbability, type Urn} from './hypergeometric.js'
import {normalSurvival} from './survival/normal-survival.js'

/** Rows and hits of two samples, stratum by stratum; all of shape [strata]. */
export interface StratifiedCounts {
  readonly referenceRows: Float64Array
  readonly referenceHits: Float64Array
  readonly currentRows: Float64Array
  readonly currentHits: Float64Array
}

export interface StratifiedTest {
  /** Standard normal without a difference; positive when hits are more frequent in the current sample. */
  readonly statistic: number
  /** Two-sided. */
  readonly pValue: number
  readonly method: 'exact' | 'normal'
  /** Mantel-Haenszel difference of the shares of hits, current less reference: -1 .. 1. */
  readonly riskDifference: number
  /** Current rows in strata in which the reference has rows as well: the others say nothing. */
  readonly comparableRows: number
}

/** Different sums of hits up to which their exact distribution is made: a few milliseconds. */
const MOST_SUMS = 2_000

/** Sums as far from the mean as the observed one differ from it by rounding. */
const TIE = 1e-9

/**
 * Cochran-Mantel-Haenszel test: do hits occur equally often in both samples, stratum by stratum? Given the rows and the
 * hits of each stratum, the current sample's hits are hypergeometric; the p-value is the chance that their sum is at
 * least as far from its mean as the observed one. It is exact where the sum has up to 2,001 different values, so no
 * count is too small; beyond that it is normal, with the exact variance and no correction for continuity.
 *
 * @param counts - whole numbers, hits at most the rows
 * @returns p-value 1 and difference 0 where no stratum has rows of both samples, or none has both hits and other rows
 * @throws MlopsError `DATA_INVALID` when the arrays differ in length
 * @source Mantel and Haenszel (1959); statistic as statsmodels' `StratifiedTable.test_null_odds`, whose square root it
 * is; difference: Greenland and Robins (1985), strata weighted by n m / (n + m)
 */
export function cochranMantelHaenszel(counts: StratifiedCounts): StratifiedTest {
  const urns: Urn[] = []
  let [excess, variance, weight, comparableRows] = [0, 0, 0, 0]
  checkLengths(counts).forEach((n, stratum) => {
    const m = counts.currentRows[stratum]!
    if (n === 0 || m === 0) return
    const currentHits = counts.currentHits[stratum]!
    const marked = counts.referenceHits[stratum]! + currentHits
    const population = n + m
    excess += currentHits - (m * marked) / population
    variance += (((n * m) / population) * ((marked * (population - marked)) / population)) / (population - 1)
    weight += (n * m) / population
    comparableRows += m
    if (marked > 0 && marked < population) urns.push({population, marked, draws: m})
  })
  if (variance === 0) return {statistic: 0, pValue: 1, method: 'exact', riskDifference: 0, comparableRows}
  const statistic = excess / Math.sqrt(variance)
  const rest = {statistic, riskDifference: excess / weight, comparableRows}
  const sums = urns.reduce((total, urn) => total + leastAndMost(urn).most - leastAndMost(urn).least, 0)
  if (sums > MOST_SUMS) return {...rest, pValue: 2 * normalSurvival(Math.abs(statistic)), method: 'normal'}
  return {...rest, pValue: exactPValue(urns, Math.abs(excess)), method: 'exact'}
}

function checkLengths(counts: StratifiedCounts): Float64Array {
  const {length} = counts.referenceRows
  const lengths = [counts.referenceHits, counts.currentRows, counts.currentHits].map((array) => array.length)
  if (lengths.some((each) => each !== length)) {
    throw new MlopsError('DATA_INVALID', {
      message: `The samples have different strata: ${[length, ...lengths].join(', ')} of them.`,
    })
  }
  return counts.referenceRows
}

/** Chance that the sum of the hits drawn from all urns is at least `distance` from its mean. */
function exactPValue(urns: readonly Urn[], distance: number): number {
  let chances = Float64Array.of(1)
  let [least, mean] = [0, 0]
  for (const urn of urns) {
    const range = leastAndMost(urn)
    const next = new Float64Array(chances.length + range.most - range.least)
    for (let hits = range.least; hits <= range.most; hits++) {
      const chance = hypergeometricProbability(hits, urn)
      const shift = hits - range.least
      for (let sum = 0; sum < chances.length; sum++) next[sum + shift]! += chance * chances[sum]!
    }
    chances = next
    least += range.least
    mean += (urn.draws * urn.marked) / urn.population
  }
  const far = distance * (1 - TIE)
  const pValue = chances.reduce((sum, chance, index) => sum + (Math.abs(least + index - mean) >= far ? chance : 0), 0)
  return Math.min(1, pValue)
}

function leastAndMost({population, marked, draws}: Urn): {readonly least: number; readonly most: number} {
  return {least: Math.max(0, marked + draws - population), most: Math.min(marked, draws)}
}
