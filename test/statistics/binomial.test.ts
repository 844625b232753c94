import {expect} from 'chai'
import fc from 'fast-check'
import {binomialCumulative, binomialProbability} from '../../src/lib/statistics/binomial.js'
import golden from '../golden/paired-comparison.json' with {type: 'json'}

const relativeError = (actual: number, expected: number): number =>
  actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected)

describe('binomial distribution', () => {
  for (const {k, n, p, probability, cumulative} of golden.binomial) {
    it(`agrees with 40-digit sums at k = ${k} of n = ${n}, p = ${p}`, () => {
      expect(relativeError(binomialProbability(k, n, p), probability), 'probability').to.be.below(1e-12)
      expect(relativeError(binomialCumulative(k, n, p), cumulative), 'cumulative').to.be.below(1e-12)
    })
  }

  it('is certain or impossible outside the possible counts', () => {
    expect(binomialProbability(-1, 5, 0.5)).to.equal(0)
    expect(binomialProbability(6, 5, 0.5)).to.equal(0)
    expect(binomialCumulative(-1, 5, 0.5)).to.equal(0)
    expect(binomialCumulative(5, 5, 0.5)).to.equal(1)
  })

  it('puts everything on one count when a success is impossible or certain', () => {
    expect([0, 1, 2].map((k) => binomialProbability(k, 2, 0))).to.deep.equal([1, 0, 0])
    expect([0, 1, 2].map((k) => binomialProbability(k, 2, 1))).to.deep.equal([0, 0, 1])
    expect([0, 1, 2].map((k) => binomialCumulative(k, 2, 0))).to.deep.equal([1, 1, 1])
  })

  it('has a cumulative probability that is the sum of the single ones', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 80}), fc.double({min: 0.01, max: 0.99, noNaN: true}), (n, p) => {
        let sum = 0
        for (let k = 0; k <= n; k++) {
          sum += binomialProbability(k, n, p)
          expect(binomialCumulative(k, n, p)).to.be.closeTo(sum, 1e-12)
        }
      }),
    )
  })
})
