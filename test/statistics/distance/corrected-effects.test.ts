import {expect} from 'chai'
import fc from 'fast-check'
import {correctedCramersV} from '../../../src/lib/statistics/distance/corrected-cramers-v.js'
import {correctedJensenShannon} from '../../../src/lib/statistics/distance/corrected-jensen-shannon.js'
import {correctedTotalVariation} from '../../../src/lib/statistics/distance/corrected-total-variation.js'
import {correctedWasserstein} from '../../../src/lib/statistics/distance/corrected-wasserstein.js'
import {evidentlyBins} from '../../../src/lib/statistics/distance/evidently-bins.js'
import {fractionsOf} from '../../../src/lib/statistics/distance/fractions.js'
import {jensenShannonDistance} from '../../../src/lib/statistics/distance/jensen-shannon-distance.js'
import {medianShift} from '../../../src/lib/statistics/distance/median-shift.js'
import {
  expectedPopulationStabilityIndex,
  populationStabilityIndex,
} from '../../../src/lib/statistics/distance/population-stability-index.js'
import {robustScale} from '../../../src/lib/statistics/distance/robust-scale.js'
import {totalVariationDistance} from '../../../src/lib/statistics/distance/total-variation-distance.js'
import {createNormal, createRandom} from '../../../src/lib/statistics/random.js'
import golden from '../../golden/two-sample-categories.json' with {type: 'json'}
import {equalWeights, fallingWeights, sampleCategories} from '../sample-categories.js'

const corrections = {
  jensenShannon: correctedJensenShannon,
  totalVariation: correctedTotalVariation,
  cramersV: correctedCramersV,
} as const
const names = Object.keys(corrections) as (keyof typeof corrections)[]

const sorted = (values: Iterable<number>): Float64Array => Float64Array.from(values).sort()

/** Mean over runs, and its standard error. */
function meanOf(runs: number, draw: () => number): {readonly mean: number; readonly error: number} {
  const values = Array.from({length: runs}, draw)
  const mean = values.reduce((sum, value) => sum + value, 0) / runs
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1)
  return {mean, error: Math.sqrt(variance / runs)}
}

/** Four standard errors: of the ninety means here, one is beyond three and a half by chance in one seed of 25. */
function expectZeroMean(runs: number, draw: () => number): void {
  const {mean, error} = meanOf(runs, draw)
  expect(Math.abs(mean)).to.be.at.most(4 * error)
}

const runsFor = (rows: number): number => (rows > 1_000 ? 40 : 300)

describe('corrected distances of binned samples', () => {
  for (const expected of golden.expectedWithoutDrift) {
    for (const name of names) {
      it(`expect by chance what the average over all splits is: ${name}, ${expected.name}`, () => {
        const effect = corrections[name](Float64Array.from(expected.reference), Float64Array.from(expected.current))
        expect(effect.expected).to.be.closeTo(expected[name], 1e-13)
        expect(effect.excess).to.equal(effect.observed - effect.expected)
      })
    }
  }

  for (const [reference, current] of [
    [100, 20],
    [5_000, 20],
    [5_000, 100],
    [1_000, 1_000],
    [5_000, 10_000],
  ] as const) {
    for (const [kind, weights] of [
      ['50 unequal categories', fallingWeights(50)],
      ['50 equal categories', equalWeights(50)],
      ['three categories', [5, 3, 2]],
    ] as const) {
      for (const name of names) {
        it(`are 0 on average without drift: ${name}, ${kind}, ${reference} and ${current} rows`, () => {
          const random = createRandom(`${name}, ${kind}, ${reference}, ${current}`)
          expectZeroMean(runsFor(current), () => {
            const before = sampleCategories(weights, reference, random)
            return corrections[name](before, sampleCategories(weights, current, random)).excess
          })
        })
      }
    }

    it(`are 0 on average without drift for numbers in bins of both samples, ${reference} and ${current} rows`, () => {
      const normal = createNormal(createRandom(`bins, ${reference}, ${current}`))
      expectZeroMean(runsFor(current), () => {
        const bins = evidentlyBins({
          reference: Float64Array.from({length: reference}, () => Math.exp(normal())),
          current: Float64Array.from({length: current}, () => Math.exp(normal())),
        })
        return correctedJensenShannon(bins.reference, bins.current).excess
      })
    })
  }

  const weights = fallingWeights(50)
  const shifted = weights.map((weight, category) => weight * Math.exp((category / 49 - 0.5) * 1.4))
  const before = fractionsOf(Float64Array.from(weights))
  const now = fractionsOf(Float64Array.from(shifted))
  const truth = {
    jensenShannon: jensenShannonDistance(before, now),
    totalVariation: totalVariationDistance(before, now),
    cramersV: Math.sqrt(before.reduce((sum, p, bin) => sum + (p - now[bin]!) ** 2 / (p + now[bin]!) / 2, 0)),
  }
  for (const name of names) {
    for (const [rows, tolerance] of [
      [1_000, 0.05],
      [10_000, 0.02],
    ] as const) {
      it(`come to the true distance where there is drift, within ${tolerance * 100} % at ${rows} rows: ${name}`, () => {
        const random = createRandom(`truth, ${rows}`)
        const {mean} = meanOf(60, () => {
          const reference = sampleCategories(weights, 5_000, random)
          return corrections[name](reference, sampleCategories(shifted, rows, random)).effect
        })
        expect(mean / truth[name]).to.be.closeTo(1, tolerance)
      })
    }

    it(`are the same both ways and for any order of the bins: ${name}`, () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(30), fc.nat(30)), {minLength: 1, maxLength: 10}), (bins) => {
          const reference = Float64Array.from([1, ...bins.map(([a]) => a)])
          const current = Float64Array.from([1, ...bins.map(([, b]) => b)])
          const forth = corrections[name](reference, current)
          const back = corrections[name](current.toReversed(), reference.toReversed())
          expect(back.expected).to.be.closeTo(forth.expected, 1e-12)
          expect(back.excess).to.be.closeTo(forth.excess, 1e-12)
          expect(forth.effect).to.be.within(0, 1)
          expect(forth.effect === 0).to.equal(forth.excess <= 0)
        }),
      )
    })

    it(`are largest where no bin is common, even on two rows each: ${name}`, () => {
      const {effect} = corrections[name](Float64Array.of(2, 0, 0), Float64Array.of(0, 1, 1))
      expect(effect).to.be.closeTo(name === 'jensenShannon' ? Math.sqrt(Math.LN2) : 1, 1e-12)
    })

    it(`are 0 where all rows are in one bin: ${name}`, () => {
      const effect = corrections[name](Float64Array.of(7, 0), Float64Array.of(3, 0))
      expect(effect).to.deep.equal({observed: 0, expected: 0, excess: 0, effect: 0})
    })
  }

  it('expect a Jensen-Shannon distance whose square is (bins - 1) (1 / n + 1 / m) / 8 where all bins are full', () => {
    const reference = Float64Array.from({length: 20}, () => 5_000)
    const current = Float64Array.from({length: 20}, () => 1_000)
    const {expected} = correctedJensenShannon(reference, current)
    expect(expected / ((19 / 8) * (1 / 100_000 + 1 / 20_000))).to.be.closeTo(1, 1e-3)
  })

  it('expect a population stability index of (bins - 1) (1 / n + 1 / m) where all bins are full', () => {
    const random = createRandom('psi')
    const rows = {reference: 3_000, current: 2_000}
    const {mean, error} = meanOf(300, () =>
      populationStabilityIndex(
        fractionsOf(sampleCategories(equalWeights(10), rows.reference, random)),
        fractionsOf(sampleCategories(equalWeights(10), rows.current, random)),
      ),
    )
    expect(mean).to.be.closeTo(expectedPopulationStabilityIndex(10, rows), 3.5 * error)
  })
})

describe('correctedWasserstein', () => {
  for (const {name, reference, current, scale, observed, expected} of golden.wasserstein) {
    it(`agrees with scipy between the fences, and expects the average over all splits: ${name}`, () => {
      const before = sorted(reference)
      const effect = correctedWasserstein(before, sorted(current))
      expect(robustScale(before)).to.be.closeTo(scale, 1e-12)
      expect(effect.observed).to.be.closeTo(observed, 1e-12)
      expect(effect.expected).to.be.closeTo(expected, 1e-12)
    })
  }

  for (const [reference, current] of [
    [100, 20],
    [5_000, 20],
    [5_000, 100],
    [1_000, 1_000],
    [5_000, 10_000],
  ] as const) {
    const random = createRandom(`Wasserstein, ${reference}, ${current}`)
    const normal = createNormal(random)
    for (const [kind, draw] of [
      ['normal', normal],
      ['skewed', () => Math.exp(normal())],
      ['heavy-tailed', () => normal() / normal()],
      ['whole numbers with ties', () => Math.floor(random() * 6)],
    ] as const) {
      it(`is 0 on average without drift: ${kind}, ${reference} and ${current} rows`, () => {
        expectZeroMean(runsFor(current), () => {
          const before = sorted(Array.from({length: reference}, draw))
          return correctedWasserstein(before, sorted(Array.from({length: current}, draw))).excess
        })
      })
    }
  }

  for (const [rows, tolerance] of [
    [20, 0.1],
    [100, 0.03],
    [10_000, 0.01],
  ] as const) {
    it(`comes to a shift of half a standard deviation within ${tolerance} at ${rows} rows`, () => {
      const normal = createNormal(createRandom(`half, ${rows}`))
      const {mean} = meanOf(runsFor(rows), () => {
        const before = sorted(Array.from({length: 5_000}, normal))
        return correctedWasserstein(before, sorted(Array.from({length: rows}, () => normal() + 0.5))).effect
      })
      expect(mean).to.be.closeTo(0.5, tolerance)
    })
  }

  it('is not moved by an outlier of a million, which moves the plain distance to hundreds', () => {
    const normal = createNormal(createRandom('outlier'))
    const before = sorted(Array.from({length: 1_500}, normal))
    const values = Array.from({length: 1_500}, normal)
    const {effect} = correctedWasserstein(before, sorted([...values, 1e6]))
    expect(effect).to.be.closeTo(correctedWasserstein(before, sorted(values)).effect, 0.02)
  })

  it('does not depend on the unit of the values', () => {
    const normal = createNormal(createRandom('unit'))
    const [before, now] = [300, 40].map((rows) => sorted(Array.from({length: rows}, normal)))
    const plain = correctedWasserstein(before!, now!)
    const scaled = correctedWasserstein(
      before!.map((value) => 1_000 * value - 7),
      now!.map((value) => 1_000 * value - 7),
    )
    expect(scaled.effect).to.be.closeTo(plain.effect, 1e-9)
    expect(scaled.expected).to.be.closeTo(plain.expected, 1e-9)
  })

  it('is 0 between a sample and itself, and infinite beside a constant that it leaves', () => {
    const before = Float64Array.of(1, 2, 3, 4)
    expect(correctedWasserstein(before, before)).to.include({observed: 0, effect: 0})
    const constant = Float64Array.of(2, 2)
    expect(correctedWasserstein(constant, Float64Array.of(2)).effect).to.equal(0)
    expect(correctedWasserstein(constant, Float64Array.of(2, 2.1)).effect).to.equal(Infinity)
  })

  it('refuses a sample without values', () => {
    expect(() => correctedWasserstein(new Float64Array(0), Float64Array.of(1))).to.throw('without values')
  })
})

describe('medianShift', () => {
  it('is the difference of the medians in standard deviations of a normal reference', () => {
    const normal = createNormal(createRandom('median'))
    const before = sorted(Array.from({length: 20_000}, () => 10 + 3 * normal()))
    const now = sorted(Array.from({length: 20_000}, () => 8.5 + 3 * normal()))
    expect(medianShift(before, now)).to.be.closeTo(-0.5, 0.03)
    expect(medianShift(before, before)).to.equal(0)
  })

  for (const rows of [20, 100, 10_000]) {
    it(`is 0 on average without drift at ${rows} rows`, () => {
      const normal = createNormal(createRandom(`median, ${rows}`))
      expectZeroMean(runsFor(rows), () => {
        const before = sorted(Array.from({length: 1_000}, normal))
        return medianShift(before, sorted(Array.from({length: rows}, normal)))
      })
    })
  }

  it('is infinite beside a constant reference, with the sign of the change', () => {
    expect(medianShift(Float64Array.of(2, 2), Float64Array.of(1))).to.equal(-Infinity)
    expect(medianShift(Float64Array.of(2, 2), Float64Array.of(2))).to.equal(0)
  })

  it('refuses a sample without values', () => {
    expect(() => medianShift(Float64Array.of(1), new Float64Array(0))).to.throw('without values')
  })
})

describe('robustScale', () => {
  it('is the standard deviation of a normal sample, with and without outliers', () => {
    const normal = createNormal(createRandom('scale'))
    const values = Array.from({length: 20_000}, () => 5 * normal())
    expect(robustScale(sorted(values))).to.be.closeTo(5, 0.15)
    expect(robustScale(sorted([...values, 1e9, -1e9]))).to.be.closeTo(5, 0.15)
  })

  it('takes a wider part where the middle half is a single value', () => {
    const mostlyZero = sorted([...Array.from({length: 85}, () => 0), ...Array.from({length: 15}, () => 1)])
    expect(robustScale(mostlyZero)).to.be.closeTo(1 / 2.5631031310892007, 1e-12)
    const nearlyZero = sorted([...Array.from({length: 999}, () => 0), 1])
    expect(robustScale(nearlyZero)).to.be.closeTo(Math.sqrt(0.001 * 0.999), 1e-12)
  })

  it('is 0 for a constant and NaN for nothing', () => {
    expect(robustScale(Float64Array.of(3, 3, 3))).to.equal(0)
    expect(robustScale(new Float64Array(0))).to.be.NaN
  })
})
