import {expect} from 'chai'
import {errorShare, fallbackShare, missingShare, outsideShare, unseenShare} from '../../src/lib/drift/column-share.js'
import type {CategoryProfile, NumberProfile} from '../../src/lib/drift/data-profile.js'
import {comparableRows, rowsWithValue} from '../../src/lib/drift/profile-rows.js'
import {countValues} from '../../src/lib/statistics/value-counts/count-values.js'

const number: NumberProfile = {
  kind: 'number',
  name: 'miles',
  missing: 3,
  infinite: 2,
  values: countValues(Float64Array.of(1, 2, 2, 9)),
  range: {minimum: 0, maximum: 5, below: 1, above: 2},
}
const category: CategoryProfile = {
  kind: 'category',
  name: 'brand',
  missing: 4,
  categories: ['a', 'b', 'c'],
  counts: Float64Array.of(5, 0, 1),
  overflow: 0,
}

describe('the rows of a column', () => {
  it('have a value when it is infinite, but no place in the distribution', () => {
    expect([rowsWithValue(number), comparableRows(number)]).to.deep.equal([6, 4])
  })

  it('have a value when there are too many categories to tell them apart, but no place either', () => {
    const many = {...category, categories: [], counts: new Float64Array(0), overflow: 20_000}
    expect([rowsWithValue(many), comparableRows(many)]).to.deep.equal([20_000, 0])
  })
})

describe('the share of a column', () => {
  it('of missing values is of all rows', () => {
    expect(missingShare(number)).to.deep.equal({hits: 3, rows: 9})
    expect(missingShare(category)).to.deep.equal({hits: 4, rows: 10})
  })

  it('of values out of range is of the rows with a value; infinite ones are out of any range', () => {
    expect(outsideShare(number)).to.deep.equal({hits: 3, rows: 6})
    expect(outsideShare({...number, range: null})).to.deep.equal({hits: 2, rows: 6})
  })

  it('of unseen categories is of the rows with a category', () => {
    expect(unseenShare(category, new Set(['a', 'b']))).to.deep.equal({hits: 1, rows: 6})
  })

  it('of answers by the baseline is of what did not come from the model', () => {
    const sources = {...category, categories: ['ML', 'baseline - out of range'], counts: Float64Array.of(7, 3)}
    expect(fallbackShare(sources)).to.deep.equal({hits: 3, rows: 10})
    expect(
      fallbackShare({...sources, categories: ['baseline - out of range'], counts: Float64Array.of(3)}),
    ).to.deep.equal({hits: 3, rows: 3})
  })

  it('of errors is over all groups of rows', () => {
    expect(errorShare({rows: Float64Array.of(10, 5), errors: Float64Array.of(1, 2)})).to.deep.equal({hits: 3, rows: 15})
  })
})
