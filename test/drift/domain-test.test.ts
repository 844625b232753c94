import {readFileSync} from 'node:fs'
import {expect} from 'chai'
import {areaUnderCurve} from '../../src/lib/drift/domain-area.js'
import {calibratedProbabilities} from '../../src/lib/drift/domain-calibration.js'
import {testMultivariate, type MultivariateTest} from '../../src/lib/drift/domain-test.js'
import type {Table} from '../../src/lib/dataset/table.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {rejection} from '../model/rejection.js'
import {awkward, byCategory, correlated, normals, sameSign, shifted, tableOf, type Sampler} from './domain-samples.js'

interface Golden {
  readonly auc: readonly {name: string; reference: number[]; current: number[]; auc: number}[]
  readonly calibration: readonly {name: string; reference: number[]; current: number[]; probabilities: number[]}[]
}
const golden = JSON.parse(readFileSync('test/golden/domain-classifier.json', 'utf8')) as Golden

const sides = ({reference, current}: {reference: number[]; current: number[]}) =>
  [
    Float64Array.from([...reference, ...current]),
    Uint8Array.from([...reference.map(() => 0), ...current.map(() => 1)]),
  ] as const

describe('areaUnderCurve', () => {
  for (const each of golden.auc) {
    it(`is the one of scikit-learn: ${each.name}`, () => {
      expect(areaUnderCurve(...sides(each)).area).to.be.closeTo(each.auc, 1e-12)
    })
  }

  it('says nothing when all scores tie', () => {
    expect(areaUnderCurve(Float64Array.of(1, 1, 1), Uint8Array.of(0, 1, 1))).to.include({area: 0.5, z: 0})
  })

  it('is measured in standard deviations of its permutations', () => {
    // Of 3 against 1 row without ties, the area is 0, 1/3, 2/3 or 1: variance 5/36.
    const {z} = areaUnderCurve(Float64Array.of(1, 2, 3, 4), Uint8Array.of(0, 0, 0, 1))
    expect(z).to.be.closeTo(0.5 / Math.sqrt(5 / 36), 1e-12)
  })
})

describe('calibratedProbabilities', () => {
  for (const each of golden.calibration) {
    it(`are those of scikit-learn's logistic regression: ${each.name}`, () => {
      const probabilities = calibratedProbabilities(...sides(each))
      each.probabilities.forEach((expected, row) => {
        expect(probabilities[row], `row ${row}`).to.be.closeTo(expected, 1e-6)
      })
    })
  }

  it('are one half where the scores say nothing, or the wrong thing', () => {
    const half = Float64Array.of(0.5, 0.5, 0.5, 0.5)
    expect(calibratedProbabilities(new Float64Array(4), Uint8Array.of(0, 0, 1, 1))).to.deep.equal(half)
    expect(
      [...calibratedProbabilities(Float64Array.of(4, 3, 2, 1), Uint8Array.of(0, 0, 1, 1))].map(round),
    ).to.deep.equal([...half])
  })

  it('stay off 0 and 1 where the scores separate the sides', () => {
    const scores = Float64Array.from({length: 100}, (_unused, row) => row)
    const isCurrent = Uint8Array.from(scores, (score) => (score < 50 ? 0 : 1))
    const probabilities = calibratedProbabilities(scores, isCurrent)
    expect(Math.min(...probabilities)).to.be.above(0)
    expect(Math.max(...probabilities))
      .to.be.below(1)
      .and.above(0.9)
  })
})

describe('testMultivariate', function () {
  this.timeout(60_000)

  const detected: readonly {what: string; reference: Sampler; current: Sampler; auc: number}[] = [
    {what: 'a correlation of 0.6 where there was none', reference: correlated(0), current: correlated(0.6), auc: 0.6},
    {what: 'it among four other columns', reference: correlated(0, 4), current: correlated(0.6, 4), auc: 0.58},
    {what: 'equal signs where they were any', reference: sameSign(0.5), current: sameSign(1), auc: 0.7},
    {
      what: 'a number that follows a category the other way round',
      reference: byCategory(-1),
      current: byCategory(1),
      auc: 0.7,
    },
    {what: 'a shift of a single column', reference: shifted(0), current: shifted(0.5), auc: 0.58},
  ]
  for (const {what, reference, current, auc} of detected) {
    it(`sees ${what}, in each of 20 samples of 500 rows`, async () => {
      for (let seed = 1; seed <= 20; seed++) {
        const test = await compare(reference, current, {rows: [500, 500], seed: `${what} ${seed}`})
        expect(test.pValue, `sample ${seed}`).to.be.below(0.05)
        expect(test.auc, `sample ${seed}`).to.be.above(auc - 0.05)
      }
    })
  }

  const silent: readonly {what: string; sampler: Sampler; rows: readonly [number, number]; repeats: number}[] = [
    {what: 'six normal columns', sampler: normals(6), rows: [300, 100], repeats: 150},
    {what: '20 rows against 100', sampler: normals(3), rows: [100, 20], repeats: 400},
    {what: 'awkward columns', sampler: awkward, rows: [200, 60], repeats: 150},
    {what: '50 columns', sampler: normals(50), rows: [100, 30], repeats: 50},
  ]
  for (const {what, sampler, rows, repeats} of silent) {
    it(`stays silent without drift: ${what}`, async () => {
      let [rejected, sum, squares] = [0, 0, 0]
      for (let seed = 1; seed <= repeats; seed++) {
        const {pValue, statistic} = await compare(sampler, sampler, {rows, seed: `${what} ${seed}`})
        if (pValue <= 0.05) rejected += 1
        sum += statistic
        squares += statistic * statistic
      }
      // Within three standard errors of what the chain promises: level 5 %, mean 0, variance 1.
      expect(rejected / repeats).to.be.below(0.05 + 3 * Math.sqrt((0.05 * 0.95) / repeats))
      expect(Math.abs(sum / repeats)).to.be.below(3 / Math.sqrt(repeats))
      expect(squares / repeats).to.be.closeTo(1, 3 * Math.sqrt(2 / repeats))
    })
  }

  it('does not mind what stretches a column: the same ranks give the same answer', async () => {
    const random = createRandom('ranks')
    const [one, other] = [correlated(0)(200, random), correlated(0.5)(150, random)]
    const stretch = ({rows, columns}: Table): Table => ({
      rows,
      columns: columns.map((column) =>
        column.kind === 'number' ? {...column, values: column.values.map((value) => Math.exp(9 * value))} : column,
      ),
    })
    const options = () => ({features: ['a', 'b'], random: createRandom(1)})
    const plain = (await testMultivariate(one, other, options())) as MultivariateTest
    const stretched = (await testMultivariate(stretch(one), stretch(other), options())) as MultivariateTest
    expect(stretched).to.deep.equal(plain)
  })

  it('gives each current row its probability: high where only current rows are, low where only others are', async () => {
    const test = await compare(shifted(0), shifted(2), {rows: [400, 300], seed: 'probabilities'})
    expect(test.probabilities).to.have.length(300)
    expect(test.referenceProbabilities).to.have.length(400)
    expect(mean(test.probabilities)).to.be.above(0.75)
    expect(mean(test.referenceProbabilities)).to.be.below(0.25)
    expect([...test.probabilities, ...test.referenceProbabilities].every((p) => p > 0 && p < 1)).to.equal(true)
  })

  it('is certain where a category is new in all rows', async () => {
    const category = (rows: number, value: string): Table =>
      tableOf([{kind: 'category', name: 'c', codes: new Int32Array(rows), categories: [value]}])
    const test = (await testMultivariate(category(50, 'old'), category(40, 'new'), {
      ...{features: ['c'], random: createRandom(1)},
    })) as MultivariateTest
    expect(test.auc).to.equal(1)
    expect(test.pValue).to.be.below(1e-9)
  })

  it('says why it says nothing: too few rows, or nothing that varies', async () => {
    const options = {features: ['constant', 'empty'], random: createRandom(1)}
    const few = await testMultivariate(awkward(200, createRandom(1)), awkward(9, createRandom(2)), options)
    expect(few).to.deep.equal({
      notTested: '9 rows are too few to tell two sets of rows apart: it takes 10 of each',
    })
    const dull = await testMultivariate(awkward(200, createRandom(1)), awkward(90, createRandom(2)), options)
    expect(dull).to.deep.equal({notTested: 'every feature is the same in all rows'})
  })

  it('stops when it is interrupted', async () => {
    const random = createRandom(1)
    const signal = AbortSignal.abort()
    const error = await rejection(
      testMultivariate(normals(2)(50, random), normals(2)(50, random), {features: ['x0', 'x1'], random, signal}),
    )
    expect(error).to.include({code: 'INTERRUPTED'})
  })
})

async function compare(
  reference: Sampler,
  current: Sampler,
  {rows, seed}: {readonly rows: readonly [number, number]; readonly seed: string},
): Promise<MultivariateTest> {
  const random = createRandom(seed)
  const [one, other] = [reference(rows[0], random), current(rows[1], random)]
  const features = one.columns.map(({name}) => name)
  const test = await testMultivariate(one, other, {features, random})
  if ('notTested' in test) throw new Error(test.notTested)
  return test
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
const round = (value: number): number => Math.round(value * 1e6) / 1e6
