import {expect} from 'chai'
import {binomialProbability} from '../../../src/lib/statistics/binomial.js'
import {benjaminiHochberg} from '../../../src/lib/statistics/multiplicity/benjamini-hochberg.js'
import {createRandom} from '../../../src/lib/statistics/random.js'
import {calibratedCategoryTest} from '../../../src/lib/statistics/two-sample/calibrated-category-test.js'
import {chiSquareGoodnessOfFit} from '../../../src/lib/statistics/two-sample/chi-square-goodness-of-fit.js'
import {chiSquareHomogeneity} from '../../../src/lib/statistics/two-sample/chi-square-homogeneity.js'
import {fisherExact} from '../../../src/lib/statistics/two-sample/fisher-exact.js'
import {equalWeights, fallingWeights, sampleCategories} from '../sample-categories.js'

type Test = (reference: Float64Array, current: Float64Array) => {readonly pValue: number}

/** How often a p-value at most this large comes out. */
function rejectionRate(test: Test, draw: () => readonly [Float64Array, Float64Array], options: Runs): number {
  let rejections = 0
  for (let run = 0; run < options.runs; run++) {
    const [reference, current] = draw()
    if (test(reference, current).pValue <= options.alpha) rejections++
  }
  return rejections / options.runs
}

interface Runs {
  readonly alpha: number
  readonly runs: number
}

/** Three standard errors of a rate that is alpha. */
const band = ({alpha, runs}: Runs): number => 3 * Math.sqrt((alpha * (1 - alpha)) / runs)

describe('false alarms of the tests of categories', () => {
  for (const {name, weights, reference, current} of [
    {name: '50 unequal categories', weights: fallingWeights(50), reference: 100, current: 20},
    {name: '50 unequal categories', weights: fallingWeights(50), reference: 5_000, current: 20},
    {name: '50 equal categories', weights: equalWeights(50), reference: 1_000, current: 20},
    {name: '50 unequal categories', weights: fallingWeights(50), reference: 100, current: 1_000},
    {name: '8 unequal categories', weights: fallingWeights(8), reference: 500, current: 60},
    {name: '3 unequal categories', weights: [50, 30, 20], reference: 1_000, current: 100},
    {name: '200 unequal categories', weights: fallingWeights(200), reference: 4_000, current: 4_000},
  ]) {
    it(`keep their level: ${name}, ${reference} reference and ${current} current rows`, () => {
      const random = createRandom(`${name}, ${reference}, ${current}`)
      const draw = () =>
        [sampleCategories(weights, reference, random), sampleCategories(weights, current, random)] as const
      const runs = {alpha: 0.05, runs: 1_200}
      const rate = rejectionRate((...pair) => calibratedCategoryTest(...pair, random), draw, runs)
      expect(rate).to.be.within(runs.alpha - 0.015 - band(runs), runs.alpha + band(runs))
    })
  }

  it('keep their level far out in the tail, where chi-squared has ten times as many', () => {
    const random = createRandom('tail')
    const weights = fallingWeights(50)
    const draw = () => [sampleCategories(weights, 5_000, random), sampleCategories(weights, 20, random)] as const
    const runs = {alpha: 0.002, runs: 3_000}
    expect(rejectionRate((...pair) => calibratedCategoryTest(...pair, random), draw, runs)).to.be.at.most(
      runs.alpha + band(runs),
    )
    expect(rejectionRate(chiSquareHomogeneity, draw, runs)).to.be.above(10 * runs.alpha)
  })

  it('alarm in at most 5 % of tables of 50 columns with 50 categories and 20 rows', () => {
    const random = createRandom('table')
    const weights = fallingWeights(50)
    const runs = {alpha: 0.05, runs: 150}
    let alarms = 0
    for (let table = 0; table < runs.runs; table++) {
      const pValues = Float64Array.from({length: 50}, () => {
        const [reference, current] = [500, 20].map((rows) => sampleCategories(weights, rows, random))
        return calibratedCategoryTest(reference!, current!, random).pValue
      })
      if (benjaminiHochberg(pValues, 0.05).rejected.includes(true)) alarms++
    }
    expect(alarms / runs.runs).to.be.at.most(runs.alpha + band(runs))
  })

  for (const [reference, current] of [
    [100, 20],
    [100, 100],
    [500, 50],
    [2_000, 20],
  ] as const) {
    it(`never exceed 5 % for two categories, ${reference} reference and ${current} current rows, summed exactly`, () => {
      for (const share of [0.02, 0.1, 0.35, 0.5]) {
        const rows = {reference, current, share}
        const random = () => expect.fail('two categories on few rows need no chance')
        expect(
          exactRate((...pair) => calibratedCategoryTest(...pair, random), rows),
          `share ${share}`,
        ).to.be.below(0.05)
        const midP = exactRate((...pair) => ({pValue: fisherExact(...pair).midP}), rows)
        expect(midP, `mid-p, share ${share}`).to.be.below(0.06)
      }
    })
  }

  it('are 17 % for the goodness of fit of two categories and equally large samples', () => {
    const rate = exactRate(chiSquareGoodnessOfFit, {reference: 400, current: 400, share: 0.4})
    expect(rate).to.be.closeTo(0.166, 0.005)
  })
})

describe('detection by the calibrated test of categories', () => {
  const power = (weights: readonly number[], shifted: readonly number[], current: number): number => {
    const random = createRandom('power')
    const draw = () => [sampleCategories(weights, 2_000, random), sampleCategories(shifted, current, random)] as const
    return rejectionRate((...pair) => calibratedCategoryTest(...pair, random), draw, {alpha: 0.05, runs: 80})
  }

  it('finds alternating shares of 50 categories in 100 rows nearly always', () => {
    const weights = fallingWeights(50)
    const shifted = weights.map((weight, category) => weight * (category % 2 === 0 ? 1.7 : 0.3))
    expect(power(weights, shifted, 100)).to.be.above(0.95)
  })

  it('finds a rare category that became frequent in 20 rows', () => {
    const weights = fallingWeights(50)
    expect(power(weights, weights.with(49, 2), 20)).to.be.above(0.6)
  })

  it('finds a category that is new in a fifth of 100 rows always', () => {
    expect(power([5, 3, 2, 0], [4, 2.4, 1.6, 2], 100)).to.equal(1)
  })
})

/** Chance of a p-value of at most 5 % for two categories with these shares in both samples: no simulation. */
function exactRate(
  test: Test,
  {reference, current, share}: {readonly reference: number; readonly current: number; readonly share: number},
): number {
  let rate = 0
  for (const [x, chanceOfX] of likelyHits(reference, share)) {
    for (const [y, chanceOfY] of likelyHits(current, share)) {
      const {pValue} = test(Float64Array.of(x, reference - x), Float64Array.of(y, current - y))
      if (pValue <= 0.05) rate += chanceOfX * chanceOfY
    }
  }
  return rate
}

function likelyHits(rows: number, share: number): (readonly [number, number])[] {
  const all = Array.from({length: rows + 1}, (_, hits) => [hits, binomialProbability(hits, rows, share)] as const)
  return all.filter(([, chance]) => chance > 1e-9)
}
