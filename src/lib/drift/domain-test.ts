import type {Table} from '../dataset/table.js'
import {eventLoopTurn} from '../model/event-loop.js'
import {shuffle, type Random} from '../statistics/random.js'
import {normalSurvival} from '../statistics/survival/normal-survival.js'
import {areaUnderCurve, type AreaUnderCurve} from './domain-area.js'
import {calibratedProbabilities} from './domain-calibration.js'
import {candidateTerms, fitDomainClassifier, sumFold, type DomainRows} from './domain-classifier.js'
import {domainColumns} from './domain-columns.js'

export interface MultivariateOptions {
  readonly features: readonly string[]
  /** Deals out the folds; the same one gives the same answer. */
  readonly random: Random
  readonly signal?: AbortSignal | undefined
}

export interface MultivariateTest {
  /** Cross-validated: chance that a current row looks more current than a reference row. 0.5 when they are alike. */
  readonly auc: number
  /** Standard normal without drift, great with it. */
  readonly statistic: number
  /** One-sided. */
  readonly pValue: number
  /** Shape [current rows]: out-of-fold probability of being current, were both sides equally many. */
  readonly probabilities: Float64Array
  /** Shape [reference rows], likewise. */
  readonly referenceProbabilities: Float64Array
}

const FOLDS = 5

/** Each fold needs rows of both sides. */
const LEAST_ROWS = 2 * FOLDS

/**
 * Can reference and current rows be told apart by all features together? A classifier learns to, on all columns, their
 * squares and products, so it sees a changed correlation that no single column shows.
 *
 * The area under its ROC curve is that of five-fold cross-validation. The p-value cannot be: two folds learn from each
 * other's rows, so their areas move together, and twice the variance that independent folds would have is usual. It
 * comes from a chain instead: fold 2 is judged by what fold 1 taught, fold 3 by folds 1 and 2, and so on. Without drift
 * the rows of a fold are exchangeable whatever was learned before, so its rank sum has exactly the permutation mean and
 * variance, the distances from them are uncorrelated, and their weighted sum is standard normal.
 *
 * @param reference - samples of at most some thousands of rows are enough, and fast
 * @throws MlopsError `COLUMN_MISSING` when a feature is not in a table, `INTERRUPTED` when the signal fires
 * @source Lopez-Paz and Oquab (2017), Revisiting classifier two-sample tests; Blum, Kalai and Langford (1999), Beating
 * the hold-out, for the chain
 */
export async function testMultivariate(
  reference: Table,
  current: Table,
  {features, random, signal}: MultivariateOptions,
): Promise<MultivariateTest | {readonly notTested: string}> {
  const fewest = Math.min(reference.rows, current.rows)
  if (fewest < LEAST_ROWS) {
    return {
      notTested: `${fewest === 1 ? '1 row is' : `${fewest} rows are`} too few to tell two sets of rows apart: it takes ${LEAST_ROWS} of each`,
    }
  }
  const columns = domainColumns(reference, current, features)
  if (columns.length === 0) return {notTested: 'every feature is the same in all rows'}
  const isCurrent = new Uint8Array(reference.rows + current.rows).fill(1, reference.rows)
  const data: DomainRows = {columns, terms: candidateTerms(columns), isCurrent}
  const folds: {rows: Int32Array; sums: ReturnType<typeof sumFold>}[] = []
  for (const rows of dealFolds(isCurrent, random)) {
    await eventLoopTurn(signal)
    folds.push({rows, sums: sumFold(data, rows)})
  }

  const scores = new Float64Array(isCurrent.length)
  const areas: AreaUnderCurve[] = []
  const chain: AreaUnderCurve[] = []
  for (const [place, {rows}] of folds.entries()) {
    const judge = (training: typeof folds) => {
      const foldScores = fitDomainClassifier(data, training)(rows)
      return {
        foldScores,
        area: areaUnderCurve(
          foldScores,
          Uint8Array.from(rows, (row) => isCurrent[row]!),
        ),
      }
    }
    await eventLoopTurn(signal)
    const whole = judge(folds.filter((_fold, other) => other !== place))
    areas.push(whole.area)
    rows.forEach((row, index) => (scores[row] = whole.foldScores[index]!))
    await eventLoopTurn(signal)
    if (place === FOLDS - 1) chain.push(whole.area)
    else if (place > 0) chain.push(judge(folds.slice(0, place)).area)
  }
  const statistic = combine(chain)
  const probabilities = calibratedProbabilities(scores, isCurrent)
  return {
    auc: sum(areas.map(({area, pairs}) => area * pairs)) / sum(areas.map(({pairs}) => pairs)),
    statistic,
    pValue: normalSurvival(statistic),
    probabilities: probabilities.slice(reference.rows),
    referenceProbabilities: probabilities.slice(0, reference.rows),
  }
}

/** Both sides dealt out evenly; the rows of a fold ascending. */
function dealFolds(isCurrent: Uint8Array, random: Random): Int32Array[] {
  const foldOf = new Uint8Array(isCurrent.length)
  for (const side of [0, 1]) {
    const rows = Int32Array.from(isCurrent.keys()).filter((row) => isCurrent[row] === side)
    shuffle(rows, random)
    rows.forEach((row, place) => (foldOf[row] = place % FOLDS))
  }
  return Array.from({length: FOLDS}, (_unused, fold) =>
    Int32Array.from(foldOf.keys()).filter((row) => foldOf[row] === fold),
  )
}

/** Later links have learned from more rows and know more: they weigh by the root of the folds they learned from. */
function combine(chain: readonly AreaUnderCurve[]): number {
  const weights = chain.map((_link, place) => Math.sqrt(place + 1))
  return sum(chain.map(({z}, place) => z * weights[place]!)) / Math.hypot(...weights)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
