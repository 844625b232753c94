import {expect} from 'chai'
import fc from 'fast-check'
import {profileDuplicates} from '../../src/lib/dataset/profile-duplicates.js'
import {firstEqualRows} from '../../src/lib/dataset/profile-equal-rows.js'
import {buildTable} from './build-table.js'

describe('firstEqualRows', () => {
  it('names the first row that equals each row in every column', () => {
    const {columns, rows} = buildTable({a: [1, 2, 1, 1, 2], b: ['x', 'x', 'x', 'y', 'x']})
    expect([...firstEqualRows(columns, rows)]).to.deep.equal([0, 1, 0, 3, 1])
  })

  it('takes missing for equal to missing, and 0 for equal to -0', () => {
    const {columns, rows} = buildTable({a: [null, 0, null, -0], b: ['x', null, 'x', null]})
    expect([...firstEqualRows(columns, rows)]).to.deep.equal([0, 1, 0, 1])
  })

  it('agrees with the comparison of all rows with all rows', () => {
    const cell = fc.oneof(fc.integer({min: 0, max: 2}), fc.constant(null))
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), {maxLength: 40}), (cells) => {
        const table = buildTable({
          a: cells.map(([a]) => a),
          b: cells.map(([, b]) => (b === null ? null : `${b}`)),
          c: cells.map(([, , c]) => c),
        })
        const keys = cells.map((row) => JSON.stringify(row))
        expect([...firstEqualRows(table.columns, table.rows)]).to.deep.equal(keys.map((key) => keys.indexOf(key)))
      }),
    )
  })

  it('tells apart rows whose numbers differ only in the last bit', () => {
    const {columns, rows} = buildTable({a: [0.3, 0.1 + 0.2]})
    expect([...firstEqualRows(columns, rows)]).to.deep.equal([0, 1])
  })

  it('finds all rows of a table without columns equal, and copes with no rows', () => {
    expect([...firstEqualRows([], 3)]).to.deep.equal([0, 0, 0])
    expect(firstEqualRows([], 0)).to.have.length(0)
  })
})

describe('profileDuplicates', () => {
  it('counts repeated rows and names the first few, counted from 1', () => {
    const table = buildTable({a: [5, 6, 5, 6, 6, 6, 6, 6]})
    const {rows, examples} = profileDuplicates(table, {features: [], classes: null})
    expect(rows).to.equal(6)
    expect(examples).to.deep.equal([
      {row: 3, equals: 1},
      {row: 4, equals: 2},
      {row: 5, equals: 2},
      {row: 6, equals: 2},
      {row: 7, equals: 2},
    ])
  })

  it('counts every row that shares its features with a row of another class, unlabelled rows apart', () => {
    const table = buildTable({a: [1, 1, 1, 2, 2, 3, 3]})
    const classes = Int32Array.of(0, 1, 0, 1, 1, 0, -1)
    expect(profileDuplicates(table, {features: table.columns, classes}).conflicting).to.equal(3)
  })
})
