import {expect} from 'chai'
import {chiSquaredSurvival} from '../../src/lib/statistics/survival/chi-squared-survival.js'
import {contingencyTable} from '../../src/lib/statistics/contingency-table.js'
import {cramersV} from '../../src/lib/statistics/cramers-v.js'
import {independenceTest} from '../../src/lib/statistics/independence-test.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {uncertaintyCoefficient} from '../../src/lib/statistics/uncertainty-coefficient.js'
import {upperGamma} from '../../src/lib/statistics/survival/upper-gamma.js'
import golden from '../golden/exploration.json' with {type: 'json'}

const tableOf = (rowCodes: readonly number[], columnCodes: readonly number[]) =>
  contingencyTable(Int32Array.from(rowCodes), Int32Array.from(columnCodes), {
    rows: Math.max(...rowCodes) + 2,
    columns: Math.max(...columnCodes) + 2,
  })

describe('contingency tables', () => {
  for (const expected of golden.contingencies) {
    const table = tableOf(expected.rowCodes, expected.columnCodes)
    it(`gives scipy's chi-squared test, empty rows and columns left out: ${expected.name}`, () => {
      const test = independenceTest(table)
      expect(test.statistic).to.be.closeTo(expected.statistic, 1e-9)
      expect(test.degreesOfFreedom).to.equal(expected.degreesOfFreedom)
      expect(test.pValue / expected.pValue).to.be.closeTo(1, 1e-9)
    })

    it(`gives dython's bias-corrected Cramér's V: ${expected.name}`, () => {
      expect(cramersV(independenceTest(table))).to.be.closeTo(expected.cramersV, 1e-9)
    })

    it(`gives dython's Theil's U: ${expected.name}`, () => {
      expect(uncertaintyCoefficient(table)).to.be.closeTo(expected.uncertaintyCoefficient, 1e-9)
    })
  }

  it('leaves out pairs with a missing code', () => {
    const table = contingencyTable(Int32Array.of(0, -1, 1), Int32Array.of(1, 0, -1), {rows: 2, columns: 2})
    expect([...table.counts]).to.deep.equal([0, 1, 0, 0])
  })

  it('finds nothing where one side is constant or there are no rows', () => {
    for (const table of [
      tableOf([0, 0, 0], [0, 1, 0]),
      contingencyTable(new Int32Array(0), new Int32Array(0), {rows: 2, columns: 2}),
    ]) {
      const test = independenceTest(table)
      expect([test.pValue, cramersV(test)]).to.deep.equal([1, 0])
    }
    expect(uncertaintyCoefficient(tableOf([0, 1, 0], [0, 0, 0]))).to.equal(0)
  })

  it('finds no association, on average, between columns that have nothing to do with each other', () => {
    const random = createRandom('contingency')
    const codes = (values: number) => Array.from({length: 60}, () => Math.floor(random() * values))
    let corrected = 0
    let rejected = 0
    for (let repeat = 0; repeat < 200; repeat++) {
      const test = independenceTest(tableOf(codes(12), codes(3)))
      corrected += cramersV(test) / 200
      rejected += Number(test.pValue < 0.05) / 200
    }
    // Without the correction the mean would be 0.43.
    expect(corrected).to.be.below(0.1)
    expect(rejected).to.be.within(0.01, 0.11)
  })
})

describe('upperGamma', () => {
  it("equals scipy's gammaincc from one half to 50,000, far into the tail", () => {
    for (const {a, x, q} of golden.gamma) {
      expect(upperGamma(a, x) / q, `a ${a}, x ${x}`).to.be.closeTo(1, 1e-10)
    }
  })

  it('is 1 at nothing and 0 at infinity', () => {
    expect([upperGamma(2, 0), upperGamma(2, Infinity)]).to.deep.equal([1, 0])
  })
})

describe('chiSquaredSurvival', () => {
  for (const {statistic, degreesOfFreedom, p} of golden.chiSquared) {
    it(`equals scipy's chi2.sf at ${statistic} with ${degreesOfFreedom} degrees of freedom`, () => {
      expect(chiSquaredSurvival(statistic, degreesOfFreedom) / p).to.be.closeTo(1, 1e-10)
    })
  }
})
