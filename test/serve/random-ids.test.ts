import {expect} from 'chai'
import {createRandomIds} from '../../src/lib/serve/random-ids.js'

describe('random ids of rows and requests', () => {
  const createId = createRandomIds()
  const ids = Array.from({length: 20_000}, () => createId())

  it('are UUIDs of version 4, as RFC 9562 writes them', () => {
    for (const id of ids) expect(id).to.match(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  })

  it('never come twice', () => {
    expect(new Set(ids).size).to.equal(ids.length)
  })

  it('have each digit as often as any other, wherever it is random', () => {
    // Chi-squared with 15 degrees of freedom is above 66 once in 50 million: that is once in a million runs, with 31 places.
    const random = [...ids[0]!.matchAll(/[^-]/g)]
      .map(({index}) => index)
      .filter((place) => place !== 14 && place !== 19)
    for (const place of random) {
      const counts = new Float64Array(16)
      for (const id of ids) counts[parseInt(id[place]!, 16)]! += 1
      const expected = ids.length / 16
      const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
      expect(statistic, `place ${place}`).to.be.below(66)
    }
  })
})
