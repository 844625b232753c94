import type {CategoryColumn, NumberColumn} from '../../src/lib/dataset/table.js'
import {createNormal, createRandom, type Random} from '../../src/lib/statistics/random.js'

/** Chance of one repetition. */
export interface Chance {
  readonly random: Random
  readonly normal: () => number
}

export function chanceOf(seed: string): Chance {
  const random = createRandom(seed)
  return {random, normal: createNormal(random)}
}

/** Draws the values of a column: independent rows of one distribution. */
export type Draw = (rows: number, chance: Chance) => Omit<NumberColumn, 'name'> | Omit<CategoryColumn, 'name'>

export function numbers(value: (chance: Chance) => number): Draw {
  return (rows, chance) => {
    const values = new Float64Array(rows)
    for (let row = 0; row < rows; row++) values[row] = value(chance)
    return {kind: 'number', values}
  }
}

/** @param weights - shape [categories], need not sum to 1 */
export function categories(weights: readonly number[]): Draw {
  const names = weights.map((_, place) => `c${place + 1}`)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  let below = 0
  const upTo = Float64Array.from(weights, (weight) => (below += weight) / sum)
  return (rows, {random}) => {
    const codes = new Int32Array(rows)
    for (let row = 0; row < rows; row++) {
      const place = random()
      let code = 0
      while (code < upTo.length - 1 && upTo[code]! <= place) code++
      codes[row] = code
    }
    return {kind: 'category', codes, categories: names}
  }
}

/** @source Knuth (1969), multiplication of uniform numbers until the product is below exp(-mean) */
function poisson(mean: number): (chance: Chance) => number {
  const least = Math.exp(-mean)
  return ({random}) => {
    let count = 0
    for (let product = random(); product > least; product *= random()) count++
    return count
  }
}

export const cauchy = ({normal}: Chance): number => normal() / normal()

/** Columns without drift, one of each shape that has misled a drift test. */
export const kinds = {
  normal: numbers(({normal}) => normal()),
  'Cauchy (heavy tails)': numbers(cauchy),
  lognormal: numbers(({normal}) => Math.exp(normal())),
  'integers 1 to 5': numbers(({random}) => 1 + Math.floor(random() * 5)),
  'Poisson, mean 1': numbers(poisson(1)),
  'yes or no, 40 % yes': numbers(({random}) => (random() < 0.4 ? 1 : 0)),
  '99 % zeros': numbers(({random, normal}) => (random() < 0.99 ? 0 : Math.exp(normal()))),
  '50 equal categories': categories(Array.from({length: 50}, () => 1)),
  '50 categories, shares as 1/k': categories(Array.from({length: 50}, (_, place) => 1 / (place + 1))),
  'three categories, one of 1 %': categories([0.6, 0.39, 0.01]),
} satisfies Readonly<Record<string, Draw>>

export type Kind = keyof typeof kinds
export const kindNames = Object.keys(kinds) as readonly Kind[]
