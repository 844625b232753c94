import {expect} from 'chai'
import {ranks} from '../../src/lib/statistics/ranks.js'
import golden from '../golden/exploration.json' with {type: 'json'}

describe('ranks', () => {
  for (const {name, values, ranks: expected} of golden.samples) {
    it(`equals scipy's rankdata: ${name}`, () => {
      expect([...ranks(Float64Array.from(values))]).to.deep.equal(expected)
    })
  }

  it('has no ranks for no numbers', () => {
    expect(ranks(new Float64Array(0))).to.have.length(0)
  })

  it('is not misled by what lies far out', () => {
    const far = [-Infinity, -1e308, -1, -5e-324, 0, 5e-324, 1, 1 + Number.EPSILON, 1e300, 1e308, Infinity]
    for (let first = 0; first < far.length; first++) {
      for (let last = first + 1; last <= far.length; last++) {
        const values = far.slice(first, last).reverse()
        const expected = values.map((_value, place) => values.length - place)
        expect([...ranks(Float64Array.from(values))], String(values)).to.deep.equal(expected)
      }
    }
  })
})
