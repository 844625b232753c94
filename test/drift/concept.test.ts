import {expect} from 'chai'
import {alikeRows, leastOverlapOfAlikeRows, testConcept, type ConceptTest} from '../../src/lib/drift/concept.js'
import type {ErrorProfile} from '../../src/lib/drift/data-profile.js'
import {createRandom} from '../../src/lib/statistics/random.js'

const profile = (rows: readonly number[], errors: readonly number[]): ErrorProfile => ({
  rows: Float64Array.from(rows),
  errors: Float64Array.from(errors),
})

describe('testConcept', () => {
  it('measures the change of the error rate on alike rows, whatever their mix', () => {
    // 10 % and 50 % wrong in the reference, 20 % and 60 % now, and the rows have moved to where the model is unsure.
    const test = testConcept(profile([900, 100], [90, 50]), profile([100, 900], [20, 540])) as ConceptTest
    expect(test.effect).to.be.closeTo(0.1, 1e-12)
    expect(test.referenceErrorRate).to.be.closeTo(0.14, 1e-12)
    expect(test.currentErrorRate).to.be.closeTo(0.56, 1e-12)
    expect(test.expectedErrorRate).to.be.closeTo(0.46, 1e-12)
    expect(test.pValue).to.be.below(0.01)
    expect(test.comparableShare).to.equal(1)
  })

  it('is silent when only the mix has moved', () => {
    const test = testConcept(profile([900, 100], [90, 50]), profile([100, 900], [10, 450])) as ConceptTest
    expect(test).to.include({effect: 0, statistic: 0})
    expect(test.pValue).to.be.closeTo(1, 1e-12)
    expect(test.expectedErrorRate).to.equal(test.currentErrorRate)
  })

  it('has a negative effect where the model errs less often than on alike rows', () => {
    const test = testConcept(profile([1000], [300]), profile([1000], [200])) as ConceptTest
    expect(test.effect).to.be.closeTo(-0.1, 1e-12)
    expect(test.statistic).to.be.below(-3)
  })

  it('leaves out rows that the reference knows nothing about, and says how many', () => {
    const test = testConcept(profile([100, 0], [10, 0]), profile([50, 50], [5, 50])) as ConceptTest
    expect(test).to.include({effect: 0, comparableShare: 0.5})
  })

  it('says why it says nothing', () => {
    const [none, some] = [profile([0, 0], [0, 0]), profile([5, 0], [1, 0])]
    expect(testConcept(none, some)).to.have.property('notTested').that.includes('the reference has no row')
    expect(testConcept(some, none)).to.have.property('notTested').that.includes('no row has a label')
    expect(testConcept(some, profile([0, 5], [0, 1])))
      .to.have.property('notTested')
      .that.includes('no row is like')
  })

  it('refuses profiles of models with different classes', () => {
    expect(() => testConcept(profile([5], [1]), profile([5, 5], [1, 1]))).to.throw('different strata')
  })
})

describe('testConcept, of rows that have little in common', () => {
  const [before, now] = [profile([180, 120, 0], [18, 12, 0]), profile([0, 60, 1440], [0, 30, 700])]

  it('says what the strata have in common', () => {
    expect((testConcept(before, now) as ConceptTest).overlap).to.be.closeTo(0.04, 1e-12)
    expect((testConcept(before, before) as ConceptTest).overlap).to.equal(1)
  })

  it('compares no errors where that is what the cut of the strata alone makes', () => {
    expect(testConcept(before, now, {leastOverlap: leastOverlapOfAlikeRows}))
      .to.have.property('notTested')
      .that.includes('hardly a row is like')
  })

  it('cannot be more where rows are told apart without a mistake', () => {
    const rows = (from: number, count: number) => ({
      probabilities: Float64Array.from({length: count}, (_, row) => from + row / (3 * count)),
      errors: new Int8Array(count),
    })
    for (const [one, other] of [
      [300, 1500],
      [1500, 300],
      [1000, 1000],
      [370, 1230],
    ] as const) {
      const {reference, current} = alikeRows(rows(0, one), rows(0.5, other))
      const test = testConcept(reference, current, {leastOverlap: leastOverlapOfAlikeRows})
      expect(test, `${one} and ${other}`).to.have.property('notTested')
    }
  })
})

describe('alikeRows', () => {
  it('puts rows that are equally likely to be current into one stratum', () => {
    const random = createRandom('alike')
    const rows = (count: number, likelier: number) => {
      const probabilities = Float64Array.from({length: count}, () => random() ** (1 / likelier))
      // How likely an error is depends on what the row is like, and on nothing else.
      return {probabilities, errors: Int8Array.from(probabilities, (p) => (random() < p ? 1 : 0))}
    }
    const [reference, current] = [rows(2000, 1), rows(3000, 2)]
    const strata = alikeRows(reference, current)
    expect(sum(strata.reference.rows)).to.equal(2000)
    expect(sum(strata.current.rows)).to.equal(3000)
    expect(sum(strata.current.errors)).to.equal(sum(Float64Array.from(current.errors)))
    const test = testConcept(strata.reference, strata.current) as ConceptTest
    expect(test.currentErrorRate - test.referenceErrorRate).to.be.above(0.1)
    expect(Math.abs(test.effect)).to.be.below(0.04)
  })

  it('copes with one row, and with rows that are all alike', () => {
    const one = {probabilities: Float64Array.of(0.5), errors: Int8Array.of(1)}
    const alike = {probabilities: new Float64Array(20).fill(0.5), errors: new Int8Array(20)}
    const strata = alikeRows(alike, one)
    expect(testConcept(strata.reference, strata.current)).to.include({comparableShare: 1, effect: 1})
  })

  it('counts only rows with a label and an answer', () => {
    const rows = {probabilities: Float64Array.of(0.1, 0.2, 0.3, 0.4), errors: Int8Array.of(-1, 1, 0, -1)}
    const {reference} = alikeRows(rows, rows)
    expect([sum(reference.rows), sum(reference.errors)]).to.deep.equal([2, 1])
    const none = {probabilities: Float64Array.of(0.1), errors: Int8Array.of(-1)}
    const empty = alikeRows(rows, none)
    expect(testConcept(empty.reference, empty.current)).to.have.property('notTested')
  })

  it('refuses answers that are not one a row', () => {
    const alike = {probabilities: new Float64Array(20), errors: new Int8Array(19)}
    expect(() => alikeRows(alike, alike)).to.throw('19 answers to 20 rows')
  })
})

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)
