import {expect} from 'chai'
import {chosenLimits, effectLimits} from '../../src/lib/drift/effect-limits.js'
import {severityOf} from '../../src/lib/drift/severity.js'
import type {EffectResult} from '../../src/lib/drift/table-drift.js'

const test = {name: 'x', statistic: null, pValue: null, adjustedPValue: null}
const severity = (effect: EffectResult): number | null => severityOf({effect, test})

describe('severityOf', () => {
  it('is 1 where drift begins, whatever the effect is measured in', () => {
    for (const name of ['wasserstein', 'jensen-shannon', 'error-rate', 'auc'] as const) {
      const limits = effectLimits(name, 0.1)
      expect(severity({...limits, value: limits.limit}), name).to.be.closeTo(1, 1e-12)
    }
  })

  it('is one half where a warning begins, by the policy or by a person', () => {
    for (const name of ['wasserstein', 'jensen-shannon', 'error-rate', 'auc'] as const) {
      for (const limits of [effectLimits(name, 0.1), chosenLimits(name, 0.6)]) {
        expect(severity({...limits, value: limits.warning!}), name).to.be.closeTo(0.5, 1e-12)
      }
    }
  })

  it('is 0 and no less where rows look less alike than chance makes them', () => {
    expect(severity({...effectLimits('auc', 0.1), value: 0.47})).to.equal(0)
  })

  it('counts a p-value in powers of its threshold', () => {
    const effect = {name: 'score', value: 0.05 ** 3, warning: null, limit: 0.05} as const
    expect(severityOf({effect, test: {...test, pValue: effect.value}})).to.be.closeTo(3, 1e-12)
  })

  it('is unknown without an effect, and where every effect is beyond the limit', () => {
    expect(severityOf({effect: null, test})).to.equal(null)
    expect(severity({...effectLimits('wasserstein', 0), value: 0.2})).to.equal(null)
  })
})

describe('effectLimits', () => {
  it('begin a warning half way to drift', () => {
    expect(effectLimits('wasserstein', 0.1)).to.deep.equal({name: 'wasserstein', warning: 0.05, limit: 0.1})
    expect(effectLimits('error-rate', 0.1)).to.deep.equal({name: 'error-rate', warning: 0.025, limit: 0.05})
    expect(effectLimits('auc', 0.1)).to.deep.equal({name: 'auc', warning: 0.525, limit: 0.55})
  })
})
