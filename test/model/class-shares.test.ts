import {expect} from 'chai'
import fc from 'fast-check'
import {roundedShares} from '../../src/lib/model/class-shares.js'

describe('roundedShares', () => {
  it('gives what rounding leaves over to where most was cut off', () => {
    expect(roundedShares([1, 1, 1], 2)).to.deep.equal(['0.34', '0.33', '0.33'])
    expect(roundedShares([234, 548, 718], 3)).to.deep.equal(['0.156', '0.365', '0.479'])
    expect(roundedShares([5, 0], 2)).to.deep.equal(['1.00', '0.00'])
  })

  it('sums to 1 and is off by less than a unit each, for any counts', () => {
    const counts = fc.array(fc.nat(10_000), {minLength: 2, maxLength: 100})
    fc.assert(
      fc.property(
        counts.filter((each) => each.some((count) => count > 0)),
        (all) => {
          const total = all.reduce((sum, each) => sum + each, 0)
          const shares = roundedShares(all, 3).map(Number)
          expect(shares.reduce((sum, share) => sum + Math.round(1000 * share), 0)).to.equal(1000)
          for (const [index, share] of shares.entries())
            expect(Math.abs(share - all[index]! / total)).to.be.below(0.001)
        },
      ),
    )
  })
})
