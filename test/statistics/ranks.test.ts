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
})
