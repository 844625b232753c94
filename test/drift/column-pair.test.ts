import {expect} from 'chai'
import type {FieldDescription} from '../../src/lib/dataset/description.js'
import {pairColumns} from '../../src/lib/drift/column-pair.js'
import {summarise} from '../../src/lib/drift/column-summary.js'
import type {ColumnProfile, DataProfile, NumberProfile} from '../../src/lib/drift/data-profile.js'
import {countValues} from '../../src/lib/statistics/value-counts/count-values.js'

const numbers = (values: readonly number[], part: Partial<NumberProfile> = {}): NumberProfile => ({
  ...{kind: 'number', name: 'x', missing: 0, infinite: 0, range: null},
  values: countValues(Float64Array.from(values)),
  ...part,
})
const categories = (counts: Readonly<Record<string, number>>): ColumnProfile => ({
  ...{kind: 'category', name: 'x', missing: 0, overflow: 0},
  categories: Object.keys(counts),
  counts: Float64Array.from(Object.values(counts)),
})
const profile = (column: ColumnProfile): DataProfile => ({rows: 10, columns: [column], label: null, outputs: null})

function pairs(before: ColumnProfile, now: ColumnProfile, field: Partial<FieldDescription> = {}) {
  const described = {kind: before.kind, name: 'x', integer: false, categories: [], ...field} as FieldDescription
  return pairColumns(profile(before), profile(now), {compared: {fields: [described], target: null}, alikeErrors: null})
}

describe('pairColumns', () => {
  it('takes numbers of one or two values for categories, and keeps them as they were', () => {
    const [pair] = pairs(numbers([0, 0, 1]), numbers([0, 1, 7]))
    if (pair?.kind !== 'category') throw new Error('expected categories')
    expect(pair.labels).to.deep.equal(['0', '1', 'other values'])
    expect(Array.from(pair.reference.counts)).to.deep.equal([2, 1, 0])
    expect(Array.from(pair.current.counts)).to.deep.equal([1, 1, 1])
    expect(Array.from(pair.numbers!.current.values.values)).to.deep.equal([0, 1, 7])
  })

  it('takes numbers of three values for numbers, however few are left now', () => {
    expect(pairs(numbers([0, 1, 2]), numbers([1, 1]))[0]!.kind).to.equal('number')
  })

  it('brings both sides to the same categories, those that occur, the described ones first and by their labels', () => {
    const described = [
      {value: 'b', label: 'Bea'},
      {value: 'never', label: 'Never'},
    ]
    const [pair] = pairs(categories({a: 3, b: 2}), categories({c: 4, b: 1, z: 0}), {categories: described})
    if (pair?.kind !== 'category') throw new Error('expected categories')
    expect(pair.labels).to.deep.equal(['Bea', 'a', 'c'])
    expect(Array.from(pair.reference.counts)).to.deep.equal([2, 3, 0])
    expect(Array.from(pair.current.counts)).to.deep.equal([1, 0, 4])
  })

  it('has shares only of what there is any of', () => {
    const keys = (before: ColumnProfile, now: ColumnProfile) => pairs(before, now).map(({key}) => key)
    expect(keys(numbers([1, 2, 3]), numbers([1, 2, 3]))).to.deep.equal(['x'])
    expect(keys(numbers([1, 2, 3]), numbers([1, 2, 3], {missing: 1, infinite: 1}))).to.deep.equal([
      'x',
      'x: missing',
      'x: out-of-range',
    ])
    expect(keys(categories({a: 1}), categories({a: 1, b: 1}))).to.deep.equal(['x', 'x: unseen'])
  })

  it('compares no ranges of which one side has none', () => {
    const range = {minimum: 0, maximum: 2, below: 0, above: 1}
    expect(pairs(numbers([1, 2, 3], {range}), numbers([1, 2, 3])).map(({key}) => key)).to.deep.equal(['x'])
  })

  it('knows no unseen categories where there are too many to keep apart', () => {
    const many = {...categories({}), overflow: 20_000} as ColumnProfile
    expect(pairs(categories({a: 1}), many).map(({key}) => key)).to.deep.equal(['x'])
  })
})

describe('summarise', () => {
  it('has quantiles of numbers, and nothing where there are none', () => {
    const {reference, current} = summarise(pairs(numbers([1, 2, 3, 4, 5]), numbers([]))[0]!)
    expect(reference).to.deep.include({kind: 'number', rows: 5, minimum: 1, median: 3, maximum: 5, mean: 3})
    expect(current).to.equal(null)
  })

  it('names the twelve most frequent categories of either side, in their order, and counts the others', () => {
    const many = Object.fromEntries(Array.from({length: 15}, (_, place) => [`c${place + 10}`, place + 1]))
    const {reference, current} = summarise(pairs(categories(many), categories({c10: 5, c24: 5}))[0]!)
    if (reference?.kind !== 'category' || current?.kind !== 'category') throw new Error('expected categories')
    expect(reference.shares).to.have.length(12)
    // c10 is rare in the reference, and half of all now.
    expect(reference.shares[0]!.category).to.equal('c10')
    expect(reference.shares.at(-1)!.category).to.equal('c24')
    expect(reference.shares.reduce((sum, {share}) => sum + share, reference.other)).to.be.closeTo(1, 1e-12)
    expect(current.other).to.equal(0)
  })
})
