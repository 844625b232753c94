import {expect} from 'chai'
import {andersonDarling} from '../../src/lib/statistics/two-sample/anderson-darling.js'
import {brunnerMunzel} from '../../src/lib/statistics/two-sample/brunner-munzel.js'
import {cramerVonMises} from '../../src/lib/statistics/two-sample/cramer-von-mises.js'
import {eppsSingleton} from '../../src/lib/statistics/two-sample/epps-singleton.js'
import {energyDistance} from '../../src/lib/statistics/two-sample/energy-distance.js'
import {kolmogorovSmirnov} from '../../src/lib/statistics/two-sample/kolmogorov-smirnov.js'
import {mannWhitney} from '../../src/lib/statistics/two-sample/mann-whitney.js'
import {studentT, welchT} from '../../src/lib/statistics/two-sample/student-t.js'
import {
  normalisedWassersteinDistance,
  wassersteinDistance,
} from '../../src/lib/statistics/two-sample/wasserstein-distance.js'
import evidently from '../golden/two-sample-tests.json' with {type: 'json'}
import scipy from '../golden/scipy-two-sample-tests.json' with {type: 'json'}
import {makeSample, sorted, type Test} from './two-sample-cases.js'

interface Golden {
  readonly test: Test
  readonly expected: readonly number[] | null
  /** Relative; where large terms cancel in both programs, theirs is no better. */
  readonly statistic?: number
}

/** SciPy cuts the series of the limiting Cramér-von Mises distribution at 1e-7. */
const cutSeries = (test: Test, rows: number): number => (test === cramerVonMises && rows > 20 ? 1e-7 : 0)

function check(reference: Float64Array, current: Float64Array, {test, expected, statistic = 1e-12}: Golden): void {
  if (expected === null) return
  const result = test(reference, current)
  expect(result.statistic, 'statistic').to.be.closeTo(expected[0]!, statistic * Math.abs(expected[0]!))
  const cut = cutSeries(test, Math.max(reference.length, current.length))
  expect(result.pValue, 'p-value').to.be.closeTo(expected[1]!, 1e-9 * expected[1]! + cut)
}

function checkDistance(value: number, expected: number, name: string): void {
  expect(value, name).to.be.closeTo(expected, 1e-12 * expected)
}

describe('two-sample tests of numbers', () => {
  for (const golden of scipy.cases) {
    const reference = sorted(makeSample(golden.reference))
    const current = sorted(makeSample(golden.current))
    const results: Record<string, Golden> = {
      'Kolmogorov-Smirnov': {test: kolmogorovSmirnov, expected: golden.kolmogorovSmirnov},
      'Mann-Whitney': {test: mannWhitney, expected: golden.mannWhitney},
      "Student's t": {test: studentT, expected: golden.studentT},
      "Welch's t": {test: welchT, expected: golden.welchT},
      'Cramér-von Mises': {test: cramerVonMises, expected: golden.cramerVonMises, statistic: 1e-10},
      'Anderson-Darling': {test: andersonDarling, expected: golden.andersonDarling},
      'Epps-Singleton': {test: eppsSingleton, expected: golden.eppsSingleton, statistic: 1e-9},
      'Brunner-Munzel': {test: brunnerMunzel, expected: golden.brunnerMunzel},
    }
    for (const [name, result] of Object.entries(results)) {
      if (result.expected === null) continue
      it(`equal SciPy: ${name}, ${golden.name}`, () => check(reference, current, result))
    }
    it(`equal SciPy: distances, ${golden.name}`, () => {
      checkDistance(wassersteinDistance(reference, current), golden.wasserstein, 'Wasserstein')
      checkDistance(normalisedWassersteinDistance(reference, current), golden.wassersteinNormalised, 'normalised')
      checkDistance(energyDistance(reference, current), golden.energy, 'energy')
    })
  }

  it('are made on the same numbers as the golden values', () => {
    for (const {name, reference, current, sums} of scipy.cases) {
      const totals = [reference, current].map((recipe) => makeSample(recipe).reduce((sum, value) => sum + value, 0))
      expect(totals[0], name).to.be.closeTo(sums[0]!, 1e-9 * Math.max(1, Math.abs(sums[0]!)))
      expect(totals[1], name).to.be.closeTo(sums[1]!, 1e-9 * Math.max(1, Math.abs(sums[1]!)))
    }
  })

  for (const golden of evidently.cases) {
    if (golden.type !== 'num') continue
    it(`equal SciPy and Evidently: ${golden.name}`, () => {
      const reference = sorted(golden.reference as number[])
      const current = sorted(golden.current as number[])
      const plain = golden.scipy as unknown as Record<string, number[]>
      const distances = golden.scipy as unknown as Record<string, number>
      check(reference, current, {test: kolmogorovSmirnov, expected: plain.ks!})
      check(reference, current, {test: mannWhitney, expected: plain.mann_whitney_two_sided!})
      check(reference, current, {test: studentT, expected: plain.t_test!})
      check(reference, current, {test: welchT, expected: plain.welch_t_test!})
      check(reference, current, {test: cramerVonMises, expected: plain.cramer_von_mises!})
      check(reference, current, {test: andersonDarling, expected: plain.anderson_ksamp!})
      check(reference, current, {test: eppsSingleton, expected: plain.epps_singleton!, statistic: 1e-11})
      checkDistance(wassersteinDistance(reference, current), distances.wasserstein_distance!, 'Wasserstein')
      checkDistance(energyDistance(reference, current), distances.energy_distance!, 'energy')
      const {score} = golden.expected.wasserstein as {score: number}
      checkDistance(normalisedWassersteinDistance(reference, current), score, 'normalised Wasserstein')
    })
  }
})
