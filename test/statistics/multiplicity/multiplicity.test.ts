import {expect} from 'chai'
import fc from 'fast-check'
import {benjaminiHochberg} from '../../../src/lib/statistics/multiplicity/benjamini-hochberg.js'
import {benjaminiYekutieli} from '../../../src/lib/statistics/multiplicity/benjamini-yekutieli.js'
import {bonferroni} from '../../../src/lib/statistics/multiplicity/bonferroni.js'
import {holm} from '../../../src/lib/statistics/multiplicity/holm.js'
import {createRandom} from '../../../src/lib/statistics/random.js'
import golden from '../../golden/multiplicity.json' with {type: 'json'}

const procedures = {fdr_bh: benjaminiHochberg, fdr_by: benjaminiYekutieli, holm, bonferroni} as const
const names = Object.keys(procedures) as (keyof typeof procedures)[]
const pValueLists = fc.array(fc.double({min: 0, max: 1, noNaN: true}), {maxLength: 40})

describe('multiplicity', () => {
  for (const {name, alpha, p, expected} of golden.cases) {
    for (const method of names) {
      it(`agrees with statsmodels: ${method}, case ${name}, alpha ${alpha}`, () => {
        const {adjusted, rejected} = procedures[method](Float64Array.from(p), alpha)
        expect(rejected).to.deep.equal(expected[method].reject)
        for (const [test, value] of expected[method].adjusted.entries()) {
          expect(adjusted[test], `test ${test}`).to.be.closeTo(value, 1e-12)
        }
      })
    }
  }

  for (const method of names) {
    const adjust = procedures[method]

    it(`never makes a p-value smaller, and keeps the order: ${method}`, () => {
      fc.assert(
        fc.property(pValueLists, (list) => {
          const pValues = Float64Array.from(list)
          const {adjusted} = adjust(pValues, 0.05)
          const order = [...pValues.keys()].sort((a, b) => pValues[a]! - pValues[b]!)
          for (const [rank, test] of order.entries()) {
            expect(adjusted[test]).to.be.within(pValues[test]!, 1)
            if (rank > 0) expect(adjusted[test]).to.be.at.least(adjusted[order[rank - 1]!]!)
          }
        }),
      )
    })

    it(`does not depend on the order of the tests: ${method}`, () => {
      fc.assert(
        fc.property(pValueLists, (list) => {
          const forth = adjust(Float64Array.from(list), 0.05).adjusted
          const back = adjust(Float64Array.from(list).reverse(), 0.05).adjusted
          expect([...back].reverse()).to.deep.equal([...forth])
        }),
      )
    })

    it(`leaves out tests that were not made: ${method}`, () => {
      const {adjusted, rejected} = adjust(Float64Array.of(NaN, 0.01, NaN, 0.2), 0.05)
      expect([...adjusted]).to.deep.equal([NaN, adjust(Float64Array.of(0.01, 0.2), 0.05).adjusted[0], NaN, adjusted[3]])
      expect(rejected).to.deep.equal([false, true, false, false])
    })

    it(`has nothing to say about no tests: ${method}`, () => {
      expect(adjust(new Float64Array(0), 0.05)).to.deep.equal({adjusted: new Float64Array(0), rejected: []})
    })
  }

  it('rejects any of 20 true hypotheses in at most 5 % of tables, within the sampling error of 4,000', () => {
    const random = createRandom('multiplicity')
    const tables = 4_000
    const alarms = new Map(names.map((method) => [method, 0]))
    for (let table = 0; table < tables; table++) {
      const pValues = Float64Array.from({length: 20}, random)
      for (const method of names) {
        const any = procedures[method](pValues, 0.05).rejected.includes(true)
        alarms.set(method, alarms.get(method)! + Number(any))
      }
    }
    const atMost = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / tables)
    for (const method of names) expect(alarms.get(method)! / tables, method).to.be.at.most(atMost)
    // Independent true hypotheses: Benjamini-Hochberg uses up its 5 % exactly.
    expect(alarms.get('fdr_bh')! / tables).to.be.at.least(0.05 - 3 * Math.sqrt((0.05 * 0.95) / tables))
  })
})
