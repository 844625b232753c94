import {createRandom, type Random} from '../statistics/random.js'
import type {ColumnPair} from './column-pair.js'

/**
 * Chance for the tests of a column that deal rows out at random. The same rows always get the same answer, and other rows
 * other chance: were it seeded by the name alone, every month of a column would be dealt out in the same few thousand
 * ways, and its false alarm rate be the luck of its name (6.0 % for one in place of 5 %).
 */
export function columnChance(pair: ColumnPair): Random {
  return createRandom(`drift/${pair.key}/${fingerprint(pair)}`)
}

/** Sums over the counts of both sides, in their order: other rows hardly ever have the same. */
function fingerprint(pair: ColumnPair): string {
  switch (pair.kind) {
    case 'number':
      return `${mixed(pair.reference.values.counts, pair.reference.values.values)}/${mixed(pair.current.values.counts, pair.current.values.values)}`
    case 'category':
      return `${mixed(pair.reference.counts)}/${mixed(pair.current.counts)}`
    case 'share':
      return `${pair.reference.hits}/${pair.reference.rows}/${pair.current.hits}/${pair.current.rows}`
    case 'error':
      return ''
  }
}

function mixed(counts: Float64Array, values?: Float64Array): number {
  let sum = 0
  for (let place = 0; place < counts.length; place++) sum = (sum * 31 + counts[place]! + (values?.[place] ?? 0)) % 1e9
  return sum
}
