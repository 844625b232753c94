import type {Random} from '../../src/lib/statistics/random.js'

/** Counts of the categories of `rows` rows, drawn with these weights. */
export function sampleCategories(weights: readonly number[], rows: number, random: Random): Float64Array {
  const upTo: number[] = []
  let total = 0
  for (const weight of weights) upTo.push((total += weight))
  const counts = new Float64Array(weights.length)
  for (let row = 0; row < rows; row++) {
    const point = random() * total
    let first = 0
    let last = weights.length - 1
    while (first < last) {
      const middle = (first + last) >> 1
      if (point < upTo[middle]!) last = middle
      else first = middle + 1
    }
    counts[first]! += 1
  }
  return counts
}

/** A few common categories and many rare ones, as Zipf's law has them. */
export function fallingWeights(categories: number): number[] {
  return Array.from({length: categories}, (_, category) => 1 / (category + 1))
}

export function equalWeights(categories: number): number[] {
  return Array.from({length: categories}, () => 1)
}
