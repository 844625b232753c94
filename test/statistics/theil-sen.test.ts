import {readFileSync} from 'node:fs'
import {expect} from 'chai'
import {theilSen, type TheilSenLine} from '../../src/lib/statistics/theil-sen.js'

interface Golden {
  readonly tolerance: number
  readonly cases: Readonly<Record<string, TheilSenLine & {readonly y: readonly number[]}>>
}

const golden = JSON.parse(readFileSync('test/golden/theil-sen.json', 'utf8')) as Golden

describe('theilSen', () => {
  for (const [name, {y, ...line}] of Object.entries(golden.cases)) {
    it(`gives slope, bounds and intercept of SciPy: ${name}`, () => {
      const answer = theilSen(Float64Array.from(y))
      for (const key of ['slope', 'intercept', 'lower', 'upper'] as const) {
        expect(answer[key], key).to.be.closeTo(line[key], golden.tolerance * Math.max(1, Math.abs(line[key])))
      }
    })
  }

  it('leaves out missing points, and keeps the places of the others', () => {
    const answer = theilSen(Float64Array.of(0, 2, NaN, 6, 8))
    expect(answer.slope).to.equal(2)
    expect(answer.intercept).to.equal(0)
  })

  it('refuses two points', () => {
    expect(() => theilSen(Float64Array.of(1, 2))).to.throw('A line through 2 points says nothing.')
  })
})
