import {expect} from 'chai'
import type {ColumnOverride} from '../../src/lib/drift/drift-report.js'
import type {ComparedColumns} from '../../src/lib/drift/profile-table.js'
import {checkOverrides} from '../../src/lib/lifecycle/drift-overrides.js'

const compared: ComparedColumns = {
  fields: [
    {kind: 'number', name: 'miles', integer: false},
    {kind: 'category', name: 'brand', categories: []},
    {kind: 'number', name: 'brand: missing', integer: false},
  ],
  target: null,
}

const check = (choice: Partial<ColumnOverride> & Pick<ColumnOverride, 'column'>) => (): void => {
  checkOverrides([{test: null, threshold: null, direction: null, ...choice}], compared)
}

describe('checkOverrides', () => {
  it('takes every key of the table', () => {
    for (const column of ['miles', 'miles: missing', 'miles: out-of-range', 'brand: unseen', 'predicted class']) {
      expect(check({column, threshold: 0.2}), column).not.to.throw()
    }
    expect(check({column: 'brand: missing', test: 'ks'})).not.to.throw()
    expect(check({column: 'brand: missing (missing)', threshold: 0.2})).not.to.throw()
  })

  it('suggests the nearest name for a column that there is not', () => {
    expect(check({column: 'mile', threshold: 1})).to.throw('Did you mean "miles"?')
  })

  it('refuses a test of another type of column, or of no name', () => {
    expect(check({column: 'miles', test: 'chisquare'})).to.throw('that test is for categories, and miles holds numbers')
    expect(check({column: 'miles', test: 'kss'})).to.throw('there is no such test')
  })

  it('refuses a limit below 0', () => {
    expect(check({column: 'miles', threshold: -1})).to.throw('--threshold miles=-1: expected a number of at least 0')
  })

  it('refuses for all features together what they do not have', () => {
    const column = 'all features together'
    expect(check({column, threshold: 0.7})).not.to.throw()
    expect(check({column, threshold: 0.1})).to.throw('expected an AUC, a number from 0.5 to 1')
    expect(check({column, test: 'ks'})).to.throw('--test is not for all features together')
    expect(check({column, direction: 'up'})).to.throw('--direction is not for all features together')
  })
})
