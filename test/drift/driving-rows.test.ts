import {expect} from 'chai'
import {drivingRows} from '../../src/lib/drift/driving-rows.js'
import type {Table} from '../../src/lib/dataset/table.js'

const sample: Table = {
  rows: 4,
  columns: [
    {kind: 'number', name: 'age', values: Float64Array.of(30, NaN, 50, Infinity)},
    {kind: 'category', name: 'fuel', codes: Int32Array.of(0, 1, -1, 0), categories: ['petrol', 'diesel']},
  ],
}

describe('drivingRows', () => {
  it('shows the rows most unlike the reference first, of equally unlike ones the earlier', () => {
    const rows = drivingRows(sample, [40, 7, 12, 3], Float64Array.of(0.9, 0.95, 0.2, 0.9), 3)
    expect(rows.map(({row, probability}) => [row, probability])).to.deep.equal([
      [7, 0.95],
      [3, 0.9],
      [40, 0.9],
    ])
  })

  it('shows values as they are in the file, missing ones as null, infinite ones as text', () => {
    const rows = drivingRows(sample, [1, 2, 3, 4], Float64Array.of(0.9, 0.8, 0.7, 0.6), 4)
    expect(rows.map(({values}) => values.map(({value}) => value))).to.deep.equal([
      [30, 'petrol'],
      [null, 'diesel'],
      [50, null],
      ['Infinity', 'petrol'],
    ])
  })

  it('shows no more rows than there are, and none when none is wanted', () => {
    const probabilities = Float64Array.of(0.9, 0.8, 0.7, 0.6)
    expect(drivingRows(sample, [1, 2, 3, 4], probabilities, 9)).to.have.length(4)
    expect(drivingRows(sample, [1, 2, 3, 4], probabilities, 0)).to.deep.equal([])
  })
})
