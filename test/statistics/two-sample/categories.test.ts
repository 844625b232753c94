import {expect} from 'chai'
import fc from 'fast-check'
import {createRandom} from '../../../src/lib/statistics/random.js'
import {calibratedCategoryTest} from '../../../src/lib/statistics/two-sample/calibrated-category-test.js'
import {chiSquareGoodnessOfFit} from '../../../src/lib/statistics/two-sample/chi-square-goodness-of-fit.js'
import {chiSquareHomogeneity} from '../../../src/lib/statistics/two-sample/chi-square-homogeneity.js'
import {fisherExact} from '../../../src/lib/statistics/two-sample/fisher-exact.js'
import {gTest} from '../../../src/lib/statistics/two-sample/g-test.js'
import {poolRareCategories} from '../../../src/lib/statistics/two-sample/pool-rare-categories.js'
import {randomisedCategoryTest} from '../../../src/lib/statistics/two-sample/randomised-category-test.js'
import {twoProportionZ} from '../../../src/lib/statistics/two-sample/two-proportion-z.js'
import evidently from '../../golden/two-sample-tests.json' with {type: 'json'}
import golden from '../../golden/two-sample-categories.json' with {type: 'json'}
import {relativeError} from '../relative-error.js'

const counts = (list: readonly number[]): Float64Array => Float64Array.from(list)

/** Counts of the same categories in two samples of at least one row. */
const samples = fc
  .array(fc.tuple(fc.nat(40), fc.nat(40)), {minLength: 1, maxLength: 8})
  .filter((bins) => bins.some(([a]) => a > 0) && bins.some(([, b]) => b > 0))
  .map((bins) => [counts(bins.map(([a]) => a)), counts(bins.map(([, b]) => b))] as const)
const binarySamples = samples.filter(([reference]) => reference.length === 2)

const seeded = (reference: Float64Array, current: Float64Array) =>
  calibratedCategoryTest(reference, current, createRandom('categories'))
const randomised = (reference: Float64Array, current: Float64Array) =>
  randomisedCategoryTest(reference, current, createRandom('categories'))

const tests = {
  chiSquareHomogeneity,
  chiSquareGoodnessOfFit,
  gTest,
  randomisedCategoryTest: randomised,
  calibratedCategoryTest: seeded,
} as const

describe('tests of categories', () => {
  for (const expected of golden.categoryTests) {
    it(`agree with scipy: ${expected.name}`, () => {
      const pair = [counts(expected.reference), counts(expected.current)] as const
      for (const [test, [statistic, pValue]] of [
        [chiSquareHomogeneity, expected.chiSquare],
        [gTest, expected.gTest],
        [chiSquareGoodnessOfFit, expected.goodnessOfFit],
      ] as const) {
        const result = test(...pair)
        const finite = statistic === 'inf' ? Infinity : Number(statistic)
        expect(relativeError(result.statistic, finite), test.name).to.be.below(1e-9)
        expect(relativeError(result.pValue, Number(pValue)), test.name).to.be.below(1e-9)
      }
    })
  }

  for (const {name, expected, scipy} of evidently.cases) {
    if (scipy.counts === undefined) continue
    const pair = [counts(scipy.counts.reference), counts(scipy.counts.current)] as const
    const scores = expected as Readonly<Record<string, {readonly score?: number | string}>>

    it(`agree with Evidently and its scipy: ${name}`, () => {
      const {statistic, pValue} = chiSquareHomogeneity(...pair)
      if (scipy.chi2_contingency !== undefined) {
        expect(relativeError(statistic, scipy.chi2_contingency[0]!)).to.be.below(1e-9)
        expect(relativeError(pValue, scipy.chi2_contingency[1]!)).to.be.below(1e-9)
        expect(relativeError(gTest(...pair).pValue, scipy.g_contingency[1]!)).to.be.below(1e-9)
      }
      if (scipy.fisher_exact !== undefined) {
        expect(relativeError(fisherExact(...pair).pValue, scipy.fisher_exact[1]!)).to.be.below(1e-9)
        expect(relativeError(fisherExact(...pair).oddsRatio, scipy.fisher_exact[0]!)).to.be.below(1e-12)
      }
      // One category alone is NaN there: no drift, as with our p-value of 1.
      const chiSquare = scores.chisquare!.score!
      const fit = chiSquareGoodnessOfFit(...pair).pValue
      expect(relativeError(fit, chiSquare === 'NaN' ? 1 : Number(chiSquare))).to.be.below(1e-9)
    })

    it(`compares the share of all but the first value as Evidently's z does: ${name}`, () => {
      const firstAgainstRest = (sample: Float64Array): Float64Array => {
        const rows = sample.reduce((sum, count) => sum + count, 0)
        return counts([sample[0]!, rows - sample[0]!])
      }
      const {pValue} = twoProportionZ(firstAgainstRest(pair[0]), firstAgainstRest(pair[1]))
      // 1 - cdf there has lost its digits.
      expect(pValue).to.be.closeTo(Number(scores.z!.score), 1e-14)
    })
  }

  for (const {reference, current, z, pValue} of golden.proportions) {
    it(`agree with statsmodels' proportions_ztest on ${String(reference)} against ${String(current)}`, () => {
      const result = twoProportionZ(counts(reference), counts(current))
      expect(relativeError(result.z, z)).to.be.below(1e-12)
      expect(relativeError(result.pValue, pValue)).to.be.below(1e-9)
    })
  }

  for (const {table, oddsRatio, pValue, midP} of golden.fisher) {
    const [reference, current] = [counts(table[0]!), counts(table[1]!)]
    it(`gives Fisher's test of ${JSON.stringify(table)} as summed in 40 digits`, () => {
      const result = fisherExact(reference, current)
      expect(relativeError(result.pValue, pValue), 'p').to.be.below(1e-11)
      expect(relativeError(result.midP, midP), 'mid-p').to.be.below(1e-11)
      expect(result.oddsRatio).to.deep.equal(Number(oddsRatio === 'nan' ? NaN : oddsRatio))
    })
  }

  for (const [name, test] of Object.entries(tests)) {
    it(`stays within 0 .. 1, whatever the counts: ${name}`, () => {
      fc.assert(
        fc.property(samples, (pair) => {
          expect(test(...pair).pValue).to.be.within(0, 1)
        }),
        {numRuns: 60},
      )
    })

    it(`finds nothing between equal samples or in a single category: ${name}`, () => {
      const sample = counts([3, 0, 40, 7])
      expect(test(sample, sample).pValue).to.be.closeTo(1, 1e-12)
      expect(test(counts([0, 5]), counts([0, 9])).pValue).to.equal(1)
    })

    it(`refuses a sample without rows, and samples of different categories: ${name}`, () => {
      expect(() => test(counts([1, 2]), counts([0, 0]))).to.throw('all empty')
      expect(() => test(counts([1, 2]), counts([1]))).to.throw('must be the same')
    })

    if (name.startsWith('random') || name.startsWith('calibrated')) continue
    it(`does not depend on the order of the categories: ${name}`, () => {
      fc.assert(
        fc.property(samples, ([reference, current]) => {
          const forth = test(reference, current).pValue
          const back = test(reference.toReversed(), current.toReversed()).pValue
          expect(relativeError(back, forth)).to.be.below(1e-9)
        }),
      )
    })
  }

  it('gives the same p-value both ways, where both samples count as samples', () => {
    fc.assert(
      fc.property(samples, ([reference, current]) => {
        for (const test of [chiSquareHomogeneity, gTest]) {
          expect(relativeError(test(current, reference).pValue, test(reference, current).pValue)).to.be.below(1e-9)
        }
      }),
    )
  })

  it('gives the same Fisher p-values both ways and with the categories swapped; mid-p is the smaller', () => {
    fc.assert(
      fc.property(binarySamples, ([reference, current]) => {
        const {pValue, midP} = fisherExact(reference, current)
        for (const other of [
          fisherExact(current, reference),
          fisherExact(reference.toReversed(), current.toReversed()),
        ]) {
          expect(relativeError(other.pValue, pValue)).to.be.below(1e-10)
          expect(relativeError(other.midP, midP)).to.be.below(1e-10)
        }
        expect(midP).to.be.within(0, pValue)
      }),
    )
  })

  it('gives z whose square is chi-squared, and its p-value', () => {
    fc.assert(
      fc.property(binarySamples, ([reference, current]) => {
        const {z, pValue} = twoProportionZ(reference, current)
        const chiSquare = chiSquareHomogeneity(reference, current)
        expect(z * z).to.be.closeTo(chiSquare.statistic, 1e-9)
        expect(relativeError(pValue, chiSquare.pValue)).to.be.below(1e-9)
      }),
    )
  })

  it('has a z above 0 when the second category became more frequent', () => {
    expect(twoProportionZ(counts([5, 5]), counts([2, 8])).z).to.be.above(0)
  })

  it('refuses Fisher and z for three categories', () => {
    for (const test of [fisherExact, twoProportionZ]) {
      expect(() => test(counts([1, 2, 3]), counts([1, 2, 3]))).to.throw('two categories, not 3')
    }
  })
})

describe('randomisedCategoryTest', () => {
  it("comes to Fisher's exact p-value on two equally large samples, within the error of its splits", () => {
    // At equal sizes both order the tables alike.
    const [reference, current] = [counts([14, 6]), counts([9, 11])]
    const exact = fisherExact(reference, current).pValue
    const {pValue} = randomised(reference, current)
    expect(pValue).to.be.closeTo(exact, 4 * exact * Math.sqrt(1 / 50))
  })

  it('gives the same p-value for the same source of chance', () => {
    const pair = [counts([30, 20, 3, 1]), counts([5, 9, 2, 4])] as const
    expect(randomised(...pair)).to.deep.equal(randomised(...pair))
  })

  it('stops early where there is nothing to find and goes to 1 in 10,000 where there is', () => {
    const nothing = randomised(counts([50, 30, 20]), counts([10, 6, 4]))
    expect(nothing.pValue).to.be.above(0.5)
    expect(nothing.splits).to.be.below(120)
    expect(randomised(counts([100, 100, 0]), counts([0, 0, 20]))).to.include({
      pValue: 1e-4,
      splits: 9_999,
      statistic: 1,
    })
  })
})

describe('calibratedCategoryTest', () => {
  const falling = (rows: number): Float64Array =>
    Float64Array.from({length: 50}, (_, category) => Math.max(1, Math.round(rows / (category + 1) ** 2)))

  for (const {method, reference, current, when} of [
    {method: 'single-category', reference: [9, 0], current: [5, 0], when: 'one category occurs'},
    {method: 'fisher', reference: [90, 10], current: [15, 5], when: 'there are two categories and few rows'},
    {method: 'chi-square', reference: [9000, 1000], current: [4600, 400], when: 'two categories have many rows'},
    {method: 'fisher', reference: [99_990, 10], current: [49_991, 9], when: 'one of two categories is rare'},
    {method: 'randomisation', reference: [90, 10, 3], current: [15, 5, 0], when: 'one of three categories is rare'},
    {method: 'chi-square', reference: [900, 100, 300], current: [150, 50, 30], when: 'all three categories are common'},
    {
      method: 'chi-square-pooled',
      reference: falling(50_000),
      current: falling(20_000),
      when: 'there are too many rows',
    },
  ] as const) {
    it(`takes ${method} when ${when}`, () => {
      expect(seeded(counts([...reference]), counts([...current])).method).to.equal(method)
    })
  }
})

describe('poolRareCategories', () => {
  it('puts rare categories into one, by both samples together', () => {
    const pooled = poolRareCategories({reference: counts([50, 4, 30, 9]), current: counts([50, 9, 40, 8])}, 10)
    expect(pooled).to.deep.equal({reference: counts([50, 30, 13]), current: counts([50, 40, 17])})
  })

  it('adds the rarest common category when the rare ones together are rare', () => {
    const pooled = poolRareCategories({reference: counts([50, 4, 30]), current: counts([50, 0, 40])}, 10)
    expect(pooled).to.deep.equal({reference: counts([50, 34]), current: counts([50, 40])})
  })

  it('keeps the number of rows', () => {
    fc.assert(
      fc.property(samples, ([reference, current]) => {
        const pooled = poolRareCategories({reference, current}, 5)
        const sum = (list: Float64Array): number => list.reduce((total, count) => total + count, 0)
        expect([sum(pooled.reference), sum(pooled.current)]).to.deep.equal([sum(reference), sum(current)])
      }),
    )
  })
})
