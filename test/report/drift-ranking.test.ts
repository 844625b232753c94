import {expect} from 'chai'
import {severityOf} from '../../src/lib/drift/severity.js'
import {commonStart, rankColumns, rankTimeline, shadeOf} from '../../src/lib/report/drift-ranking.js'
import {evidently, manyMonths, numberColumn, oneMonth, togetherColumn, untestedColumn} from './drift-reports.js'

describe('severityOf', () => {
  it('is 1 at the limit, of a distance and of an AUC, which begins at 0.5', () => {
    expect(severityOf(numberColumn('a', {before: 1, now: 2, spread: 1, effect: 0.1}))).to.equal(1)
    expect(severityOf(togetherColumn(0.55))).to.be.closeTo(1, 1e-9)
    expect(severityOf(togetherColumn(0.5))).to.equal(0)
    expect(severityOf(untestedColumn('a', 'nothing'))).to.equal(null)
  })

  it('grows as a p-value that is the score falls', () => {
    const [column] = evidently().periods[0]!.drift.columns.filter(({test}) => test?.pValue != null)
    const at = (value: number): number =>
      severityOf({
        ...column!,
        test: {...column!.test!, pValue: value},
        effect: {name: 'score', value, warning: null, limit: 0.05},
      })!
    expect(at(0.05)).to.be.closeTo(1, 1e-9)
    expect(at(0.5)).to.be.below(1)
    expect(at(0.0025)).to.be.closeTo(2, 1e-9)
    expect(at(0)).to.be.above(100).and.to.be.below(Infinity)
  })

  it('is unknown where the limit is 0', () => {
    const column = numberColumn('a', {before: 1, now: 2, spread: 1})
    expect(severityOf({...column, effect: {name: 'wasserstein', value: 1, warning: null, limit: 0}})).to.equal(null)
  })
})

describe('rankColumns', () => {
  it('puts drift first, what matters to the model before what is far, and the untested last', () => {
    const columns = [untestedColumn('void', 'nothing'), ...oneMonth().periods[0]!.drift.columns]
    const keys = rankColumns(columns).map(({key}) => key)
    expect(keys.slice(0, 4)).to.deep.equal(['miles', 'emergency_braking', 'age', 'all features'])
    expect(keys.at(-1)).to.equal('void')
  })
})

describe('rankTimeline', () => {
  it('puts first what began to drift first', () => {
    const keys = rankTimeline(manyMonths().timeline!).map(({key}) => key)
    expect(keys.slice(0, 3)).to.deep.equal(['miles', 'all features', 'confidence'])
    expect(keys.at(-1)).to.equal('age: missing')
  })
})

describe('shadeOf', () => {
  it('tells statuses apart, and drift of one, two and four limits', () => {
    const shade = (status: 'drift' | 'warning' | 'stable' | 'not-tested', severity: number | null): number =>
      shadeOf({status, severity})
    expect([shade('not-tested', null), shade('stable', 3), shade('warning', 0.6)]).to.deep.equal([0, 1, 2])
    expect([1, 1.99, 2, 4, 90, null].map((severity) => shade('drift', severity))).to.deep.equal([3, 3, 4, 5, 5, 3])
  })
})

describe('commonStart', () => {
  it('is what all names start with, up to their numbers', () => {
    expect(commonStart(['month-1', 'month-2', 'month-10'])).to.equal('month-')
    expect(commonStart(['month-1', 'month-11', 'month-12'])).to.equal('month-')
    expect(commonStart(['2023-12', '2024-01'])).to.equal('')
    expect(commonStart(['a', 'ab'])).to.equal('')
    expect(commonStart(['a', 'b'])).to.equal('')
    expect(commonStart(['only'])).to.equal('')
  })
})
