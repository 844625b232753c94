import type {Table} from '../dataset/table.js'
import {eventLoopTurn} from '../model/event-loop.js'
import {shuffle, type Random} from '../statistics/random.js'
import {normalSurvival} from '../statistics/survival/normal-survival.js'
import {areaUnderCurve, type AreaUnderCurve} from './domain-area.js'
import {calibratedProbabilities} from './domain-calibration.js'
import {fitDomainClassifier, planLesson, scoreFold, type Lesson} from './domain-classifier.js'
import {domainColumns} from './domain-columns.js'
import {gatherFold, multiplyTerms, shareTerms, type DomainFold, type FoldTerms} from './domain-fold.js'
import {candidateTerms} from './domain-terms.js'

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
  const terms = candidateTerms(columns)
  const folds: DomainFold[] = []
  for (const rows of dealFolds(isCurrent, random)) {
    await eventLoopTurn(signal)
    folds.push(gatherFold(columns, terms, {rows, referenceRows: reference.rows}))
  }
  const places = [...folds.keys()]
  const plan = (training: readonly number[]): Lesson => planLesson(folds, training, columns.length)
  const whole = places.map((place) => plan(places.filter((other) => other !== place)))
  // The last link of the chain learns from all folds but its own, as the last of the whole ones does.
  const links = places.slice(1).map((place) => (place === FOLDS - 1 ? whole[place]! : plan(places.slice(0, place))))
  const shared = shareTerms(
    terms,
    [...whole, ...links].map(({chosen}) => chosen),
  )
  const multiplied: FoldTerms[] = []
  for (const fold of folds) {
    await eventLoopTurn(signal)
    multiplied.push(multiplyTerms(fold, shared))
  }

  const judge = (lesson: Lesson, place: number) => {
    const {rows} = folds[place]!
    const classifier = fitDomainClassifier(lesson, shared, multiplied)
    const foldScores = scoreFold(classifier, multiplied[place]!, rows.length)
    return {
      foldScores,
      area: areaUnderCurve(foldScores, sidesOf(rows, isCurrent)),
    }
  }
  const scores = new Float64Array(isCurrent.length)
  const areas: AreaUnderCurve[] = []
  const chain: AreaUnderCurve[] = []
  for (const place of places) {
    await eventLoopTurn(signal)
    const {foldScores, area} = judge(whole[place]!, place)
    areas.push(area)
    folds[place]!.rows.forEach((row, index) => (scores[row] = foldScores[index]!))
    const link = links[place - 1]
    if (link !== undefined) chain.push(link === whole[place] ? area : judge(link, place).area)
  }
  const statistic = combine(chain)
  // Many a caller does not ask for them.
  let probabilities: Float64Array | undefined
  const calibrated = (): Float64Array => (probabilities ??= calibratedProbabilities(scores, isCurrent))
  return {
    auc: sum(areas.map(({area, pairs}) => area * pairs)) / sum(areas.map(({pairs}) => pairs)),
    statistic,
    pValue: normalSurvival(statistic),
    get probabilities() {
      return calibrated().slice(reference.rows)
    },
    get referenceProbabilities() {
      return calibrated().slice(0, reference.rows)
    },
  }
}

function sidesOf(rows: Int32Array, isCurrent: Uint8Array): Uint8Array {
  const sides = new Uint8Array(rows.length)
  for (let row = 0; row < rows.length; row++) sides[row] = isCurrent[rows[row]!]!
  return sides
}

/** Both sides dealt out evenly; the rows of a fold ascending. */
function dealFolds(isCurrent: Uint8Array, random: Random): Int32Array[] {
  const foldOf = new Uint8Array(isCurrent.length)
  const sizes = new Int32Array(FOLDS)
  const firstCurrent = isCurrent.indexOf(1)
  for (const [from, to] of [
    [0, firstCurrent],
    [firstCurrent, isCurrent.length],
  ] as const) {
    const rows = new Int32Array(to - from)
    for (let place = 0; place < rows.length; place++) rows[place] = from + place
    shuffle(rows, random)
    for (let place = 0; place < rows.length; place++) {
      const fold = place % FOLDS
      foldOf[rows[place]!] = fold
      sizes[fold]! += 1
    }
  }
  const folds = Array.from(sizes, (size) => new Int32Array(size))
  const filled = new Int32Array(FOLDS)
  for (let row = 0; row < foldOf.length; row++) {
    const fold = foldOf[row]!
    folds[fold]![filled[fold]!++] = row
  }
  return folds
}

/** Later links have learned from more rows and know more: they weigh by the root of the folds they learned from. */
function combine(chain: readonly AreaUnderCurve[]): number {
  const weights = chain.map((_link, place) => Math.sqrt(place + 1))
  return sum(chain.map(({z}, place) => z * weights[place]!)) / Math.hypot(...weights)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
