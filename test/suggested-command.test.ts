import {execFileSync} from 'node:child_process'
import {expect} from 'chai'
import fc from 'fast-check'
import {defaultModelsFolder, shellWord, suggestedCommand} from '../src/lib/suggested-command.js'
import {modelsFlag} from '../src/lib/terminal/flags.js'

describe('suggestedCommand', () => {
  it('writes flags as a person types them, the short ones short', () => {
    expect(suggestedCommand(['validate'], {data: 'new.csv', model: 2, compare: 1})).to.equal(
      'mlops validate -d new.csv -m 2 --compare 1',
    )
  })

  it('names the registry when it is not the default one, however that is spelled', () => {
    const promote = (models: string): string => suggestedCommand(['models', 'promote', 2], {models})
    expect(['models', './models', 'models/'].map(promote)).to.deep.equal(Array(3).fill('mlops models promote 2'))
    expect(promote('registry')).to.equal('mlops models promote 2 --models registry')
    expect(promote('../models')).to.equal('mlops models promote 2 --models ../models')
  })

  it('takes the default of the flag for the default', () => {
    expect(modelsFlag.default).to.equal(defaultModelsFolder)
  })

  it('repeats a flag for each value of a list, and leaves out what has no value', () => {
    expect(
      suggestedCommand(['train'], {data: 'a.csv', schema: null, target: undefined, ignore: ['id', 'at']}),
    ).to.equal('mlops train -d a.csv --ignore id --ignore at')
  })

  it('writes a flag without a value for true', () => {
    expect(suggestedCommand(['models', 'promote', 2], {force: true})).to.equal('mlops models promote 2 --force')
  })

  it('quotes what a shell would take apart', () => {
    expect(suggestedCommand(['train'], {data: "it's mine.csv", models: 'my models'})).to.equal(
      String.raw`mlops train -d 'it'\''s mine.csv' --models 'my models'`,
    )
    expect(suggestedCommand(['train'], {data: '~/a.csv'})).to.equal(`mlops train -d '~/a.csv'`)
  })
})

describe('shellWord', () => {
  it('gives a shell the word back, whatever it is', () => {
    const words = fc.sample(
      fc.string({minLength: 1, unit: fc.constantFrom(...Array.from(`ab1 $'"\\;&|*?~{}()<>#!\``))}),
      {
        numRuns: 60,
        seed: 1,
      },
    )
    const read = execFileSync('bash', ['-c', `printf '%s\\n' ${words.map(shellWord).join(' ')}`], {encoding: 'utf8'})
    expect(read).to.equal(words.map((word) => `${word}\n`).join(''))
  })
})
