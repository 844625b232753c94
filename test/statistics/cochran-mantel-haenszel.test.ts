import {readFileSync} from 'node:fs'
import {expect} from 'chai'
import fc from 'fast-check'
import {cochranMantelHaenszel, type StratifiedCounts} from '../../src/lib/statistics/cochran-mantel-haenszel.js'
import {fisherExact} from '../../src/lib/statistics/two-sample/fisher-exact.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {relativeError} from './relative-error.js'

interface Case {
  readonly name: string
  readonly referenceRows: readonly number[]
  readonly referenceHits: readonly number[]
  readonly currentRows: readonly number[]
  readonly currentHits: readonly number[]
  readonly chiSquared: number
  readonly normalPValue: number
  readonly exactPValue: number | null
  readonly riskDifference: number
}

const golden = JSON.parse(readFileSync('test/golden/stratified-tables.json', 'utf8')) as {cases: readonly Case[]}

const counts = (
  each: Pick<Case, 'referenceRows' | 'referenceHits' | 'currentRows' | 'currentHits'>,
): StratifiedCounts => ({
  referenceRows: Float64Array.from(each.referenceRows),
  referenceHits: Float64Array.from(each.referenceHits),
  currentRows: Float64Array.from(each.currentRows),
  currentHits: Float64Array.from(each.currentHits),
})

describe('cochranMantelHaenszel', () => {
  for (const each of golden.cases) {
    it(`has the statistic and the difference of statsmodels: ${each.name}`, () => {
      const test = cochranMantelHaenszel(counts(each))
      expect(relativeError(test.statistic ** 2, each.chiSquared)).to.be.below(1e-9)
      expect(relativeError(test.riskDifference, each.riskDifference)).to.be.below(1e-9)
      expect(Math.sign(test.statistic)).to.equal(Math.sign(each.riskDifference))
    })

    if (each.exactPValue !== null) {
      it(`has the exact p-value that whole numbers give: ${each.name}`, () => {
        const test = cochranMantelHaenszel(counts(each))
        expect(test.method).to.equal('exact')
        expect(relativeError(test.pValue, each.exactPValue!)).to.be.below(1e-9)
      })
    }
  }

  it('has the normal p-value of statsmodels where there are too many sums to count', () => {
    const each = golden.cases.find(({name}) => name === 'many rows')!
    const test = cochranMantelHaenszel(counts(each))
    expect(test.method).to.equal('normal')
    expect(relativeError(test.pValue, each.normalPValue)).to.be.below(1e-9)
  })

  it('has a p-value that is positive however far apart the samples are', () => {
    const {pValue} = cochranMantelHaenszel(counts(golden.cases.find(({name}) => name === 'many rows, far out')!))
    expect(pValue).to.be.within(1e-175, 1e-165)
  })

  it("is Fisher's test in a single stratum of equal samples", () => {
    const one = {referenceRows: [20], referenceHits: [3], currentRows: [20], currentHits: [9]}
    const {pValue} = fisherExact(Float64Array.of(3, 17), Float64Array.of(9, 11))
    expect(cochranMantelHaenszel(counts(one)).pValue).to.be.closeTo(pValue, 1e-12)
  })

  it('says nothing where no stratum has rows of both samples, or where all rows are hits', () => {
    const apart = {referenceRows: [9, 0], referenceHits: [3, 0], currentRows: [0, 9], currentHits: [0, 8]}
    expect(cochranMantelHaenszel(counts(apart))).to.include({pValue: 1, riskDifference: 0, comparableRows: 0})
    const sure = {referenceRows: [9], referenceHits: [9], currentRows: [5], currentHits: [5]}
    expect(cochranMantelHaenszel(counts(sure))).to.include({pValue: 1, riskDifference: 0, comparableRows: 5})
  })

  it('refuses samples with different strata', () => {
    const odd = {referenceRows: [9, 3], referenceHits: [3, 1], currentRows: [5], currentHits: [5]}
    expect(() => cochranMantelHaenszel(counts(odd))).to.throw('different strata: 2, 2, 1, 1')
  })

  it('does not depend on the order of the strata, and turns its sign when the samples change places', () => {
    const stratum = fc.tuple(fc.nat(30), fc.nat(30), fc.double({min: 0, max: 1, noNaN: true}), fc.nat(5))
    fc.assert(
      fc.property(fc.array(stratum, {minLength: 1, maxLength: 8}), (strata) => {
        const make = (order: typeof strata): StratifiedCounts =>
          counts({
            referenceRows: order.map(([n]) => n),
            referenceHits: order.map(([n, , share]) => Math.round(n * share)),
            currentRows: order.map(([, m]) => m),
            currentHits: order.map(([, m, share, more]) => Math.min(m, Math.round(m * share) + more)),
          })
        const test = cochranMantelHaenszel(make(strata))
        const reversed = cochranMantelHaenszel(make([...strata].reverse()))
        expect(reversed.pValue).to.be.closeTo(test.pValue, 1e-9)
        const {referenceRows, referenceHits, currentRows, currentHits} = make(strata)
        const turned = cochranMantelHaenszel({
          ...{referenceRows: currentRows, referenceHits: currentHits},
          ...{currentRows: referenceRows, currentHits: referenceHits},
        })
        expect(turned.statistic).to.be.closeTo(-test.statistic, 1e-9)
        expect(turned.pValue).to.be.closeTo(test.pValue, 1e-9)
        expect(test.pValue).to.be.within(0, 1)
      }),
    )
  })

  it('rejects in at most 5 of 100 samples without a difference, with 3 current rows a stratum as with 300', () => {
    for (const rows of [3, 300]) {
      const random = createRandom(`level ${rows}`)
      const hits = (n: number, share: number): number =>
        Array.from({length: n}, () => random()).filter((u) => u < share).length
      const shares = [0.01, 0.05, 0.1, 0.2, 0.5]
      let rejected = 0
      for (let repeat = 0; repeat < 400; repeat++) {
        const {pValue} = cochranMantelHaenszel(
          counts({
            referenceRows: shares.map(() => 40),
            referenceHits: shares.map((share) => hits(40, share)),
            currentRows: shares.map(() => rows),
            currentHits: shares.map((share) => hits(rows, share)),
          }),
        )
        if (pValue <= 0.05) rejected += 1
      }
      expect(rejected / 400, `${rows} rows`).to.be.below(0.075)
    }
  })
})
