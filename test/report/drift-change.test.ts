import {expect} from 'chai'
import type {ColumnDrift, NumberSummary} from '../../src/lib/drift/table-drift.js'
import {changeOf, describeChange} from '../../src/lib/report/drift-change.js'
import {binaryColumn, categoryColumn, numberColumn, shareColumn, togetherColumn} from './drift-reports.js'

const miles = numberColumn('miles', {before: 41.8, now: 30.2, spread: 15, effect: 0.7})

/** A column of numbers with other summaries. */
function withSummaries(before: Partial<NumberSummary>, now: Partial<NumberSummary>, rest: Partial<ColumnDrift> = {}) {
  const [reference, current] = [miles.reference, miles.current] as [NumberSummary, NumberSummary]
  return {...miles, reference: {...reference, ...before}, current: {...current, ...now}, ...rest}
}

describe('describeChange', () => {
  it('names the medians of numbers, with as many digits as tell them apart', () => {
    expect(describeChange(miles)).to.equal('median 41.8 → 30.2')
    expect(describeChange(withSummaries({median: 100.01}, {median: 100.04}))).to.equal('median 100.01 → 100.04')
    expect(describeChange(withSummaries({median: 1500.2}, {median: 1500.4}))).to.equal('median 1,500.2 → 1,500.4')
    expect(describeChange(withSummaries({median: 2e9}, {median: 3e9}))).to.equal('median 2e9 → 3e9')
  })

  it('names the means where the medians are the same', () => {
    expect(describeChange(withSummaries({median: 3, mean: 3.1}, {median: 3, mean: 3.4}))).to.equal('mean 3.1 → 3.4')
    expect(describeChange(withSummaries({median: 3, mean: 3.1}, {median: 3, mean: 3.1}))).to.equal('mean 3.1')
  })

  it('names the range of the middle where the spread changed', () => {
    const wider = withSummaries({q05: 10, q95: 20}, {q05: 5, q95: 25}, {direction: 'wider'})
    expect(describeChange(wider)).to.equal('middle 90 % 10 … 20 → 5 … 25')
  })

  it('names the share of the upper of two values', () => {
    expect(describeChange(binaryColumn('safe', 0.4, 0.58, {}))).to.equal('1: 40 % → 58 %')
  })

  it('names shares, with decimals where they are close', () => {
    expect(describeChange(shareColumn('age', 0.02, 0.2, {aspect: 'missing'}))).to.equal('2 % → 20 %')
    expect(describeChange(shareColumn('age', 0.012, 0.013, {aspect: 'missing'}))).to.equal('1.2 % → 1.3 %')
    expect(describeChange(shareColumn('age', 0, 0.00012, {aspect: 'missing'}))).to.equal('0.00 % → 0.01 %')
  })

  it('names the category that moved most, also one that is new, and the second of two', () => {
    const three = categoryColumn('c', {a: [0.3, 0.2], b: [0.3, 0.6], c: [0.4, 0.2]}, {})
    expect(describeChange(three)).to.equal('b: 30 % → 60 %')
    const current = {kind: 'category', rows: 10, shares: [{category: 'new', share: 0.9}], other: 0.1} as const
    expect(describeChange({...three, current})).to.equal('new: 0 % → 90 %')
    expect(describeChange(categoryColumn('c', {no: [0.6, 0.2], yes: [0.4, 0.8]}, {}))).to.equal('yes: 40 % → 80 %')
  })

  it('has nothing to tell without figures on both sides, but what an AUC is', () => {
    expect(changeOf({...miles, current: null})).to.equal(null)
    expect(describeChange({...miles, current: null})).to.equal('')
    expect(describeChange(togetherColumn(0.7))).to.equal('AUC; 0.5 is alike')
  })
})
