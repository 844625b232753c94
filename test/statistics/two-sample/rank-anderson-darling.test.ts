import {expect} from 'chai'
import fc from 'fast-check'
import {createNormal, createRandom} from '../../../src/lib/statistics/random.js'
import {fisherExact} from '../../../src/lib/statistics/two-sample/fisher-exact.js'
import {rankAndersonDarling} from '../../../src/lib/statistics/two-sample/rank-anderson-darling.js'
import {rankComponents} from '../../../src/lib/statistics/two-sample/rank-components.js'
import {randomisedPValue} from '../../../src/lib/statistics/two-sample/rank-randomisation.js'
import {rankScores} from '../../../src/lib/statistics/two-sample/rank-scores.js'
import {countValues} from '../../../src/lib/statistics/value-counts/count-values.js'
import {mergeValueCounts} from '../../../src/lib/statistics/value-counts/merge-value-counts.js'
import type {ValueCounts} from '../../../src/lib/statistics/value-counts/value-counts.js'

const counted = (...values: readonly number[]): ValueCounts => countValues(Float64Array.from(values))
const draw = (rows: number, value: () => number): ValueCounts => countValues(Float64Array.from({length: rows}, value))
const test = (reference: ValueCounts, current: ValueCounts, seed = 'test') =>
  rankAndersonDarling(reference, current, createRandom(seed))

/** Every way to choose this many of the places. */
function* choices(places: number, chosen: number, from = 0): Generator<number[]> {
  if (chosen === 0) yield []
  else
    for (let first = from; first <= places - chosen; first++)
      for (const rest of choices(places, chosen - 1, first + 1)) yield [first, ...rest]
}

describe('rankScores', () => {
  it('are orthonormal over the rows, whatever the ties', () => {
    const counts = fc.array(fc.integer({min: 1, max: 1_000}), {minLength: 1, maxLength: 60})
    fc.assert(
      fc.property(counts, (rows) => {
        const total = rows.reduce((sum, count) => sum + count, 0)
        const scores = [new Float64Array(rows.length).fill(1), ...rankScores(Float64Array.from(rows), 16)]
        expect(scores.length).to.be.at.most(Math.min(17, rows.length))
        scores.forEach((a, i) => {
          scores.forEach((b, j) => {
            const product = rows.reduce((sum, count, place) => sum + (count / total) * a[place]! * b[place]!, 0)
            expect(product).to.be.closeTo(i === j ? 1 : 0, 1e-9)
          })
        })
      }),
    )
  })

  const awkward: readonly {what: string; counts: Float64Array}[] = [
    {what: '3,000 rows without a tie', counts: new Float64Array(3_000).fill(1)},
    {what: 'one value of nearly all rows', counts: new Float64Array(500).fill(1).fill(1e6, 200, 201)},
    {what: 'shares that fall by a power', counts: Float64Array.from({length: 40}, (_, i) => Math.ceil(1e6 * 0.6 ** i))},
    {what: 'as many values as scores', counts: new Float64Array(17).fill(1)},
  ]
  for (const {what, counts} of awkward) {
    it(`are orthonormal to rounding: ${what}`, () => {
      const rows = counts.reduce((sum, count) => sum + count, 0)
      const scores = [new Float64Array(counts.length).fill(1), ...rankScores(counts, 16)]
      expect(scores).to.have.length(17)
      const worst = scores.flatMap((a, i) =>
        scores.map((b, j) => {
          const product = counts.reduce((sum, count, place) => sum + (count / rows) * a[place]! * b[place]!, 0)
          return Math.abs(product - (i === j ? 1 : 0))
        }),
      )
      expect(Math.max(...worst)).to.be.below(1e-12)
    })
  }

  it('grow at the highest value', () => {
    for (const score of rankScores(new Float64Array(500).fill(3), 16))
      expect(score.at(-1)).to.be.greaterThan(score.at(-2)!)
  })
})

describe('rankComponents', () => {
  it('have mean 0, variance 1 and no correlation over all splits of the rows, ties and all', () => {
    const rows = [1, 2, 2, 2, 3, 5, 5, 8, 9, 9]
    const all = [...choices(rows.length, 4)].map((chosen) => {
      const current = rows.filter((_, place) => chosen.includes(place))
      const reference = rows.filter((_, place) => !chosen.includes(place))
      return rankComponents(counted(...reference), counted(...current), 4).standardised
    })
    const mean = (value: (z: readonly number[]) => number): number =>
      all.reduce((sum, z) => sum + value(z), 0) / all.length
    expect(all.length).to.equal(210)
    for (let i = 0; i < 4; i++) {
      expect(mean((z) => z[i]!)).to.be.closeTo(0, 1e-12)
      for (let j = 0; j < 4; j++) expect(mean((z) => z[i]! * z[j]!)).to.be.closeTo(i === j ? 1 : 0, 1e-12)
    }
  })

  it('tell the direction: location first, spread second', () => {
    const normal = createNormal(createRandom('direction'))
    const reference = draw(1_000, normal)
    const [shift] = rankComponents(
      reference,
      draw(500, () => normal() - 1),
      4,
    ).standardised
    const [, spread] = rankComponents(
      reference,
      draw(500, () => 2 * normal()),
      4,
    ).standardised
    expect(shift).to.be.lessThan(-10)
    expect(spread).to.be.greaterThan(7)
  })
})

describe('randomisedPValue', () => {
  it('draws frequent values at once and rare ones row by row, each as often as chance has it', () => {
    const pooled = {totals: Float64Array.of(60, 48, 4), scores: [Float64Array.of(0, 1, 5)], drawnRows: 24}
    const choose = (n: number, k: number): number => (k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k)
    for (const statistic of [10, 14, 18, 22]) {
      let exact = 0
      for (let ones = 0; ones <= 24; ones++) {
        for (let fives = 0; fives <= 4; fives++) {
          const chance = (choose(60, 24 - ones - fives) * choose(48, ones) * choose(4, fives)) / choose(112, 24)
          if (ones + 5 * fives >= statistic) exact += chance
        }
      }
      const estimates = Array.from({length: 40}, (_, seed) =>
        randomisedPValue(statistic, {pooled, statisticOf: (sums) => sums[0]!}, createRandom(seed)),
      )
      // Stopping at 50 extremes: 14 % of itself at most, over the square root of 40 runs, and 4 of those.
      expect(estimates.reduce((sum, p) => sum + p, 0) / 40).to.be.closeTo(exact, 0.1 * exact)
    }
  })
})

describe('rankAndersonDarling', () => {
  it('depends on the ranks alone', () => {
    const normal = createNormal(createRandom('ranks'))
    const [before, now] = [300, 50].map((rows) => Float64Array.from({length: rows}, normal))
    const plain = test(countValues(before!), countValues(now!))
    const bent = test(countValues(before!.map(Math.exp)), countValues(now!.map(Math.exp)))
    expect(bent).to.deep.equal(plain)
  })

  it('is the same in both directions, with the components turned round', () => {
    const normal = createNormal(createRandom('both'))
    const [a, b] = [draw(400, normal), draw(90, () => normal() + 0.3)]
    const forth = test(a, b)
    const back = test(b, a)
    expect(back.statistic).to.be.closeTo(forth.statistic, 1e-9)
    forth.components.forEach((z, place) => expect(back.components[place]).to.be.closeTo(-z, 1e-9))
  })

  it('sees nothing between a sample and its copy, and hardly any chance in disjoint ones', () => {
    const reference = draw(300, createNormal(createRandom('copy')))
    expect(test(reference, reference).pValue).to.be.closeTo(1, 1e-12)
    const moved = {...reference, values: reference.values.map((value) => value + 100)}
    const {pValue, method} = test(reference, moved)
    expect(method).to.equal('asymptotic')
    expect(pValue).to.be.within(1e-323, 1e-80)
  })

  it('gives parts that were merged the verdict of the whole', () => {
    const normal = createNormal(createRandom('merge'))
    const [reference, first, second] = [draw(500, normal), draw(60, normal), draw(70, normal)]
    const whole = test(reference, mergeValueCounts(first, second))
    expect(test(reference, mergeValueCounts(second, first))).to.deep.equal(whole)
  })

  it("takes Fisher's test where there are two values only", () => {
    const result = test(counted(0, 0, 0, 0, 1, 1), counted(0, 1, 1, 1, 1))
    expect(result.method).to.equal('two-values')
    expect(result.pValue).to.equal(fisherExact(Float64Array.of(4, 2), Float64Array.of(1, 4)).pValue)
  })

  it('has p-value 1 for a constant', () => {
    expect(test(counted(3, 3), counted(3))).to.deep.equal({statistic: 0, pValue: 1, components: [], method: 'constant'})
  })

  it('deals the rows out at random where values are rare, the same for the same seed', () => {
    const random = createRandom('rare')
    const value = () => (random() < 0.98 ? 0 : 1 + random())
    const [reference, current] = [draw(1_500, value), draw(50, value)]
    const result = test(reference, current)
    expect(result.method).to.equal('randomisation')
    expect(test(reference, current)).to.deep.equal(result)
  })

  for (const chosen of [
    [0, 1, 2, 12],
    [0, 9, 10, 11],
    [8, 10, 11, 12],
  ]) {
    it(`comes near the share of all splits that are as extreme, by randomisation: rows ${chosen.join(', ')}`, () => {
      const rows = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 7]
      const ofSplit = (places: readonly number[]) =>
        test(
          counted(...rows.filter((_, place) => !places.includes(place))),
          counted(...rows.filter((_, place) => places.includes(place))),
        )
      const {statistic, pValue, method} = ofSplit(chosen)
      const all = [...choices(rows.length, 4)].map((places) => ofSplit(places).statistic)
      const exact = all.filter((other) => other >= statistic * (1 - 1e-9)).length / all.length
      expect(method).to.equal('randomisation')
      expect(pValue).to.be.closeTo(exact, 0.4 * exact)
    }).timeout(20_000)
  }

  it('refuses a sample without rows', () => {
    expect(() => test(counted(), counted(1))).to.throw('0 rows')
  })

  for (const [kind, value] of [
    ['continuous', (random: () => number) => random()],
    ['integers 1 to 5', (random: () => number) => Math.floor(5 * random())],
    ['99 % zeros', (random: () => number) => (random() < 0.99 ? 0 : random())],
  ] as const) {
    it(`calls 20 rows without drift different in at most 5 % of the samples: ${kind}`, () => {
      const random = createRandom(`level, ${kind}`)
      const runs = 400
      let alarms = 0
      for (let run = 0; run < runs; run++) {
        const [reference, current] = [draw(200, () => value(random)), draw(20, () => value(random))]
        if (rankAndersonDarling(reference, current, random).pValue <= 0.05) alarms++
      }
      // 34 or more of 400: 1 in 500 at a true rate of 5 %.
      expect(alarms).to.be.lessThan(34)
    }).timeout(20_000)
  }
})
