import {expect} from 'chai'
import {MlopsError} from '../../src/lib/errors.js'
import {monthsOfWorld} from '../../src/lib/simulate/months-of-world.js'
import {parseWorld} from '../../src/lib/simulate/world.js'
import {readMonth} from '../model/fixtures.js'

describe('parseWorld', () => {
  it('takes any of the settings, in any order, and the drift alone', () => {
    expect(parseWorld('rows=500,drift=none')).to.deep.equal({drift: 'none', rows: 500, months: 36, seed: 42})
    expect(parseWorld('concept')).to.deep.equal({drift: 'concept', rows: 1_500, months: 36, seed: 42})
    expect(parseWorld('months=3, seed=7').seed).to.equal(7)
  })

  for (const [text, problem] of [
    ['drift=sideways', 'there is no drift "sideways": choose none, covariate, concept, full'],
    ['rows=0', 'rows is "0", expected a whole number from 1 to 1,000,000'],
    ['months=1.5', 'months is "1.5", expected a whole number from 1 to 120'],
    ['seed=', 'seed is "", expected a whole number'],
    ['row=3', 'a world has no "row"'],
    ['', 'there is no drift ""'],
  ] as const) {
    it(`refuses ${JSON.stringify(text)} and says why`, () => {
      expect(() => parseWorld(text))
        .to.throw(MlopsError)
        .with.property('message')
        .that.contains(problem)
    })
  }
})

describe('monthsOfWorld', () => {
  it('makes the months that mlops generate writes, with their label', async () => {
    const months = monthsOfWorld(parseWorld('drift=full,months=3'))
    const {table, target} = await months.read(3)
    const written = readMonth(3).table
    const milesOf = ({columns}: typeof table): unknown =>
      columns.flatMap((column) => (column.kind === 'number' && column.name === 'miles' ? [...column.values] : []))
    expect(months.numbers).to.deep.equal([1, 2, 3])
    expect(target).to.equal('group')
    expect(milesOf(table)).to.deep.equal(milesOf(written))
  })
})
