import {expect} from 'chai'
import {closest} from '../../src/lib/terminal/did-you-mean.js'

const commands = ['generate', 'explore', 'train', 'validate', 'models', 'completion']

describe('closest', () => {
  for (const [word, meant] of [
    ['trian', 'train'],
    ['train2', 'train'],
    ['Validate', 'validate'],
    ['gen', 'generate'],
    ['complete', 'completion'],
  ] as const) {
    it(`takes ${word} for ${meant}`, () => {
      expect(closest(word, commands)).to.equal(meant)
    })
  }

  it('proposes nothing for a word that resembles none, or begins several', () => {
    expect(closest('deploy', commands)).to.equal(undefined)
    expect(closest('mod', ['models', 'modify'])).to.equal(undefined)
    expect(closest('train', [])).to.equal(undefined)
  })
})
