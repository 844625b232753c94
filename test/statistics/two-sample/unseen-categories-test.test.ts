import {expect} from 'chai'
import {createRandom} from '../../../src/lib/statistics/random.js'
import {unseenCategoriesTest} from '../../../src/lib/statistics/two-sample/unseen-categories-test.js'

/** Counts of rows that are spread over 50 categories at random. */
function rowsOf(rows: number, {from = 0, to = 50, seed}: {from?: number; to?: number; seed: string}): Float64Array {
  const random = createRandom(seed)
  const counts = new Float64Array(60)
  for (let row = 0; row < rows; row++) counts[from + Math.floor(random() * (to - from))]! += 1
  return counts
}

describe('the test of unseen categories', () => {
  for (const rows of [20, 100, 5000]) {
    it(`holds its level with 100 reference rows of 50 categories beside ${rows}`, () => {
      const runs = 400
      let rejected = 0
      for (let run = 1; run <= runs; run++) {
        const reference = rowsOf(100, {seed: `reference ${run}`})
        const current = rowsOf(rows, {seed: `current ${run}`})
        if (unseenCategoriesTest(reference, current, createRandom(run)).pValue <= 0.05) rejected++
      }
      expect(rejected / runs).to.be.below(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs))
    })
  }

  it('finds categories that are new', () => {
    const current = rowsOf(200, {from: 5, to: 60, seed: 'current'})
    const {pValue, unseen, expected} = unseenCategoriesTest(rowsOf(500, {seed: 'reference'}), current, createRandom(1))
    expect(pValue).to.be.below(0.001)
    expect(unseen).to.be.above(10 * expected)
  })

  it('expects as many as the mean over all splits', () => {
    // Of 4 rows in categories a, a, b, c, two are dealt to the reference: 6 equally likely pairs.
    // aa leaves b, c: 2; ab twice leaves c: 1; ac twice leaves b: 1; bc leaves a, a: 2. Together 8 / 6.
    const {expected} = unseenCategoriesTest(Float64Array.of(2, 0, 0), Float64Array.of(0, 1, 1), createRandom(1))
    expect(expected).to.be.closeTo(8 / 6, 1e-12)
  })

  it('gives p = 1 / 3 where a third of all splits has at least as many', () => {
    const {pValue} = unseenCategoriesTest(Float64Array.of(2, 0, 0), Float64Array.of(0, 1, 1), createRandom(1))
    expect(pValue).to.be.closeTo(1 / 3, 0.1)
  })

  it('is 1 where the reference has every category', () => {
    expect(unseenCategoriesTest(Float64Array.of(3, 1), Float64Array.of(9, 4), createRandom(1)).pValue).to.equal(1)
  })

  it('is quick with thousands of categories that occur once', () => {
    const reference = new Float64Array(10_000)
    const current = new Float64Array(10_000)
    reference.fill(1, 0, 1000)
    current.fill(1, 500)
    const {pValue} = unseenCategoriesTest(reference, current, createRandom(1))
    expect(pValue).to.be.within(0.5, 1)
  })
})
