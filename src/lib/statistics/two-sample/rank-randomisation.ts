import {drawHypergeometric} from '../hypergeometric-draw.js'
import type {Random} from '../random.js'

/** Rows of two samples together, by distinct value, and what a row of each value adds to the sums. */
export interface PooledScores {
  /** Shape [distinct], rows of both samples. */
  readonly totals: Float64Array
  /** Shape [components], each of shape [distinct]. */
  readonly scores: readonly Float64Array[]
  /** Rows of the smaller sample. */
  readonly drawnRows: number
}

/** Splits at most: the least p-value is 1 / 10,000. */
const MOST_SPLITS = 9_999

/** Extreme splits after which the p-value is known well enough: to 14 % of itself. */
const ENOUGH_EXTREMES = 50

/** Splits as extreme as the observed one may differ from it by rounding. */
const TIE = 1e-9

/**
 * How often rows that are dealt out at random to the two samples come to at least this statistic.
 *
 * @param statistic - the observed one
 * @param statisticOf - of the sums of each component over the rows of the smaller sample
 * @returns p-value in 1e-4 .. 1, right for any distribution
 * @source Besag and Clifford (1991), Sequential Monte Carlo p-values: stopping after enough extreme splits keeps the
 * p-value valid, P(p <= a) <= a
 */
export function randomisedPValue(
  statistic: number,
  {pooled, statisticOf}: {readonly pooled: PooledScores; readonly statisticOf: (sums: Float64Array) => number},
  random: Random,
): number {
  const deal = dealer(pooled, random)
  let extremes = 0
  for (let splits = 1; splits <= MOST_SPLITS; splits++) {
    if (statisticOf(deal()) >= statistic * (1 - TIE)) extremes++
    if (extremes === ENOUGH_EXTREMES) return extremes / splits
  }
  return (extremes + 1) / (MOST_SPLITS + 1)
}

/** Values of which a split gets as many rows are drawn at once, not row by row. */
const FREQUENT = 8

/** Deals the smaller sample at random, without putting rows back; its sums, the same array at each call. */
function dealer({totals, scores, drawnRows}: PooledScores, random: Random): () => Float64Array {
  const rows = totals.reduce((sum, total) => sum + total, 0)
  const frequent: number[] = []
  let rareRows = rows
  totals.forEach((total, value) => {
    if ((total * drawnRows) / rows < FREQUENT) return
    frequent.push(value)
    rareRows -= total
  })
  const rare = rowsOfRareValues(totals, {rareRows, least: (FREQUENT * rows) / drawnRows})
  const sums = new Float64Array(scores.length)
  const add = (value: number, times: number): void => {
    for (let component = 0; component < scores.length; component++) {
      sums[component]! += times * scores[component]![value]!
    }
  }
  return () => {
    sums.fill(0)
    let population = rows
    let draws = drawnRows
    for (const value of frequent) {
      const hits = drawHypergeometric({population, marked: totals[value]!, draws}, random)
      add(value, hits)
      population -= totals[value]!
      draws -= hits
    }
    for (let row = 0; row < draws; row++) {
      const other = row + Math.floor(random() * (rare.length - row))
      const value = rare[other]!
      rare[other] = rare[row]!
      rare[row] = value
      add(value, 1)
    }
    return sums
  }
}

/** The value of each row whose value is not frequent. */
function rowsOfRareValues(
  totals: Float64Array,
  {rareRows, least}: {readonly rareRows: number; readonly least: number},
): Int32Array {
  const values = new Int32Array(rareRows)
  let start = 0
  totals.forEach((total, value) => {
    if (total >= least) return
    values.fill(value, start, start + total)
    start += total
  })
  return values
}
