import {expect} from 'chai'
import {describeColumn, describeNotTested} from '../../src/lib/drift/column-words.js'
import type {ColumnDrift} from '../../src/lib/drift/table-drift.js'
import {columnDrift, drifted, numberSummary} from './drift-tables.js'

const share = (value: number): NonNullable<ColumnDrift['reference']> => ({kind: 'share', rows: 1500, share: value})
const say = (drift: ColumnDrift, wanted: 'up' | 'down' | null = null, isSignificant = true): string =>
  describeColumn(drift, {wanted, isSignificant})

describe('describeColumn', () => {
  it('tells a shift by the median, from where to where, and how far', () => {
    expect(say(drifted({column: 'miles', reference: numberSummary(41.83), current: numberSummary(30.2)}))).to.equal(
      'miles fell: median 41.8 -> 30.2, Wasserstein 0.20 (limit 0.10).',
    )
  })

  it('tells a spread by the middle half', () => {
    const wider = {...numberSummary(40), q25: 20, q75: 60} as ColumnDrift['current']
    expect(say(drifted({column: 'miles', direction: 'wider', current: wider}))).to.equal(
      'miles spread out: middle half 30 to 50 -> 20 to 60, Wasserstein 0.20 (limit 0.10).',
    )
  })

  it('names both limits with a warning', () => {
    const effect = {name: 'wasserstein', value: 0.07, warning: 0.05, limit: 0.1} as const
    const age = columnDrift({column: 'age', status: 'warning', direction: 'up', effect, current: numberSummary(41)})
    expect(say(age)).to.equal('age rose: median 40 -> 41, Wasserstein 0.07 (warning from 0.05, limit 0.10).')
  })

  it('says why a column is stable', () => {
    const stable = columnDrift({column: 'age'})
    expect(say(stable, null, false)).to.equal('age: median 40 -> 40, not significant (p 0.600).')
    expect(say(stable)).to.equal(
      'age: median 40 -> 40, too little to matter: Wasserstein 0.01 (warning from 0.05, limit 0.10).',
    )
    expect(say({...stable, direction: 'down'}, 'up')).to.equal(
      'age: median 40 -> 40, Wasserstein 0.01, but only a rise counts.',
    )
  })

  it('names the category that changed most; of two, the second', () => {
    const categories = (...shares: number[]): NonNullable<ColumnDrift['reference']> => ({
      kind: 'category',
      rows: 100,
      shares: shares.map((value, place) => ({category: 'abc'[place]!, share: value})),
      other: 0,
    })
    const effect = {name: 'jensen-shannon', value: 0.2, warning: 0.05, limit: 0.1} as const
    const three = {column: 'brand', effect, reference: categories(0.5, 0.3, 0.2), current: categories(0.2, 0.35, 0.45)}
    expect(say(drifted(three))).to.match(/^brand: share of "a" fell from 50\.0 % to 20\.0 %, Jensen-Shannon 0\.20/)
    const two = {column: 'brakes', effect, reference: categories(0.6, 0.4), current: categories(0.4, 0.6)}
    expect(say(drifted(two))).to.match(/^brakes: share of "b" rose from 40\.0 % to 60\.0 %/)
  })

  it('says what a share is of', () => {
    const effect = {name: 'jensen-shannon', value: 0.2, warning: 0.05, limit: 0.1} as const
    const part = {column: 'miles', direction: 'up', effect, reference: share(0), current: share(0.05)} as const
    expect(say(drifted({...part, aspect: 'missing'}))).to.match(/^miles: missing values rose from 0\.0 % to 5\.0 %/)
    expect(say(drifted({...part, aspect: 'out-of-range'}))).to.match(/^miles: values out of range rose/)
  })

  it('keeps the errors of all labelled rows apart from those of alike ones', () => {
    const effect = {name: 'error-rate', value: 0.292, warning: 0.025, limit: 0.05} as const
    const part = {column: 'errors on alike rows', aspect: 'concept', direction: 'up', effect} as const
    expect(say(drifted({...part, reference: share(0.117), current: share(0.356)}))).to.equal(
      'errors on alike rows rose: the model misses 35.6 % of the labelled rows, 11.7 % in the reference, change on ' +
        'alike rows 29.2 points (limit 5.0 points).',
    )
  })

  it('says how well rows can be told apart', () => {
    const effect = {name: 'auc', value: 0.54, warning: 0.525, limit: 0.55} as const
    const rows = {column: 'all', aspect: 'multivariate', effect, reference: null, current: null} as const
    expect(say(drifted(rows))).to.match(/^Rows can be told from those of the reference by all features together, AUC/)
    expect(say(columnDrift({...rows, status: 'warning'}))).to.match(/^Rows can hardly be told/)
    expect(say(columnDrift(rows), null, false)).to.match(/^Rows cannot be told .*, not significant \(p 0\.600\)\.$/)
  })
})

describe('describeNotTested', () => {
  it('says of what it is, and why', () => {
    expect(describeNotTested({column: 'miles', aspect: 'values'}, 'all values are missing')).to.equal(
      'miles not tested: all values are missing.',
    )
    expect(describeNotTested({column: 'miles', aspect: 'missing'}, 'no rows')).to.equal(
      'miles: missing values not tested: no rows.',
    )
  })
})
