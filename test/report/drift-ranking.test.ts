import {expect} from 'chai'
import {commonStart, rankTimeline, shadeOf} from '../../src/lib/report/drift-ranking.js'
import {manyMonths} from './drift-reports.js'

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
