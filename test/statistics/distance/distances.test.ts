import {expect} from 'chai'
import fc from 'fast-check'
import {evidentlyBins, evidentlyHellingerBins} from '../../../src/lib/statistics/distance/evidently-bins.js'
import {fillZeroFractions} from '../../../src/lib/statistics/distance/fill-zero-fractions.js'
import {fractionsOf} from '../../../src/lib/statistics/distance/fractions.js'
import {hellingerDistance} from '../../../src/lib/statistics/distance/hellinger-distance.js'
import {jensenShannonDistance} from '../../../src/lib/statistics/distance/jensen-shannon-distance.js'
import {kullbackLeiblerDivergence} from '../../../src/lib/statistics/distance/kullback-leibler-divergence.js'
import {populationStabilityIndex} from '../../../src/lib/statistics/distance/population-stability-index.js'
import {totalVariationDistance} from '../../../src/lib/statistics/distance/total-variation-distance.js'
import evidently from '../../golden/two-sample-tests.json' with {type: 'json'}
import golden from '../../golden/two-sample-categories.json' with {type: 'json'}
import {relativeError} from '../relative-error.js'

const psiOfCounts = (reference: Float64Array, current: Float64Array): number =>
  populationStabilityIndex(fractionsOf(reference), fractionsOf(current))

const distances = {
  jensenShannon: jensenShannonDistance,
  kullbackLeibler: kullbackLeiblerDivergence,
  hellinger: hellingerDistance,
  totalVariation: totalVariationDistance,
  psi: psiOfCounts,
} as const
const names = Object.keys(distances) as (keyof typeof distances)[]

/** Two samples over the same bins, neither of them empty. */
const pairs = fc
  .array(fc.tuple(fc.nat(50), fc.nat(50)), {minLength: 1, maxLength: 12})
  .filter((bins) => bins.some(([a]) => a > 0) && bins.some(([, b]) => b > 0))
  .map((bins) => ({
    reference: Float64Array.from(bins, ([a]) => a),
    current: Float64Array.from(bins, ([, b]) => b),
  }))

const numericCases = evidently.cases.filter(({type}) => type === 'num')
const categoryCases = evidently.cases.flatMap(({name, expected, scipy}) =>
  scipy.counts === undefined ? [] : [{name, expected, counts: scipy.counts}],
)

interface Scored {
  readonly score?: number | string
}
const scoreOf = (expected: object, test: string): number =>
  Number((expected as Readonly<Record<string, Scored>>)[test]!.score)

describe('distances of binned samples', () => {
  for (const expected of golden.distances) {
    for (const name of names) {
      it(`agrees with 40 digits: ${name}, ${expected.name}`, () => {
        const reference = Float64Array.from(expected.reference)
        const value = distances[name](reference, Float64Array.from(expected.current))
        if (expected[name] === 'Infinity') expect(value).to.equal(Infinity)
        else expect(value).to.be.closeTo(Number(expected[name]), 1e-15)
      })
    }
  }

  it('keeps the digits of a small Jensen-Shannon and Hellinger distance', () => {
    const {reference, current, jensenShannon, hellinger} = golden.distances.find(({name}) => name === 'nearly equal')!
    const [before, now] = [Float64Array.from(reference), Float64Array.from(current)]
    expect(relativeError(jensenShannonDistance(before, now), jensenShannon)).to.be.below(1e-9)
    expect(relativeError(hellingerDistance(before, now), hellinger)).to.be.below(1e-9)
  })

  for (const {name, reference, current, expected} of numericCases) {
    it(`agrees with Evidently on numbers: ${name}`, () => {
      const samples = {
        reference: Float64Array.from(reference as number[]),
        current: Float64Array.from(current as number[]),
      }
      expectEvidentlyScores(evidentlyBins(samples), expected)
      const bins = evidentlyHellingerBins(samples)
      expectHellinger(hellingerDistance(bins.reference, bins.current), scoreOf(expected, 'hellinger'))
    })
  }

  for (const {name, expected, counts} of categoryCases) {
    it(`agrees with Evidently on categories: ${name}`, () => {
      const reference = Float64Array.from(counts.reference)
      const current = Float64Array.from(counts.current)
      expectEvidentlyScores({reference, current}, expected)
      expectHellinger(hellingerDistance(reference, current), scoreOf(expected, 'hellinger'))
      const tvd = Number((expected as Readonly<Record<string, {statistic?: number}>>).TVD?.statistic)
      expect(totalVariationDistance(reference, current)).to.be.closeTo(tvd, 1e-12)
    })
  }

  for (const name of names) {
    const distance = distances[name]

    it(`is 0 between a sample and itself: ${name}`, () => {
      fc.assert(
        fc.property(pairs, ({reference}) => {
          expect(distance(reference, reference)).to.equal(0)
        }),
      )
    })

    it(`is never negative and does not depend on the order of the bins: ${name}`, () => {
      fc.assert(
        fc.property(pairs, ({reference, current}) => {
          const value = distance(reference, current)
          expect(value).to.be.at.least(0)
          const turned = distance(reference.toReversed(), current.toReversed())
          if (value === Infinity) expect(turned).to.equal(Infinity)
          else expect(turned).to.be.closeTo(value, 1e-7)
        }),
      )
    })

    if (name !== 'kullbackLeibler') {
      it(`is the same both ways: ${name}`, () => {
        fc.assert(
          fc.property(pairs, ({reference, current}) => {
            const [forth, back] = [distance(reference, current), distance(current, reference)]
            expect(forth === back || Math.abs(forth - back) < 1e-12).to.be.true
          }),
        )
      })
    }

    it(`refuses samples of different bins: ${name}`, () => {
      expect(() => distance(Float64Array.of(1, 2), Float64Array.of(1))).to.throw('must be the same')
    })

    it(`refuses an empty sample: ${name}`, () => {
      expect(() => distance(Float64Array.of(1), Float64Array.of(0))).to.throw('all empty')
      expect(() => distance(new Float64Array(0), new Float64Array(0))).to.throw('0 bins')
    })
  }

  it('is largest where no bin is common: sqrt(ln 2), 1 and 1', () => {
    const [reference, current] = [Float64Array.of(3, 1, 0), Float64Array.of(0, 0, 7)]
    expect(jensenShannonDistance(reference, current)).to.be.closeTo(Math.sqrt(Math.LN2), 1e-15)
    expect(hellingerDistance(reference, current)).to.be.closeTo(1, 1e-15)
    expect(totalVariationDistance(reference, current)).to.equal(1)
  })

  it('keeps Hellinger between half its square and total variation, as theory has it', () => {
    fc.assert(
      fc.property(pairs, ({reference, current}) => {
        const hellinger = hellingerDistance(reference, current)
        const variation = totalVariationDistance(reference, current)
        expect(hellinger ** 2).to.be.at.most(variation + 1e-12)
        expect(variation).to.be.at.most(hellinger * Math.SQRT2 + 1e-12)
        expect(variation).to.be.within(0, 1)
      }),
    )
  })
})

describe('fillZeroFractions', () => {
  it('fills with 0.0001 unless a bin holds as little', () => {
    expect([...fillZeroFractions(Float64Array.of(0, 0.4, 0.6))]).to.deep.equal([0.0001, 0.4, 0.6])
    expect([...fillZeroFractions(Float64Array.of(0, 0.0001, 0.9999))]).to.deep.equal([0.0001 / 1e6, 0.0001, 0.9999])
  })
})

describe('evidentlyBins', () => {
  for (const expected of golden.sturgesBins) {
    it(`makes the bins that numpy makes: ${expected.name}`, () => {
      const samples = {reference: Float64Array.from(expected.reference), current: expandValues(expected.current)}
      const options = expected.wholeNumbers ? {leastWidth: 1} : {}
      const {reference, current} = evidentlyBins(samples, options)
      expect([[...reference], [...current]]).to.deep.equal(expected.bins)
      const hellinger = evidentlyHellingerBins(samples, options)
      expect([[...hellinger.reference], [...hellinger.current]]).to.deep.equal(expected.hellingerBins)
    })
  }

  it('gives all rows a bin and merges nothing when the reference has few distinct values', () => {
    const bins = evidentlyBins({reference: Float64Array.of(1, 1, 2), current: Float64Array.of(3, 2)})
    expect(bins).to.deep.equal({reference: Float64Array.of(2, 1, 0), current: Float64Array.of(0, 1, 1)})
  })
})

/** A list of values, or every whole number below `upTo` `repeat` times with some values after them. */
function expandValues(
  values: readonly number[] | {readonly repeat: number; readonly upTo: number; readonly then: readonly number[]},
): Float64Array {
  if (!('repeat' in values)) return Float64Array.from(values)
  const {repeat, upTo, then} = values
  const all = new Float64Array(repeat * upTo + then.length)
  for (let value = 0; value < upTo; value++) all.fill(value, value * repeat, (value + 1) * repeat)
  all.set(then, repeat * upTo)
  return all
}

function expectEvidentlyScores(
  bins: {readonly reference: Float64Array; readonly current: Float64Array},
  expected: object,
): void {
  const filledReference = fillZeroFractions(fractionsOf(bins.reference))
  const filledCurrent = fillZeroFractions(fractionsOf(bins.current))
  const scores = {
    jensenshannon: jensenShannonDistance(bins.reference, bins.current),
    psi: populationStabilityIndex(filledReference, filledCurrent),
    kl_div: kullbackLeiblerDivergence(filledReference, filledCurrent),
  }
  for (const [test, score] of Object.entries(scores)) {
    expect(score, test).to.be.closeTo(scoreOf(expected, test), 1e-12)
  }
}

/** Evidently takes sqrt(1 - sum of sqrt(p q)), which rounds a distance of 0 to 1e-8. */
function expectHellinger(distance: number, expected: number): void {
  expect(distance ** 2).to.be.closeTo(expected ** 2, 1e-14)
  if (expected > 0.01) expect(distance).to.be.closeTo(expected, 1e-12)
}
