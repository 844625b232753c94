import {expect} from 'chai'
import {effectWords} from '../../src/lib/drift/effect-words.js'
import type {EffectResult} from '../../src/lib/drift/table-drift.js'

const words = (effect: EffectResult, pValue: number | null = null) =>
  effectWords(effect, {test: {name: 'x', statistic: null, pValue, adjustedPValue: null}, points: ' points'})

describe('effectWords', () => {
  it('takes two decimals where they will do', () => {
    expect(words({name: 'wasserstein', value: 0.8812, warning: 0.05, limit: 0.1})).to.deep.equal({
      value: '0.88',
      limit: '0.10',
      warning: '0.05',
    })
  })

  it('takes as many as tell an effect from its limit, or from where a warning begins', () => {
    const near = (value: number) => words({name: 'jensen-shannon', value, warning: 0.05, limit: 0.1})
    expect(near(0.0999)).to.include({value: '0.0999', limit: '0.1000'})
    expect(near(0.0496)).to.include({value: '0.0496', warning: '0.0500'})
    expect(near(0.1)).to.include({value: '0.10', limit: '0.10'})
  })

  it('shows error rates in points', () => {
    expect(words({name: 'error-rate', value: 0.292, warning: 0.025, limit: 0.05})).to.deep.equal({
      value: '29.2 points',
      limit: '5.0 points',
      warning: '2.5 points',
    })
    expect(words({name: 'error-rate', value: 0.0499, warning: 0.025, limit: 0.05}).value).to.equal('4.99 points')
  })

  it('shows a score that is a p-value in powers of ten, 0 too', () => {
    const score = (value: number) => words({name: 'score', value, warning: null, limit: 0.05}, value)
    expect(score(3e-12)).to.deep.equal({value: '3e-12', limit: '0.05', warning: null})
    expect(score(0).value).to.equal('<1e-99')
    expect(words({name: 'score', value: 0.98, warning: null, limit: 0.1}).value).to.equal('0.98')
  })
})
