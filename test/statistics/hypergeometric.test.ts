import {expect} from 'chai'
import fc from 'fast-check'
import {
  hypergeometricDeviation,
  hypergeometricDeviations,
  hypergeometricMode,
  hypergeometricProbability,
  hypergeometricRatio,
} from '../../src/lib/statistics/hypergeometric.js'
import golden from '../golden/two-sample-categories.json' with {type: 'json'}
import {relativeError} from './relative-error.js'

const urns = fc
  .tuple(fc.integer({min: 1, max: 60}), fc.nat(60), fc.nat(60))
  .map(([population, a, b]) => ({population, marked: Math.min(a, population), draws: Math.min(b, population)}))

describe('hypergeometric distribution', () => {
  for (const {population, marked, draws, hits, probability, deviation} of golden.hypergeometric) {
    it(`agrees with 40-digit sums for ${draws} of ${population} balls, ${marked} of them marked`, () => {
      const urn = {population, marked, draws}
      expect(relativeError(hypergeometricProbability(hits, urn), probability), 'probability').to.be.below(1e-12)
      expect(relativeError(hypergeometricDeviation(urn), deviation), 'deviation').to.be.below(1e-12)
    })
  }

  it('sums to 1, peaks at its mode and has the ratios that it says', () => {
    fc.assert(
      fc.property(urns, (urn) => {
        const chances = Array.from({length: urn.draws + 1}, (_, hits) => hypergeometricProbability(hits, urn))
        expect(chances.reduce((sum, chance) => sum + chance, 0)).to.be.closeTo(1, 1e-12)
        const peak = chances[hypergeometricMode(urn)]!
        for (const [hits, chance] of chances.entries()) {
          expect(chance).to.be.at.most(peak * (1 + 1e-12))
          if (chance > 0 && hits < urn.draws) {
            expect(chance * hypergeometricRatio(hits, urn)).to.be.closeTo(chances[hits + 1]!, 1e-12)
          }
        }
      }),
    )
  })

  it('has the mean deviation of its probabilities', () => {
    fc.assert(
      fc.property(urns, (urn) => {
        const mean = (urn.draws * urn.marked) / urn.population
        let deviation = 0
        for (let hits = 0; hits <= urn.draws; hits++) {
          deviation += Math.abs(hits - mean) * hypergeometricProbability(hits, urn)
        }
        expect(hypergeometricDeviation(urn)).to.be.closeTo(deviation, 1e-11)
      }),
    )
  })

  it('has the same mean deviations one after the other as each by itself', () => {
    for (const draws of [1, 37, 1_500, 2_999]) {
      const deviationOf = hypergeometricDeviations({population: 3_000, draws})
      for (let marked = 0; marked <= 3_000; marked += marked % 7 === 3 ? 40 : 1) {
        const alone = hypergeometricDeviation({population: 3_000, marked, draws})
        expect(relativeError(deviationOf(marked), alone), `${marked} of ${draws}`).to.be.below(1e-12)
      }
      expect(
        relativeError(deviationOf(700), hypergeometricDeviation({population: 3_000, marked: 700, draws})),
      ).to.equal(0)
    }
  })
})
