import {expect} from 'chai'
import {compareVersions, type Comparison} from '../../src/lib/model/comparison.js'

/** 200 rows of class 0, of which version 1 alone gets `onlyOlder` right and version 2 alone `onlyNewer`. */
function compare(onlyOlder: number, onlyNewer: number): Comparison {
  const answers = (isWrong: (row: number) => boolean): Int32Array =>
    Int32Array.from({length: 200}, (_, row) => (isWrong(row) ? 1 : 0))
  return compareVersions(
    new Int32Array(200),
    {version: 1, predicted: answers((row) => row >= onlyOlder && row < onlyOlder + onlyNewer)},
    {version: 2, predicted: answers((row) => row < onlyOlder)},
  )
}

describe('compareVersions', () => {
  it('says yes when the newer version wins more often than chance explains', () => {
    expect(compare(6, 17)).to.include({better: 'yes', difference: 0.055, onlyNewerRight: 17, onlyOlderRight: 6})
  })

  it('says no when the older version does', () => {
    expect(compare(17, 6)).to.include({better: 'no', difference: -0.055})
  })

  it('decides by the mid-p value where that and the interval just disagree', () => {
    const {better, midP, interval} = compare(6, 15)
    expect(midP).to.be.above(0.05)
    expect(interval!.lower).to.be.above(0)
    expect(better).to.equal('cannot tell')
  })

  it('does not call a difference of nothing one that may be chance', () => {
    const {answer} = compare(4, 4)
    expect(answer).to.match(/^Cannot tell: version 2 is right on 98\.0 % of 200 rows, version 1 on 98\.0 % \(/)
    expect(answer).to.match(/p = 1\.0\)\.$/)
  })
})
