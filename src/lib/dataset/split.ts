import {shuffle, type Random} from '../statistics/random.js'

export interface Split {
  /** Row indices, ascending. */
  readonly train: Int32Array
  readonly test: Int32Array
}

/**
 * Parts rows into train and test so that every class has its share in both.
 *
 * Of n labelled rows, round(n · testShare) go to the test part; each class gives its share by largest remainder, but at least
 * one row to each side when it has two or more; a class with a single row stays in train. Rows without a label
 * (-1) are in neither part.
 *
 * @param labels - class of each row, from 0 to classes - 1; -1 when it has none
 */
export function stratifiedSplit(labels: Int32Array, classes: number, testShare: number, random: Random): Split {
  const rowsOf = Array.from({length: classes}, (): number[] => [])
  labels.forEach((label, row) => rowsOf[label]?.push(row))
  const counts = testCounts(
    rowsOf.map((rows) => rows.length),
    testShare,
  )
  const isTest = new Uint8Array(labels.length)
  rowsOf.forEach((rows, label) => {
    const shuffled = Int32Array.from(rows)
    shuffle(shuffled, random)
    for (const row of shuffled.subarray(0, counts[label])) isTest[row] = 1
  })
  const labelled = Int32Array.from(labels.keys()).filter((row) => labels[row]! >= 0)
  return {
    train: labelled.filter((row) => isTest[row] === 0),
    test: labelled.filter((row) => isTest[row] === 1),
  }
}

/** Rows of each class that go to the test part. */
function testCounts(sizes: readonly number[], testShare: number): readonly number[] {
  const least = sizes.map((size) => (size >= 2 ? 1 : 0))
  const most = sizes.map((size) => Math.max(0, size - 1))
  const quotas = sizes.map((size) => size * testShare)
  const counts = quotas.map((quota, label) => Math.min(most[label]!, Math.max(least[label]!, Math.floor(quota))))
  const total = sum(sizes)
  const wanted = Math.min(sum(most), Math.max(sum(least), Math.round(total * testShare)))
  for (let missing = wanted - sum(counts); missing !== 0; missing += missing > 0 ? -1 : 1) {
    const step = Math.sign(missing)
    let chosen = -1
    for (let label = 0; label < sizes.length; label++) {
      const isFree = step > 0 ? counts[label]! < most[label]! : counts[label]! > least[label]!
      const isBetter =
        chosen < 0 || step * (quotas[label]! - counts[label]!) > step * (quotas[chosen]! - counts[chosen]!)
      if (isFree && isBetter) chosen = label
    }
    counts[chosen]! += step
  }
  return counts
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
