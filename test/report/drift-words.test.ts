import {expect} from 'chai'
import {describeTrend, formatEffect, formatLevel, formatSeverity} from '../../src/lib/report/drift-words.js'
import {numberColumn} from './drift-reports.js'

const miles = numberColumn('miles', {before: 41.8, now: 30.2, spread: 15, effect: 0.7})

describe('figures of drift', () => {
  it('show an effect and its limit with the digits that tell them apart', () => {
    const effect = (value: number): ReturnType<typeof formatEffect> =>
      formatEffect({...miles, effect: {name: 'wasserstein', value, warning: 0.05, limit: 0.1}})
    expect(effect(0.72)).to.deep.equal({value: '0.72', limit: '0.10'})
    expect(effect(0.0998)).to.deep.equal({value: '0.0998', limit: '0.1000'})
    expect(effect(0.1)).to.deep.equal({value: '0.10', limit: '0.10'})
    expect(formatEffect({...miles, effect: null})).to.deep.equal({value: '–', limit: '–'})
  })

  it('show a score that is a p-value as one, also when it is 0', () => {
    const test = {name: 'z', statistic: null, pValue: 0, adjustedPValue: null}
    expect(formatEffect({effect: {name: 'score', value: 0, warning: null, limit: 0.05}, test})).to.deep.equal({
      value: '<1e-99',
      limit: '0.05',
    })
  })

  it('show error rates in points of a percentage', () => {
    const effect = {name: 'error-rate', value: 0.07, warning: 0.025, limit: 0.05} as const
    expect(formatEffect({...miles, effect})).to.deep.equal({value: '7.0 pts', limit: '5.0 pts'})
  })

  it('show levels in three digits', () => {
    expect([41.84, 12_345, 1_234_567, 1.2e9, null].map((level) => formatLevel(level))).to.deep.equal([
      ...['41.8', '12,345', '1.23M', '1.2e9', '–'],
    ])
  })

  it('show how many limits', () => {
    expect([0.31, 7.22, 24.4, 1234, null].map(formatSeverity)).to.deep.equal([
      ...['0.3 × limit', '7.2 × limit', '24 × limit', 'over 100 × limit', ''],
    ])
  })
})

describe('describeTrend', () => {
  const column = {key: 'miles', column: 'miles', aspect: 'values', cells: [], since: null} as const

  it('leaves out the name, which stands beside it', () => {
    const trend = {slope: -1, lower: -1.1, upper: -0.9, sentence: 'miles -1.0 a month'}
    expect(describeTrend({...column, trend})).to.equal('-1.0 a month')
    expect(describeTrend({...column, trend: {...trend, sentence: 'It fell.'}})).to.equal('It fell.')
  })

  it('is silent where the line may be level', () => {
    const trend = {slope: 0.1, lower: -0.1, upper: 0.3, sentence: 'miles +0.1 a month'}
    expect(describeTrend({...column, trend})).to.equal(null)
    expect(describeTrend({...column, trend: null})).to.equal(null)
  })
})
