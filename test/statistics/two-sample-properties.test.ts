import {expect} from 'chai'
import fc from 'fast-check'
import {MlopsError} from '../../src/lib/errors.js'
import {quantile} from '../../src/lib/statistics/quantile.js'
import {binomialCumulative} from '../../src/lib/statistics/binomial.js'
import {createNormal, createRandom} from '../../src/lib/statistics/random.js'
import {andersonDarling} from '../../src/lib/statistics/two-sample/anderson-darling.js'
import {brunnerMunzel} from '../../src/lib/statistics/two-sample/brunner-munzel.js'
import {cramerVonMises} from '../../src/lib/statistics/two-sample/cramer-von-mises.js'
import {eppsSingleton} from '../../src/lib/statistics/two-sample/epps-singleton.js'
import {energyDistance} from '../../src/lib/statistics/two-sample/energy-distance.js'
import {kolmogorovSmirnov} from '../../src/lib/statistics/two-sample/kolmogorov-smirnov.js'
import {mannWhitney} from '../../src/lib/statistics/two-sample/mann-whitney.js'
import {pooledQuantile} from '../../src/lib/statistics/two-sample/pooled-quantile.js'
import {studentT, welchT} from '../../src/lib/statistics/two-sample/student-t.js'
import {
  normalisedWassersteinDistance,
  wassersteinDistance,
} from '../../src/lib/statistics/two-sample/wasserstein-distance.js'
import {sorted, type Test} from './two-sample-cases.js'

/** Those that see only the order of the rows. */
const rankTests: Record<string, Test> = {kolmogorovSmirnov, mannWhitney, cramerVonMises, andersonDarling, brunnerMunzel}
const tests: Record<string, Test> = {...rankTests, studentT, welchT, eppsSingleton}
const distances = {wassersteinDistance, energyDistance}

/** Whole numbers, so that there are ties and that shifts are exact. */
const sample = fc.array(fc.integer({min: -40, max: 40}), {minLength: 2, maxLength: 60}).map(sorted)
const constant = (rows: number, value = 2.5): Float64Array => new Float64Array(rows).fill(value)
const map = (values: Float64Array, change: (value: number) => number): Float64Array => sorted(values.map(change))

function expectSame(value: number, expected: number): void {
  if (Number.isFinite(expected)) expect(value).to.be.closeTo(expected, 1e-9 * Math.max(1e-3, Math.abs(expected)))
  else expect(value).to.deep.equal(expected)
}

describe('every two-sample test', () => {
  for (const [name, test] of Object.entries(tests)) {
    it(`has a p-value from 0 to 1 or NaN, the same when the samples are swapped: ${name}`, () => {
      fc.assert(
        fc.property(sample, sample, (one, other) => {
          const {pValue} = test(one, other)
          if (!Number.isNaN(pValue)) expect(pValue).to.be.within(0, 1)
          expectSame(test(other, one).pValue, pValue)
        }),
      )
    })

    it(`finds nothing between a sample and itself: ${name}`, () => {
      fc.assert(
        fc.property(sample, (one) => {
          const {pValue} = test(one, one)
          if (!Number.isNaN(pValue)) expect(pValue).to.be.at.least(0.25)
        }),
      )
    })

    it(`does not depend on unit and origin: ${name}`, () => {
      fc.assert(
        fc.property(sample, sample, (one, other) => {
          const change = (value: number): number => 3 * value + 7
          expectSame(test(map(one, change), map(other, change)).pValue, test(one, other).pValue)
        }),
      )
    })

    it(`refuses a sample without rows: ${name}`, () => {
      expect(() => test(new Float64Array(0), constant(3)))
        .to.throw(MlopsError, 'the reference has 0 rows, the current data 3')
        .with.property('code', 'DATA_EMPTY')
      expect(() => test(constant(3), new Float64Array(0))).to.throw(MlopsError)
    })
  }

  for (const [name, test] of Object.entries(rankTests)) {
    it(`sees only the order of the rows: ${name}`, () => {
      fc.assert(
        fc.property(sample, sample, (one, other) => {
          expect(test(map(one, Math.atan), map(other, Math.atan))).to.deep.equal(test(one, other))
        }),
      )
    })
  }

  it('says of two equal constants what its documentation says', () => {
    const results = Object.entries(tests).map(([name, test]) => [name, test(constant(30), constant(40)).pValue])
    expect(Object.fromEntries(results)).to.deep.equal({
      kolmogorovSmirnov: 1,
      mannWhitney: 1,
      cramerVonMises: 1,
      andersonDarling: 0.25,
      brunnerMunzel: NaN,
      studentT: 1,
      welchT: 1,
      eppsSingleton: NaN,
    })
  })

  it('says of two different constants what its documentation says', () => {
    expect(studentT(constant(3, 0.1), constant(4, 0.3))).to.deep.equal({statistic: -Infinity, pValue: 0})
    expect(welchT(constant(3, 0.3), constant(4, 0.1))).to.deep.equal({statistic: Infinity, pValue: 0})
    expect(mannWhitney(constant(30, 1), constant(40, 2)).pValue).to.be.below(1e-10)
    expect(kolmogorovSmirnov(constant(30, 1), constant(40, 2)).statistic).to.equal(1)
  })

  it('says of one row against one what its documentation says', () => {
    const results = Object.entries(tests).map(([name, test]) => [name, test(constant(1, 1), constant(1, 2)).pValue])
    expect(Object.fromEntries(results)).to.deep.equal({
      kolmogorovSmirnov: 1,
      mannWhitney: 1,
      cramerVonMises: NaN,
      andersonDarling: NaN,
      brunnerMunzel: NaN,
      studentT: NaN,
      welchT: NaN,
      eppsSingleton: NaN,
    })
  })

  it('gives one row beyond 20,000 others its exact chance, where the asymptotic form says 0', () => {
    const reference = Float64Array.from({length: 20_000}, (_, row) => row)
    const {statistic, pValue} = kolmogorovSmirnov(reference, constant(1, 30_000))
    expect(statistic).to.equal(1)
    expect(pValue).to.be.closeTo(2 / 20_001, 1e-15)
  })

  it('gives samples that do not overlap their exact chance: Brunner-Munzel', () => {
    const result = brunnerMunzel(Float64Array.of(1, 2, 3), Float64Array.of(5, 6))
    expect(result.statistic).to.equal(Infinity)
    expect(result.pValue).to.be.closeTo(2 / 10, 1e-15)
  })

  it('keeps the t-tests finite at the ends of the doubles', () => {
    const [one, other] = [sorted([1e200, 2e200, 4e200]), sorted([1.5e200, 5e200])]
    const plain = welchT(sorted([1, 2, 4]), sorted([1.5, 5]))
    expectSame(welchT(one, other).pValue, plain.pValue)
    expectSame(
      welchT(
        map(one, (value) => value / 1e200 / 1e200),
        map(other, (value) => value / 1e200 / 1e200),
      ).pValue,
      plain.pValue,
    )
  })
})

describe('distances of two samples', () => {
  for (const [name, distance] of Object.entries(distances)) {
    it(`is 0 on itself, symmetric, and does not depend on the origin: ${name}`, () => {
      fc.assert(
        fc.property(sample, sample, (one, other) => {
          expect(distance(one, one)).to.equal(0)
          expectSame(distance(other, one), distance(one, other))
          expectSame(
            distance(
              map(one, (value) => value + 5),
              map(other, (value) => value + 5),
            ),
            distance(one, other),
          )
        }),
      )
    })

    it(`refuses a sample without rows: ${name}`, () => {
      expect(() => distance(new Float64Array(0), constant(3))).to.throw(MlopsError)
    })
  }

  it('grows with the unit: Wasserstein as the unit, energy as its root, the normalised one not at all', () => {
    fc.assert(
      fc.property(sample, sample, (one, other) => {
        const scaled = [map(one, (value) => 4 * value), map(other, (value) => 4 * value)] as const
        expectSame(wassersteinDistance(...scaled), 4 * wassersteinDistance(one, other))
        expectSame(energyDistance(...scaled), 2 * energyDistance(one, other))
        fc.pre(one[0] !== one.at(-1))
        expectSame(normalisedWassersteinDistance(...scaled), normalisedWassersteinDistance(one, other))
      }),
    )
  })

  it('is the shift of a shifted sample: Wasserstein', () => {
    fc.assert(
      fc.property(sample, fc.integer({min: -20, max: 20}), (one, shift) => {
        expectSame(
          wassersteinDistance(
            one,
            map(one, (value) => value + shift),
          ),
          Math.abs(shift),
        )
      }),
    )
  })

  it('takes 0.001 for the deviation of a constant reference: normalised Wasserstein', () => {
    expect(normalisedWassersteinDistance(constant(5, 1), constant(1, 3))).to.equal(2000)
    expect(normalisedWassersteinDistance(constant(1, 1), constant(1, 1))).to.equal(0)
  })
})

describe('pooledQuantile', () => {
  it('is the quantile of the joined samples', () => {
    fc.assert(
      fc.property(sample, sample, fc.double({min: 0, max: 1, noNaN: true}), (one, other, probability) => {
        const joined = sorted([...one, ...other])
        expect(pooledQuantile(one, other, probability)).to.be.closeTo(quantile(joined, probability), 1e-12 * 40)
      }),
    )
  })
})

describe('false alarms of the two-sample tests', () => {
  const repetitions = 2000
  const sizes = [60, 85] as const
  /** Exact tests of a stepped statistic stay below the level; asymptotic ones are near it. */
  const cautious = new Set(['kolmogorovSmirnov'])

  for (const [name, test] of Object.entries(tests)) {
    it(`stay within the binomial band of 5 % without drift: ${name}`, () => {
      const normal = createNormal(createRandom(`false alarms ${name}`))
      let alarms = 0
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const [one, other] = sizes.map((rows) => sorted(Float64Array.from({length: rows}, normal)))
        if (test(one!, other!).pValue <= 0.05) alarms += 1
      }
      const chanceOfSoFew = binomialCumulative(alarms, repetitions, 0.05)
      expect(chanceOfSoFew, `${alarms} of ${repetitions}`).to.be.below(0.999)
      if (!cautious.has(name)) expect(chanceOfSoFew, `${alarms} of ${repetitions}`).to.be.above(0.001)
    })
  }
})
