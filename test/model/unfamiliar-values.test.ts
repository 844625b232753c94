import {expect} from 'chai'
import fc from 'fast-check'
import type {DatasetDescription} from '../../src/lib/dataset/description.js'
import type {Table} from '../../src/lib/dataset/table.js'
import {createFeatureRanges} from '../../src/lib/model/feature-ranges.js'
import type {Preprocessing} from '../../src/lib/model/preprocessing.js'
import {unfamiliarValues} from '../../src/lib/model/unfamiliar-values.js'
import {people} from '../dataset/load-text.js'

const description: DatasetDescription = {...people, features: ['age', 'note', 'brand']}

function preprocessingWith(missing: 'seen' | 'never seen'): Preprocessing {
  const isSeen = missing === 'seen'
  return {
    inputs: 0,
    features: [
      {kind: 'number', name: 'age', mean: 40, standardDeviation: 10, missingInput: isSeen},
      {kind: 'number', name: 'note', mean: 0, standardDeviation: 1, missingInput: isSeen},
      {kind: 'category', name: 'brand', categories: ['audi', 'fiat'], missingTrained: isSeen},
    ],
  }
}

function tableOf(ages: readonly number[], notes: readonly number[], brands: readonly number[]): Table {
  return {
    rows: ages.length,
    columns: [
      {kind: 'number', name: 'age', values: Float64Array.from(ages)},
      {kind: 'number', name: 'note', values: Float64Array.from(notes)},
      {
        kind: 'category',
        name: 'brand',
        codes: Int32Array.from(brands),
        categories: ['audi', 'fiat', 'lada', 'trabant'],
      },
    ],
  }
}

describe('unfamiliarValues', () => {
  const table = tableOf([16, 15.9, 150, 151, 152, NaN], [1e9, -1e9, 0, 0, 0, 0], [0, 3, 2, 3, -1, -1])

  it('counts what is out of range, unseen or missing, feature by feature, the most frequent categories first', () => {
    expect(unfamiliarValues({description, preprocessing: preprocessingWith('never seen')}, table)).to.deep.equal([
      {feature: 'age', kind: 'below-minimum', rows: 1, limit: 16},
      {feature: 'age', kind: 'above-maximum', rows: 2, limit: 150},
      {feature: 'age', kind: 'missing', rows: 1},
      {feature: 'brand', kind: 'unseen-category', rows: 3, categories: ['trabant', 'lada'], distinct: 2},
      {feature: 'brand', kind: 'missing', rows: 2},
    ])
  })

  it('takes missing values for familiar where some were missing in training', () => {
    const found = unfamiliarValues({description, preprocessing: preprocessingWith('seen')}, table)
    expect(found.filter(({kind}) => kind === 'missing')).to.deep.equal([])
  })

  it('finds nothing in rows like those of the training', () => {
    expect(
      unfamiliarValues({description, preprocessing: preprocessingWith('never seen')}, tableOf([30], [0], [1])),
    ).to.deep.equal([])
  })

  it('counts the rows that the fallback calls out of range', () => {
    const age = fc.oneof(fc.double({min: 0, max: 200, noNaN: true}), fc.constant(NaN))
    const rows = fc.array(fc.tuple(age, age, fc.integer({min: -1, max: 3})), {maxLength: 30})
    fc.assert(
      fc.property(rows, fc.constantFrom('seen' as const, 'never seen' as const), (all, missing) => {
        const preprocessing = preprocessingWith(missing)
        const some = tableOf(
          ...([0, 1, 2].map((index) => all.map((row) => row[index]!)) as [number[], number[], number[]]),
        )
        const counted = unfamiliarValues({description, preprocessing}, some)
        const outside = createFeatureRanges(description, preprocessing).outsideOf(some)
        for (const [index, name] of description.features.entries()) {
          const sum = counted.filter(({feature}) => feature === name).reduce((total, each) => total + each.rows, 0)
          expect(sum, name).to.equal(outside[index]!.reduce((total, each) => total + each, 0))
        }
      }),
    )
  })
})
