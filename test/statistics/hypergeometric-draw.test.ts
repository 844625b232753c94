import {expect} from 'chai'
import {hypergeometricProbability} from '../../src/lib/statistics/hypergeometric.js'
import {drawHypergeometric} from '../../src/lib/statistics/hypergeometric-draw.js'
import {createRandom} from '../../src/lib/statistics/random.js'

describe('drawHypergeometric', () => {
  for (const urn of [
    {population: 30, marked: 12, draws: 7},
    {population: 1_000, marked: 980, draws: 40},
    {population: 10, marked: 9, draws: 8},
  ]) {
    it(`draws each number as often as its probability says: ${JSON.stringify(urn)}`, () => {
      const random = createRandom('urn')
      const runs = 20_000
      const seen = new Map<number, number>()
      for (let run = 0; run < runs; run++) {
        const hits = drawHypergeometric(urn, random)
        seen.set(hits, (seen.get(hits) ?? 0) + 1)
      }
      for (let hits = 0; hits <= urn.draws; hits++) {
        const chance = hypergeometricProbability(hits, urn)
        const deviation = Math.sqrt((chance * (1 - chance)) / runs)
        expect((seen.get(hits) ?? 0) / runs).to.be.closeTo(chance, 4.5 * deviation + 1 / runs)
      }
    })
  }

  it('draws the only number there can be', () => {
    expect(drawHypergeometric({population: 5, marked: 5, draws: 3}, Math.random)).to.equal(3)
    expect(drawHypergeometric({population: 5, marked: 0, draws: 3}, Math.random)).to.equal(0)
  })
})
