import {expect} from 'chai'
import fc from 'fast-check'
import type {Table} from '../../src/lib/dataset/table.js'
import {featureBins, type CategoryBins, type NumberBins} from '../../src/lib/monitor/feature-bins.js'

function numbers(values: readonly number[]): NumberBins {
  const table: Table = {
    rows: values.length,
    columns: [{kind: 'number', name: 'x', values: Float64Array.from(values)}],
  }
  return featureBins([{kind: 'number', name: 'x', integer: false}], table)[0] as NumberBins
}

function categories(texts: readonly (string | null)[], described: readonly string[] = []): CategoryBins {
  const found = [...new Set(texts)].filter((text) => text !== null)
  const table: Table = {
    rows: texts.length,
    columns: [
      {
        ...{kind: 'category', name: 'x', categories: found},
        codes: Int32Array.from(texts, (text) => (text === null ? -1 : found.indexOf(text))),
      },
    ],
  }
  const field = {kind: 'category', name: 'x', categories: described.map((value) => ({value, label: value}))} as const
  return featureBins([field], table)[0] as CategoryBins
}

const anyNumber = fc.oneof(fc.double(), fc.integer({min: -5, max: 5}), fc.double({min: 0, max: 100, noNaN: true}))

describe('feature bins', () => {
  it('of numbers take every value into exactly one bin, and the reference itself in its ratios', () => {
    fc.assert(
      fc.property(fc.array(anyNumber, {maxLength: 80}), fc.array(anyNumber, {maxLength: 20}), (reference, current) => {
        const {labels, referenceRatios, placeOf} = numbers(reference)
        expect(new Set(labels).size).to.equal(labels.length)
        expect(labels.length).to.be.at.most(20)
        for (const value of [...reference, ...current]) expect(placeOf(value)).to.be.within(0, labels.length - 1)
        const counts = labels.map((_, bin) => reference.filter((value) => placeOf(value) === bin).length)
        const ratios = counts.map((count) => (reference.length === 0 ? 0 : count / reference.length))
        expect([...referenceRatios]).to.deep.equal(ratios)
      }),
    )
  })

  it('of numbers never call a finite reference value under, over, other or missing', () => {
    fc.assert(
      fc.property(fc.array(anyNumber, {minLength: 1, maxLength: 80}), (reference) => {
        const {labels, placeOf} = numbers(reference)
        for (const value of reference.filter(Number.isFinite)) {
          expect(['missing', 'under', 'over', 'other']).not.to.include(labels[placeOf(value)])
        }
      }),
    )
  })

  it('of numbers have round edges, about a tenth of the rows in each, and names that sort', () => {
    const {labels, referenceRatios, placeOf} = numbers(Array.from({length: 1000}, (_, row) => 18 + (row * 60) / 1000))
    expect(labels).to.deep.equal([
      ...['missing', 'under', '01 [18, 24)', '02 [24, 30)', '03 [30, 36)', '04 [36, 42)', '05 [42, 48)'],
      ...['06 [48, 54)', '07 [54, 60)', '08 [60, 66)', '09 [66, 72)', '10 [72, 78)', 'over'],
    ])
    for (const ratio of referenceRatios.slice(2, -1)) expect(ratio).to.be.closeTo(0.1, 0.002)
    const named = (value: number) => labels[placeOf(value)]
    expect([NaN, 17.99, 18, 24, -Infinity, Infinity, 78].map(named)).to.deep.equal([
      ...['missing', 'under', '01 [18, 24)', '02 [24, 30)', 'under', 'over', 'over'],
    ])
  })

  it('of few different numbers are one for each', () => {
    const {labels, placeOf} = numbers([0, 1, 1, 3])
    expect(labels).to.deep.equal(['missing', 'under', '01 0', '02 1', '03 3', 'over', 'other'])
    const places = [-1, 0, 1, 2, 3, 4, NaN].map((value) => labels[placeOf(value)])
    expect(places).to.deep.equal(['under', '01 0', '02 1', 'other', '03 3', 'over', 'missing'])
  })

  it('of categories are called as they are, the described ones first', () => {
    const {labels, known, placeOf, referenceRatios} = categories(
      ['gas', 'petrol', null, 'petrol'],
      ['diesel', 'petrol'],
    )
    expect(known).to.deep.equal(['diesel', 'petrol', 'gas'])
    expect(labels).to.deep.equal(['diesel', 'petrol', 'gas', 'missing', 'other'])
    expect([...referenceRatios]).to.deep.equal([0, 0.5, 0.25, 0.25, 0])
    expect([0, 1, 2, -1, 3, 77].map((code) => labels[placeOf(code)])).to.deep.equal([
      ...['diesel', 'petrol', 'gas', 'missing', 'other', 'other'],
    ])
  })

  it('of many categories are those of the most frequent ones, and the rest together', () => {
    const texts = Array.from({length: 40}, (_, place) => Array.from({length: 40 - place}, () => `c${place}`)).flat()
    const {labels, referenceRatios} = categories(texts)
    expect(labels).to.have.length(20)
    expect(labels[0]).to.equal('c0')
    expect(referenceRatios.reduce((sum, ratio) => sum + ratio, 0)).to.be.closeTo(1, 1e-12)
    expect(referenceRatios.at(-1)).to.be.greaterThan(0)
  })

  it('of a category that is called "missing" are not mistaken for missing values', () => {
    expect(categories(['missing', null]).labels).to.deep.equal(['"missing"', 'missing', 'other'])
  })
})
