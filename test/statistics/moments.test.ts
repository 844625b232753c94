import {expect} from 'chai'
import {moments} from '../../src/lib/statistics/moments.js'
import golden from '../golden/exploration.json' with {type: 'json'}

describe('moments', () => {
  for (const {name, values, mean, standardDeviation, skewness} of golden.samples) {
    it(`equals pandas' mean, std and skew: ${name}`, () => {
      const result = moments(Float64Array.from(values))
      expect(result.mean).to.be.closeTo(mean, 1e-12 * Math.abs(mean))
      if (standardDeviation === null) expect(result.standardDeviation).to.be.NaN
      else expect(result.standardDeviation).to.be.closeTo(standardDeviation, 1e-9 * Math.abs(standardDeviation) + 1e-16)
      if (skewness !== null) expect(result.skewness).to.be.closeTo(skewness, 1e-8 * Math.abs(skewness))
    })
  }

  it('has no mean without numbers', () => {
    expect(moments(new Float64Array(0))).to.deep.equal({
      count: 0,
      mean: NaN,
      standardDeviation: NaN,
      skewness: NaN,
    })
  })

  it('says 0 for the spread and the skewness of equal numbers, whatever their rounding', () => {
    const {standardDeviation, skewness} = moments(new Float64Array(7).fill(0.1))
    expect([standardDeviation, skewness]).to.deep.equal([0, 0])
  })

  it('does not overflow at the largest numbers, nor vanish at the smallest', () => {
    const large = moments(Float64Array.of(1e308, -1e308, 1e308))
    expect(large.mean).to.be.closeTo(1e308 / 3, 1e294)
    expect(large.standardDeviation).to.be.closeTo(1.1547005383792515e308, 1e295)
    const small = moments(Float64Array.of(1e-200, 2e-200, 4e-200))
    expect(small.skewness).to.be.closeTo(moments(Float64Array.of(1, 2, 4)).skewness, 1e-12)
  })
})
