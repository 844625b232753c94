import {expect} from 'chai'
import fc from 'fast-check'
import {stratifiedSplit} from '../../src/lib/dataset/split.js'
import {createRandom} from '../../src/lib/statistics/random.js'

const split = (labels: readonly number[], {classes = 3, testShare = 0.2, seed = 1} = {}) =>
  stratifiedSplit(Int32Array.from(labels), classes, testShare, createRandom(seed))

const countsOf = (labels: readonly number[], rows: Int32Array): number[] => {
  const counts = [0, 0, 0]
  for (const row of rows) counts[labels[row]!]!++
  return counts
}

describe('stratifiedSplit', () => {
  const labels = fc.array(fc.integer({min: 0, max: 2}), {minLength: 1, maxLength: 200})
  const testShare = fc.double({min: 0.01, max: 0.99, noNaN: true})

  it('puts every row into one part, in order', () => {
    fc.assert(
      fc.property(labels, testShare, (all, share) => {
        const {train, test} = split(all, {testShare: share})
        expect([...train, ...test].sort((a, b) => a - b)).to.deep.equal([...all.keys()])
        expect([...train]).to.deep.equal([...train].sort((a, b) => a - b))
        expect([...test]).to.deep.equal([...test].sort((a, b) => a - b))
      }),
    )
  })

  it('gives each class its share, to the row', () => {
    fc.assert(
      fc.property(labels, testShare, (all, share) => {
        const {test} = split(all, {testShare: share})
        const sizes = countsOf(all, Int32Array.from(all.keys()))
        const least = sizes.filter((size) => size >= 2).length
        const most = sizes.reduce((sum, size) => sum + Math.max(0, size - 1), 0)
        expect(test.length).to.equal(Math.min(most, Math.max(least, Math.round(all.length * share))))
        const isTight = sizes.some((size) => size * share < 1 || size * (1 - share) < 1)
        if (isTight) return
        countsOf(all, test).forEach((count, label) => {
          expect(Math.abs(count - sizes[label]! * share)).to.be.below(1 + 1e-9)
        })
      }),
    )
  })

  it('gives both parts a row of every class that has two', () => {
    fc.assert(
      fc.property(labels, testShare, (all, share) => {
        const {train, test} = split(all, {testShare: share})
        const sizes = countsOf(all, Int32Array.from(all.keys()))
        const [inTrain, inTest] = [countsOf(all, train), countsOf(all, test)]
        sizes.forEach((size, label) => {
          if (size >= 2) expect(inTest[label]).to.be.at.least(1)
          if (size >= 1) expect(inTrain[label]).to.be.at.least(1)
        })
      }),
    )
  })

  it('parts the 1,500 rows of equal classes into 1,200 and 300', () => {
    const all = Array.from({length: 1500}, (_, row) => row % 3)
    const {train, test} = split(all)
    expect(train).to.have.length(1200)
    expect(countsOf(all, test)).to.deep.equal([100, 100, 100])
  })

  it('rounds by largest remainder, so that the total is right', () => {
    // Quotas 1.2, 1.4, 1.4 of 20 rows: four rows, the first remainder of 0.4 gets the fourth.
    const all = [...Array<number>(6).fill(0), ...Array<number>(7).fill(1), ...Array<number>(7).fill(2)]
    expect(countsOf(all, split(all).test)).to.deep.equal([1, 2, 1])
  })

  it('takes other rows with another seed, and the same ones with the same', () => {
    const all = Array.from({length: 300}, (_, row) => row % 3)
    expect(split(all, {seed: 1})).to.deep.equal(split(all, {seed: 1}))
    expect(split(all, {seed: 1}).test).to.not.deep.equal(split(all, {seed: 2}).test)
  })

  it('takes each row equally often', () => {
    const all = Array.from({length: 30}, (_, row) => row % 3)
    const taken = new Array<number>(30).fill(0)
    for (let seed = 0; seed < 2000; seed++) for (const row of split(all, {seed}).test) taken[row]!++
    // 400 expected, standard deviation 18.
    expect(Math.min(...taken)).to.be.above(310)
    expect(Math.max(...taken)).to.be.below(490)
  })

  it('leaves rows without a label out of both parts', () => {
    const {train, test} = split([-1, 0, 1, -1, 0, 1, -1])
    expect([...train, ...test].sort()).to.deep.equal([1, 2, 4, 5])
  })

  it('keeps the only row of a class for training', () => {
    const {test} = split([0, 1, 1, 1, 2], {testShare: 0.9})
    expect([...test].every((row) => row >= 1 && row <= 3)).to.be.true
  })

  it('splits no rows into nothing', () => {
    expect(split([])).to.deep.equal({train: new Int32Array(0), test: new Int32Array(0)})
  })
})
