import {expect} from 'chai'
import {sumsOfProducts} from '../../src/lib/statistics/sums-of-products.js'

describe('sumsOfProducts', () => {
  it('are one for each array, whether or not they come in fours', () => {
    const factors = Float64Array.of(1, 10, 100)
    for (const arrays of [0, 1, 2, 3, 4, 5, 8, 9]) {
      const all = Array.from({length: arrays}, (_, place) => Float64Array.of(place, 1, 2))
      const expected = all.map((_, place) => place + 210)
      expect([...sumsOfProducts(all, factors)]).to.deep.equal(expected)
    }
  })
})
