import {expect} from 'chai'
import fc from 'fast-check'
import {isModelName, toModelName} from '../../src/lib/model/model-name.js'

describe('isModelName', () => {
  it('takes letters, digits, dots, hyphens and underscores', () => {
    expect(['risk', 'car-insurance_risk.v2', '7', 'A'].filter(isModelName)).to.have.length(4)
  })

  it('refuses what an address would read otherwise', () => {
    const names = ['', 'a/../b', '..', '.a', '-a', '_a', 'a b', 'a/b', 'ä', 'a\n', 'a?b', 'a%2f']
    expect(names.filter(isModelName)).to.deep.equal([])
  })
})

describe('toModelName', () => {
  it('keeps a name, and makes any other text fit', () => {
    const texts = ['car-insurance-risk', 'Größe der Versicherung', 'a/../b', ' x ', '标签', '']
    expect(texts.map(toModelName)).to.deep.equal([
      ...['car-insurance-risk', 'Gro-e-der-Versicherung', 'a-..-b', 'x', 'model', 'model'],
    ])
  })

  it('makes a name of any text, and leaves a name as it is', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), (text) => {
        const name = toModelName(text)
        expect(isModelName(name), name).to.equal(true)
        expect(toModelName(name)).to.equal(isModelName(text) ? text : name)
      }),
    )
  })
})
