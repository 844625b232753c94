import {expect} from 'chai'
import type {Table} from '../../src/lib/dataset/table.js'
import {MlopsError} from '../../src/lib/errors.js'
import {encodeTable, fitPreprocessing, requireVarying} from '../../src/lib/model/preprocessing.js'
import {averageUntrainedInputs, untrainedInputs} from '../../src/lib/model/untrained-inputs.js'
import {randomWeights} from './fixtures.js'

const training: Table = {
  rows: 4,
  columns: [
    {kind: 'number', name: 'age', values: Float64Array.of(20, 30, 40, 50)},
    {kind: 'number', name: 'income', values: Float64Array.of(1, NaN, 3, 5)},
    {kind: 'category', name: 'city', codes: Int32Array.of(0, 1, 1, 1), categories: ['Bern', 'Rome', 'Oslo']},
  ],
}
const features = ['age', 'income', 'city']

describe('preprocessing', () => {
  it('standardises numbers by the population mean and deviation of the training rows', () => {
    const {features: encodings} = fitPreprocessing(training, ['age'])
    expect(encodings).to.deep.equal([
      {kind: 'number', name: 'age', mean: 35, standardDeviation: Math.sqrt(125), missingInput: false},
    ])
    const encoded = encodeTable({features: encodings, inputs: 1}, training)
    expect(encoded.reduce((sum, value) => sum + value, 0)).to.be.closeTo(0, 1e-6)
    expect(encoded.reduce((sum, value) => sum + value * value, 0) / 4).to.be.closeTo(1, 1e-6)
  })

  it('turns a missing number into the mean, and says so in an input of its own', () => {
    const preprocessing = fitPreprocessing(training, ['income'])
    expect(preprocessing.inputs).to.equal(2)
    const encoded = encodeTable(preprocessing, training)
    expect([encoded[2], encoded[3]]).to.deep.equal([0, 1])
    expect([encoded[1], encoded[5], encoded[7]]).to.deep.equal([0, 0, 0])
  })

  it('gives each category that was trained on a place, one to all others, and one to missing', () => {
    const preprocessing = fitPreprocessing(training, ['city'])
    expect(preprocessing.features[0]).to.deep.equal({
      ...{kind: 'category', name: 'city', categories: ['Bern', 'Rome'], missingTrained: false},
    })
    const live: Table = {
      rows: 4,
      columns: [
        {kind: 'category', name: 'city', codes: Int32Array.of(0, 1, 2, -1), categories: ['Rome', 'Paris', 'Bern']},
      ],
    }
    const encoded = encodeTable(preprocessing, live)
    const row = (index: number): number[] => [...encoded.subarray(index * 4, index * 4 + 4)]
    expect([row(0), row(1), row(2), row(3)]).to.deep.equal([
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 1],
    ])
  })

  it('finds the inputs that no training row sets, and what they stand for', () => {
    const preprocessing = fitPreprocessing(training, features)
    const standsFor = [
      {input: 3, weight: 0.25},
      {input: 4, weight: 0.75},
    ]
    expect(untrainedInputs(preprocessing, training)).to.deep.equal([
      {input: 5, standsFor},
      {input: 6, standsFor},
    ])
  })

  it('treats an unseen category as an average known one', () => {
    const preprocessing = fitPreprocessing(training, ['city'])
    const weights = randomWeights({inputs: 4, hidden: [3], classes: 2}, 1)
    const {hidden} = averageUntrainedInputs(weights, untrainedInputs(preprocessing, training))
    const {kernel} = hidden[0]!
    for (let unit = 0; unit < 3; unit++) {
      const average = 0.25 * kernel[unit]! + 0.75 * kernel[3 + unit]!
      expect(kernel[6 + unit]).to.be.closeTo(average, 1e-7)
      expect(kernel[9 + unit]).to.be.closeTo(average, 1e-7)
    }
    expect(kernel.subarray(0, 6)).to.deep.equal(weights.hidden[0]!.kernel.subarray(0, 6))
  })

  it('keeps its precision when the mean is far larger than the spread', () => {
    const values = Float64Array.from({length: 1000}, (_unused, row) => 1e9 + (row % 10))
    const table: Table = {rows: 1000, columns: [{kind: 'number', name: 'time', values}]}
    const encoded = encodeTable(fitPreprocessing(table, ['time']), table)
    expect(encoded[0]).to.be.closeTo(-4.5 / Math.sqrt(8.25), 1e-6)
    expect(encoded[9]).to.be.closeTo(4.5 / Math.sqrt(8.25), 1e-6)
  })

  const unusable: readonly [string, Table['columns'][number], RegExp][] = [
    [
      'a constant number',
      {kind: 'number', name: 'x', values: Float64Array.of(7, 7)},
      /"x" is constant: every row holds 7/,
    ],
    [
      'a number that is always missing',
      {kind: 'number', name: 'x', values: Float64Array.of(NaN, NaN)},
      /"x" has no values/,
    ],
    ['a constant category', {kind: 'category', name: 'x', codes: Int32Array.of(0, 0), categories: ['a']}, /holds "a"/],
    [
      'a category that is always missing',
      {kind: 'category', name: 'x', codes: Int32Array.of(-1, -1), categories: ['a']},
      /no values/,
    ],
  ]
  for (const [what, column, message] of unusable) {
    it(`refuses ${what}`, () => {
      expect(() => requireVarying({rows: 2, columns: [column]}, ['x'])).to.throw(MlopsError, message)
    })
  }

  it('keeps the unit of a number that only happens to be constant among the training rows', () => {
    const table: Table = {rows: 2, columns: [{kind: 'number', name: 'x', values: Float64Array.of(7, 7)}]}
    expect(fitPreprocessing(table, ['x']).features[0]).to.deep.include({mean: 7, standardDeviation: 1})
  })

  it('refuses a column of the wrong kind', () => {
    const preprocessing = fitPreprocessing(training, ['age'])
    const table: Table = {
      rows: 1,
      columns: [{kind: 'category', name: 'age', codes: Int32Array.of(0), categories: ['old']}],
    }
    expect(() => encodeTable(preprocessing, table)).to.throw(/"age" holds categories, but the model reads numbers/)
  })
})
