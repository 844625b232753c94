import {categories, cauchy, kinds, numbers, type Draw, type Kind} from './kinds.js'

/** A column that drifts: what its values were, and what they are. */
export interface Move {
  readonly before: Kind
  readonly after: Draw
  /** Where one of the rows is an outlier. */
  readonly outlierIn?: 'reference' | 'current'
}

const moves = {
  'normal, shifted by 0.1 sd': {before: 'normal', after: numbers(({normal}) => normal() + 0.1)},
  'normal, shifted by 0.2 sd': {before: 'normal', after: numbers(({normal}) => normal() + 0.2)},
  'normal, shifted by 0.5 sd': {before: 'normal', after: numbers(({normal}) => normal() + 0.5)},
  'normal, 1.3 times as wide': {before: 'normal', after: numbers(({normal}) => 1.3 * normal())},
  'normal, shifted by 1 sd, 1e6 once in the reference': {
    before: 'normal',
    after: numbers(({normal}) => normal() + 1),
    outlierIn: 'reference',
  },
  'normal, shifted by 1 sd, 1e6 once in the current rows': {
    before: 'normal',
    after: numbers(({normal}) => normal() + 1),
    outlierIn: 'current',
  },
  'lognormal, 1.3 times as large': {before: 'lognormal', after: numbers(({normal}) => 1.3 * Math.exp(normal()))},
  'Cauchy, shifted by 0.5': {before: 'Cauchy (heavy tails)', after: numbers((chance) => cauchy(chance) + 0.5)},
  '50 categories, half of them 1.5 times as frequent': {
    before: '50 equal categories',
    after: categories(Array.from({length: 50}, (_, place) => (place < 25 ? 1.5 : 0.5))),
  },
  'yes or no, 40 % to 50 %': {
    before: 'yes or no, 40 % yes',
    after: numbers(({random}) => (random() < 0.5 ? 1 : 0)),
  },
  'yes or no, 40 % to 60 %': {
    before: 'yes or no, 40 % yes',
    after: numbers(({random}) => (random() < 0.6 ? 1 : 0)),
  },
  'normal, 5 % of the rows moved to 3 sd': {
    before: 'normal',
    after: numbers(({random, normal}) => (random() < 0.05 ? 3 + 0.05 * normal() : normal())),
  },
} as const satisfies Readonly<Record<string, Move>>

export type MoveName = keyof typeof moves
export const moveNames = Object.keys(moves) as readonly MoveName[]

export function moveOf(name: MoveName): Move {
  return moves[name]
}

const OUTLIER = 1e6

/** Values before and after the move, of which the first is the outlier where there is one. */
export function drawsOf(name: MoveName): {readonly before: Draw; readonly after: Draw} {
  const {before, after, outlierIn} = moveOf(name)
  return {
    before: outlierIn === 'reference' ? withOutlier(kinds[before]) : kinds[before],
    after: outlierIn === 'current' ? withOutlier(after) : after,
  }
}

function withOutlier(draw: Draw): Draw {
  return (rows, chance) => {
    const column = draw(rows, chance)
    if (column.kind === 'number' && rows > 0) column.values[0] = OUTLIER
    return column
  }
}
