import {expect} from 'chai'
import fc from 'fast-check'
import {wilsonInterval} from '../../src/lib/statistics/wilson-interval.js'
import golden from '../golden/paired-comparison.json' with {type: 'json'}

describe('wilsonInterval', () => {
  for (const {successes, trials, lower, upper} of golden.wilson) {
    it(`agrees with statsmodels at ${successes} of ${trials}`, () => {
      const interval = wilsonInterval(successes, trials)
      expect(interval.lower).to.be.closeTo(lower, 1e-12)
      expect(interval.upper).to.be.closeTo(upper, 1e-12)
    })
  }

  it('holds the share, stays within 0 and 1, and mirrors when successes and failures are swapped', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 5000}), fc.double({min: 0, max: 1, noNaN: true}), (trials, share) => {
        const successes = Math.round(share * trials)
        const {lower, upper} = wilsonInterval(successes, trials)
        const mirrored = wilsonInterval(trials - successes, trials)
        expect(lower).to.be.within(0, successes / trials)
        expect(upper).to.be.within(successes / trials, 1)
        expect(lower + mirrored.upper).to.be.closeTo(1, 1e-12)
      }),
    )
  })

  it('refuses a share of no rows', () => {
    expect(() => wilsonInterval(0, 0)).to.throw('no interval')
  })
})
