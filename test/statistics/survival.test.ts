import {expect} from 'chai'
import fc from 'fast-check'
import {chiSquaredSurvival} from '../../src/lib/statistics/survival/chi-squared-survival.js'
import {cramerVonMisesSurvival} from '../../src/lib/statistics/survival/cramer-von-mises-survival.js'
import {fSurvival} from '../../src/lib/statistics/survival/f-survival.js'
import {incompleteBeta} from '../../src/lib/statistics/survival/incomplete-beta.js'
import {kolmogorovSmirnovSurvival} from '../../src/lib/statistics/survival/kolmogorov-smirnov-survival.js'
import {kolmogorovSurvival} from '../../src/lib/statistics/survival/kolmogorov-survival.js'
import {mannWhitneyCumulative} from '../../src/lib/statistics/survival/mann-whitney-cumulative.js'
import {normalSurvival} from '../../src/lib/statistics/survival/normal-survival.js'
import {smirnovSurvival} from '../../src/lib/statistics/survival/smirnov-survival.js'
import {stirlingError} from '../../src/lib/statistics/survival/stirling-error.js'
import {studentTSurvival} from '../../src/lib/statistics/survival/student-t-survival.js'
import {twoSampleCramerVonMisesSurvival} from '../../src/lib/statistics/survival/two-sample-cramer-von-mises-survival.js'
import {twoSampleSmirnovSurvival} from '../../src/lib/statistics/survival/two-sample-smirnov-survival.js'
import golden from '../golden/survival.json' with {type: 'json'}

const pair = (sizes: readonly number[]): [number, number] => [sizes[0]!, sizes[1]!]
const near = (value: number, expected: number, tolerance: number, name: string): void => {
  expect(value, name).to.be.closeTo(expected, tolerance * expected)
}

describe('survival functions', () => {
  it('equal the normal distribution in 50 digits, from 1 to 1e-299', () => {
    for (const {z, p} of golden.normal) near(normalSurvival(z), p, 1e-12, `z ${z}`)
  })

  it('equal the chi-squared distribution in 50 digits, from 1 to a million degrees of freedom', () => {
    for (const {statistic, df, p} of golden.chiSquared) {
      near(chiSquaredSurvival(statistic, df), p, 1e-12, `statistic ${statistic}, df ${df}`)
    }
  })

  it("equal Student's t in 50 digits, from 1 to two million degrees of freedom", () => {
    for (const {statistic, df, p} of golden.studentT) {
      near(studentTSurvival(statistic, df), p, 1e-12, `statistic ${statistic}, df ${df}`)
    }
  })

  it('equal the F distribution in 50 digits', () => {
    for (const {statistic, above, below, p} of golden.f) {
      near(fSurvival(statistic, [above, below]), p, 1e-12, `statistic ${statistic}, df ${above} and ${below}`)
    }
  })

  it("equal Kolmogorov's limiting distribution in 50 digits", () => {
    for (const {statistic, p} of golden.kolmogorov) near(kolmogorovSurvival(statistic), p, 1e-12, `at ${statistic}`)
  })

  it('equal the limiting Cramér-von Mises distribution, whose tail the reference computes in 420 digits', () => {
    for (const {statistic, p} of golden.cramerVonMises)
      near(cramerVonMisesSurvival(statistic), p, 1e-12, `at ${statistic}`)
  })

  it('equal the one-sided, one-sample Smirnov distribution in 50 digits', () => {
    for (const {distance, rows, p} of golden.smirnov) {
      near(smirnovSurvival(distance, rows), p, 1e-12, `${distance} of ${rows} rows`)
    }
  })

  it('equal the count of lattice paths in whole numbers: two-sample Kolmogorov-Smirnov', () => {
    for (const {steps, sizes, p} of golden.twoSampleSmirnov) {
      near(twoSampleSmirnovSurvival(steps, pair(sizes)), p, 1e-12, `${steps} steps, ${sizes.join(' and ')} rows`)
    }
  })

  it('equal the count of partitions in whole numbers: Mann-Whitney', () => {
    for (const {u, sizes, p} of golden.mannWhitney) {
      near(mannWhitneyCumulative(u, pair(sizes)), p, 1e-12, `u ${u}, ${sizes.join(' and ')} rows`)
    }
  })

  it("equal SciPy's count of paths: two-sample Cramér-von Mises", () => {
    for (const {bound, sizes, p} of golden.twoSampleCramerVonMises) {
      near(twoSampleCramerVonMisesSurvival(bound, pair(sizes)), p, 1e-12, `${bound}, ${sizes.join(' and ')} rows`)
    }
  })

  it("equal SciPy's kstwo by every one of its methods", () => {
    for (const {distance, rows, p} of golden.kstwo) {
      near(kolmogorovSmirnovSurvival(distance, rows), p, 1e-9, `${distance} of ${rows} rows`)
    }
  })

  it('sum every stride-th term of a long Smirnov sum to the same digits', () => {
    // 10,000 rows sum all terms, 10,001 every fifth: neighbours on a smooth curve.
    const [before, after, beyond] = [9_999, 10_000, 10_001].map((rows) => Math.log(smirnovSurvival(0.02, rows)))
    expect(beyond! - 2 * after! + before!).to.be.closeTo(0, 1e-9)
  })

  it('give 1 at the lower end, 0 at the upper, and NaN for NaN', () => {
    expect([
      normalSurvival(-Infinity),
      studentTSurvival(-Infinity, 3),
      fSurvival(0, [1, 2]),
      kolmogorovSurvival(0),
      cramerVonMisesSurvival(0),
    ]).to.deep.equal([1, 1, 1, 1, 1])
    expect([
      normalSurvival(Infinity),
      studentTSurvival(Infinity, 3),
      fSurvival(Infinity, [1, 2]),
      kolmogorovSurvival(Infinity),
      cramerVonMisesSurvival(1e9),
    ]).to.deep.equal([0, 0, 0, 0, 0])
    expect([
      normalSurvival(NaN),
      studentTSurvival(NaN, 3),
      studentTSurvival(1, 0),
      fSurvival(NaN, [1, 2]),
      kolmogorovSurvival(NaN),
      cramerVonMisesSurvival(NaN),
    ]).to.deep.equal([NaN, NaN, NaN, NaN, NaN, NaN])
  })

  it('fall as the statistic grows', () => {
    const positive = fc.double({min: 0.01, max: 30, noNaN: true})
    fc.assert(
      fc.property(positive, positive, fc.integer({min: 1, max: 5000}), (one, other, df) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)]
        const functions = [
          normalSurvival,
          kolmogorovSurvival,
          cramerVonMisesSurvival,
          (x: number) => chiSquaredSurvival(x, df),
          (x: number) => studentTSurvival(x, df),
          (x: number) => fSurvival(x, [df, 7]),
        ]
        for (const survival of functions) expect(survival(high)).to.be.at.most(survival(low) * (1 + 1e-12))
      }),
    )
  })

  it('have the incomplete beta function of one half and the other half add up to 1', () => {
    const size = fc.double({min: 0.1, max: 1e5, noNaN: true})
    fc.assert(
      fc.property(size, size, fc.double({min: 0.001, max: 0.999, noNaN: true}), (a, b, x) => {
        const sum = incompleteBeta(a, b, {x, rest: 1 - x}) + incompleteBeta(b, a, {x: 1 - x, rest: x})
        expect(sum).to.be.closeTo(1, 1e-12)
      }),
    )
  })

  it("know what Stirling's formula leaves of 5! and of Gamma(1/2)", () => {
    expect(stirlingError(5)).to.be.closeTo(Math.log(120) - (5.5 * Math.log(5) - 5 + Math.log(2 * Math.PI) / 2), 1e-14)
    expect(stirlingError(0.5)).to.be.closeTo((1 - Math.LN2) / 2, 1e-15)
  })
})
