import {expect} from 'chai'
import fc from 'fast-check'
import {quantile} from '../../src/lib/statistics/quantile.js'
import golden from '../golden/exploration.json' with {type: 'json'}

describe('quantile', () => {
  for (const {name, values, quantiles} of golden.samples) {
    it(`equals numpy's default quantile: ${name}`, () => {
      const sorted = Float64Array.from(values).sort()
      for (const [index, probability] of golden.probabilities.entries()) {
        const expected = quantiles[index]!
        expect(quantile(sorted, probability)).to.be.closeTo(expected, 1e-12 * Math.max(1, Math.abs(expected)))
      }
    })
  }

  it('is NaN for no numbers', () => {
    expect(quantile(new Float64Array(0), 0.5)).to.be.NaN
  })

  it('stays finite between the largest numbers there are', () => {
    expect(quantile(Float64Array.of(-1.7e308, 1.7e308), 0.5)).to.equal(0)
  })

  it('never falls when the probability rises, and lies between minimum and maximum', () => {
    fc.assert(
      fc.property(
        fc.float64Array({minLength: 1, noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9}),
        fc.double({min: 0, max: 1, noNaN: true}),
        fc.double({min: 0, max: 1, noNaN: true}),
        (values, p, q) => {
          const sorted = values.slice().sort()
          const [low, high] = [quantile(sorted, Math.min(p, q)), quantile(sorted, Math.max(p, q))]
          const slack = 1e-6
          expect(low).to.be.at.most(high + slack)
          expect(low).to.be.at.least(sorted[0]! - slack)
          expect(high).to.be.at.most(sorted[sorted.length - 1]! + slack)
        },
      ),
    )
  })
})
