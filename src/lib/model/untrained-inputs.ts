import {columnOf, type CategoryColumn, type Table} from '../dataset/table.js'
import type {NetworkWeights} from './network.js'
import {widthOf, type CategoryEncoding, type Preprocessing} from './preprocessing.js'

/** An input that no training row ever set, with the inputs whose average it should stand for. */
export interface UntrainedInput {
  readonly input: number
  /** Weights sum to 1: each known category's share of the training rows. */
  readonly standsFor: readonly {readonly input: number; readonly weight: number}[]
}

/** The places of unseen categories, and those of missing ones where none was missing in training. */
export function untrainedInputs({features}: Preprocessing, table: Table): readonly UntrainedInput[] {
  const found: UntrainedInput[] = []
  let offset = 0
  for (const encoding of features) {
    if (encoding.kind === 'category') {
      const counts = countPlaces(encoding, columnOf(table, encoding.name) as CategoryColumn)
      const known = counts.slice(0, encoding.categories.length)
      const total = known.reduce((sum, count) => sum + count, 0)
      const start = offset
      const standsFor = known.map((count, place) => ({input: start + place, weight: count / total}))
      for (let place = known.length; place < counts.length; place++) {
        if (counts[place] === 0) found.push({input: offset + place, standsFor})
      }
    }
    offset += widthOf(encoding)
  }
  return found
}

/**
 * Gives the untrained inputs weights that mean something: those of an average known category. Left alone they would
 * keep the random weights they started with, and an unseen value would push the answer anywhere.
 */
export function averageUntrainedInputs(network: NetworkWeights, untrained: readonly UntrainedInput[]): NetworkWeights {
  if (untrained.length === 0) return network
  const first = network.hidden[0] ?? network.output
  const units = first.bias.length
  const kernel = first.kernel.slice()
  for (const {input, standsFor} of untrained) {
    for (let unit = 0; unit < units; unit++) {
      kernel[input * units + unit] = standsFor.reduce(
        (sum, source) => sum + source.weight * kernel[source.input * units + unit]!,
        0,
      )
    }
  }
  const [firstHidden, ...others] = network.hidden
  return firstHidden === undefined
    ? {hidden: [], output: {...network.output, kernel}}
    : {...network, hidden: [{...firstHidden, kernel}, ...others]}
}

function countPlaces({categories}: CategoryEncoding, column: CategoryColumn): number[] {
  const counts = new Array<number>(categories.length + 2).fill(0)
  for (const code of column.codes) {
    const known = code === -1 ? categories.length + 1 : categories.indexOf(column.categories[code]!)
    counts[known === -1 ? categories.length : known]! += 1
  }
  return counts
}
