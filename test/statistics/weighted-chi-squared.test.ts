import {expect} from 'chai'
import {chiSquaredSurvival} from '../../src/lib/statistics/survival/chi-squared-survival.js'
import {weightedChiSquaredSurvival} from '../../src/lib/statistics/survival/weighted-chi-squared-survival.js'
import golden from '../golden/weighted-chi-squared.json' with {type: 'json'}
import {relativeError} from './relative-error.js'

const weights = Array.from({length: 16}, (_, place) => (place + 1) ** -1.25)

describe('weightedChiSquaredSurvival', () => {
  for (const {weights, statistic, p} of golden.cases) {
    it(`equals the integrals in 30 digits: ${weights.length} weights, statistic ${statistic}`, () => {
      expect(relativeError(weightedChiSquaredSurvival(statistic, weights), p)).to.be.lessThan(1e-10)
    })
  }

  it('falls from 1 to the smallest numbers, never rising', () => {
    expect(weightedChiSquaredSurvival(0, weights)).to.equal(1)
    let previous = 1
    for (let statistic = 0.1; statistic < 1_300; statistic *= 1.01) {
      const p = weightedChiSquaredSurvival(statistic, weights)
      expect(p).to.be.within(Number.MIN_VALUE, previous)
      previous = p
    }
  })

  it('is nearly chi-squared when the weights are nearly equal', () => {
    const nearlyEqual = [1, 0.98, 0.96, 0.94].map((weight) => weight / 0.97)
    expect(weightedChiSquaredSurvival(9, nearlyEqual)).to.be.closeTo(chiSquaredSurvival(9, 4), 1e-3)
  })

  it('is NaN for NaN', () => {
    expect(weightedChiSquaredSurvival(NaN, weights)).to.be.NaN
  })
})
