import {expect} from 'chai'
import fc from 'fast-check'
import {
  correctedWasserstein,
  correctedWassersteinOfCounts,
} from '../../../src/lib/statistics/distance/corrected-wasserstein.js'
import {createNormal, createRandom} from '../../../src/lib/statistics/random.js'
import {countValues} from '../../../src/lib/statistics/value-counts/count-values.js'
import {mergeValueCounts} from '../../../src/lib/statistics/value-counts/merge-value-counts.js'

const rows = fc
  .array(fc.oneof(fc.integer({min: -5, max: 5}), fc.double({min: -3, max: 3, noNaN: true})), {
    minLength: 1,
    maxLength: 60,
  })
  .map((values) => Float64Array.from(values).sort())

describe('correctedWassersteinOfCounts', () => {
  it('is that of the rows, ties and all', () => {
    fc.assert(
      fc.property(rows, rows, (before, now) => {
        const ofCounts = correctedWassersteinOfCounts(countValues(before), countValues(now))
        expect(ofCounts).to.deep.equal(correctedWasserstein(before, now))
      }),
    )
  })

  it('is the same for merged parts as for the whole', () => {
    fc.assert(
      fc.property(rows, rows, rows, (before, first, second) => {
        const merged = mergeValueCounts(countValues(first), countValues(second))
        const whole = countValues(Float64Array.of(...first, ...second))
        const reference = countValues(before)
        expect(correctedWassersteinOfCounts(reference, merged)).to.deep.equal(
          correctedWassersteinOfCounts(reference, whole),
        )
      }),
    )
  })

  it('takes rounding of one sample alone for no shift', () => {
    const normal = createNormal(createRandom('rounding'))
    const values = Float64Array.from({length: 4_000}, () => 100 + normal())
    const coarse = countValues(values, 100)
    expect(coarse.values.length).to.be.at.most(100)
    expect(correctedWassersteinOfCounts(countValues(values), coarse).effect).to.equal(0)
  })
})
