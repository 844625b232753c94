import {expect} from 'chai'
import fc from 'fast-check'
import {correlationRatio} from '../../src/lib/statistics/correlation-ratio.js'
import {pearsonCorrelation} from '../../src/lib/statistics/pearson-correlation.js'
import {ranks} from '../../src/lib/statistics/ranks.js'
import golden from '../golden/exploration.json' with {type: 'json'}

const samples = fc
  .integer({min: 3, max: 40})
  .chain((length) =>
    fc.tuple(
      fc.float64Array({minLength: length, maxLength: length, noNaN: true, min: -1e6, max: 1e6}),
      fc.float64Array({minLength: length, maxLength: length, noNaN: true, min: -1e6, max: 1e6}),
    ),
  )

describe('pearsonCorrelation', () => {
  for (const {name, x, y, pearson} of golden.pairs) {
    it(`equals scipy's pearsonr: ${name}`, () => {
      expect(pearsonCorrelation(Float64Array.from(x), Float64Array.from(y))).to.be.closeTo(pearson, 1e-12)
    })
  }

  it('is undefined for a constant and for one pair', () => {
    expect(pearsonCorrelation(Float64Array.of(1, 1, 1), Float64Array.of(1, 2, 3))).to.be.NaN
    expect(pearsonCorrelation(Float64Array.of(1), Float64Array.of(2))).to.be.NaN
  })

  it('is the same when x and y change places', () => {
    fc.assert(
      fc.property(samples, ([x, y]) => {
        const [there, back] = [pearsonCorrelation(x, y), pearsonCorrelation(y, x)]
        expect(Number.isNaN(there)).to.equal(Number.isNaN(back))
        if (!Number.isNaN(there)) expect(there).to.be.closeTo(back, 1e-12)
      }),
    )
  })
})

describe('correlationRatio', () => {
  for (const {name, values, groups, etaSquared, epsilonSquared, kruskalWallis} of golden.grouped) {
    const numbers = Float64Array.from(values)
    const codes = Int32Array.from(groups)
    it(`equals dython's correlation_ratio, and epsilon squared from scipy's F: ${name}`, () => {
      const ratio = correlationRatio(numbers, codes, 3)
      expect(ratio.etaSquared).to.be.closeTo(etaSquared, 1e-12)
      expect(ratio.epsilonSquared).to.be.closeTo(epsilonSquared, 1e-12)
    })

    it(`gives the Kruskal-Wallis statistic on ranks: ${name}`, () => {
      const {etaSquared: onRanks, count} = correlationRatio(ranks(numbers), codes, 3)
      expect((count - 1) * onRanks).to.be.closeTo(kruskalWallis, 1e-9)
    })
  }

  it('leaves out values without a group, and counts only groups that hold values', () => {
    const ratio = correlationRatio(Float64Array.of(1, 2, 99, 5, 6), Int32Array.of(0, 0, -1, 3, 3), 5)
    expect(ratio).to.deep.include({groups: 2, count: 4})
    expect(ratio.etaSquared).to.be.closeTo(16 / 17, 1e-12)
  })

  it('is undefined when nothing varies', () => {
    expect(correlationRatio(Float64Array.of(2, 2), Int32Array.of(0, 1), 2).etaSquared).to.be.NaN
  })
})
