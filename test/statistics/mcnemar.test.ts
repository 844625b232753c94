import {expect} from 'chai'
import fc from 'fast-check'
import {mcnemar} from '../../src/lib/statistics/mcnemar.js'
import {type PairedAnswers, pairAnswers} from '../../src/lib/statistics/paired-answers.js'
import golden from '../golden/paired-comparison.json' with {type: 'json'}

const answers: fc.Arbitrary<PairedAnswers> = fc
  .tuple(fc.nat(400), fc.nat(400), fc.nat(2000))
  .map(([onlyFirstRight, onlySecondRight, agreed]) => ({
    rows: onlyFirstRight + onlySecondRight + agreed,
    onlyFirstRight,
    onlySecondRight,
  }))
  .filter(({rows}) => rows > 0)

const swapped = ({rows, onlyFirstRight, onlySecondRight}: PairedAnswers): PairedAnswers => ({
  rows,
  onlyFirstRight: onlySecondRight,
  onlySecondRight: onlyFirstRight,
})

describe('mcnemar', () => {
  for (const expected of golden.comparisons) {
    const {rows, onlyFirstRight, onlySecondRight} = expected
    it(`agrees with the golden numbers at ${onlyFirstRight} against ${onlySecondRight} of ${rows} rows`, () => {
      const result = mcnemar({rows, onlyFirstRight, onlySecondRight})
      // Relative: the smallest is 1e-60. One is 0 in float64 on both sides.
      expect(result.exactP, 'exact p').to.be.closeTo(expected.exactP, 1e-12 * expected.exactP)
      expect(result.midP, 'mid-p').to.be.closeTo(expected.midP, 1e-12 * expected.midP)
      expect(result.difference).to.equal(expected.difference)
      expect(result.interval.lower, 'lower').to.be.closeTo(expected.lower, 1e-8)
      expect(result.interval.upper, 'upper').to.be.closeTo(expected.upper, 1e-8)
    })
  }

  it('agrees with the interval that Fagerland, Lydersen and Laake (2014) print for airway reactivity', () => {
    const {interval} = mcnemar({rows: 21, onlyFirstRight: 7, onlySecondRight: 1})
    expect(interval.lower).to.be.closeTo(-0.517, 5e-4)
    expect(interval.upper).to.be.closeTo(-0.026, 5e-4)
  })

  it('gives the same p-values and the mirrored interval when the two are swapped', () => {
    fc.assert(
      fc.property(answers, (pair) => {
        const forth = mcnemar(pair)
        const back = mcnemar(swapped(pair))
        expect(back.exactP).to.equal(forth.exactP)
        expect(back.midP).to.equal(forth.midP)
        expect(back.difference + forth.difference).to.equal(0)
        expect(back.interval.lower + forth.interval.upper).to.equal(0)
        expect(back.interval.upper + forth.interval.lower).to.equal(0)
      }),
    )
  })

  it('keeps mid-p below the exact p-value, and the difference inside its interval', () => {
    fc.assert(
      fc.property(answers, (pair) => {
        const {exactP, midP, difference, interval} = mcnemar(pair)
        expect(midP).to.be.within(0, exactP)
        expect(exactP).to.be.at.most(1)
        expect(interval.lower).to.be.within(-1, difference)
        expect(interval.upper).to.be.within(difference, 1)
      }),
    )
  })

  it('has an interval that leaves 0 out exactly when the asymptotic test rejects equality', () => {
    fc.assert(
      fc.property(answers, (pair) => {
        const {interval, onlyFirstRight, onlySecondRight} = mcnemar(pair)
        const statistic = (onlyFirstRight - onlySecondRight) ** 2 / (onlyFirstRight + onlySecondRight)
        expect(interval.lower > 0 || interval.upper < 0).to.equal(statistic > 1.959963984540054 ** 2)
      }),
    )
  })

  it('finds no difference between a model and itself', () => {
    const labels = Int32Array.of(0, 1, 2, 1)
    const own = Int32Array.of(0, 1, 1, 1)
    const {exactP, midP, difference} = mcnemar(pairAnswers(labels, own, own))
    expect({exactP, midP, difference}).to.deep.equal({exactP: 1, midP: 1, difference: 0})
  })

  it('refuses to compare on no rows', () => {
    expect(() => mcnemar({rows: 0, onlyFirstRight: 0, onlySecondRight: 0})).to.throw('no rows to compare')
  })
})

describe('pairAnswers', () => {
  it('counts only rows on which exactly one answer is right', () => {
    const labels = Int32Array.of(0, 0, 0, 0, 1)
    const first = Int32Array.of(0, 0, 1, 1, 1)
    const second = Int32Array.of(0, 1, 0, 2, 0)
    expect(pairAnswers(labels, first, second)).to.deep.equal({rows: 5, onlyFirstRight: 2, onlySecondRight: 1})
  })
})
