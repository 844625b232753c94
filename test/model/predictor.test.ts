import * as tf from '@tensorflow/tfjs'
import {expect} from 'chai'
import fc from 'fast-check'
import {selectRows, type Table} from '../../src/lib/dataset/table.js'
import {createFusedTrainer} from '../../src/lib/model/fused-trainer.js'
import {fromLayersFormat, toLayersFormat, type LayersModel} from '../../src/lib/model/layers-format.js'
import {createPredictor} from '../../src/lib/model/predictor.js'
import {encodeTable, fitPreprocessing, type FeatureEncoding} from '../../src/lib/model/preprocessing.js'
import {trainNetwork} from '../../src/lib/model/training.js'
import type {NetworkWeights} from '../../src/lib/model/network.js'
import {insuranceFeatures, randomWeights, readMonth} from './fixtures.js'

describe('the compiled predictor', function () {
  this.timeout(60_000)

  it('agrees with stock TensorFlow.js within 1e-6 on every row of all 37 files', async () => {
    const {table, labels} = readMonth(0)
    const preprocessing = fitPreprocessing(table, insuranceFeatures)
    const data = {inputs: encodeTable(preprocessing, table), labels}
    const {weights} = await trainNetwork(
      {inputs: 6, hidden: [100, 100, 100], classes: 3},
      {
        train: data,
        test: data,
        config: {
          seed: 1,
          epochs: 20,
          batchSize: 32,
          hidden: [100, 100, 100],
          dropout: 0.7,
          learningRate: 0.001,
          testShare: 0.2,
        },
        createTrainer: createFusedTrainer,
      },
    )
    const stock = await loadInStockTfjs(toLayersFormat(weights, 0.7))
    const predictor = createPredictor(preprocessing, weights)
    let worst = 0
    for (let month = 0; month <= 36; month++) {
      const {table: rows} = readMonth(month)
      const {probabilities} = predictor.predictTable(rows)
      const expected = predictWithStockTfjs(stock, encodeTable(preprocessing, rows), rows.rows)
      probabilities.forEach((probability, index) => {
        worst = Math.max(worst, Math.abs(probability - expected[index]!))
      })
    }
    expect(worst).to.be.greaterThan(0).and.lessThan(1e-6)
  })

  it('agrees with stock TensorFlow.js for any number of inputs, units, layers and classes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({min: 1, max: 40}),
        fc.array(fc.integer({min: 1, max: 70}), {maxLength: 3}),
        fc.integer({min: 2, max: 12}),
        fc.integer({min: 0, max: 1e6}),
        async (inputs, hidden, classes, seed) => {
          const weights = randomWeights({inputs, hidden, classes}, seed)
          const {predictor, encoded, rows} = rawPredictor(weights, inputs, 70)
          const stock = await loadInStockTfjs(toLayersFormat(weights, 0.5))
          const expected = predictWithStockTfjs(stock, encoded, 70)
          const {probabilities} = predictor.predictTable(rows)
          const worst = Math.max(...probabilities.map((probability, index) => Math.abs(probability - expected[index]!)))
          expect(worst).to.be.lessThan(2e-6)
        },
      ),
      {numRuns: 25, seed: 7},
    )
  })

  it('gives a row the same answer alone as among others, bit for bit', () => {
    const weights = randomWeights({inputs: 6, hidden: [33, 20], classes: 3}, 5)
    const {predictor, rows} = rawPredictor(weights, 6, 131)
    const {probabilities} = predictor.predictTable(rows)
    for (const row of [0, 1, 63, 64, 127, 130]) {
      const alone = predictor.predictTable(selectRows(rows, [row]))
      expect([...alone.probabilities]).to.deep.equal([...probabilities.subarray(row * 3, row * 3 + 3)])
    }
  })

  it('gives a row the same answer by its values as in a table, categories and missing values included', () => {
    const features: readonly FeatureEncoding[] = [
      {kind: 'number', name: 'age', mean: 40, standardDeviation: 12, missingInput: true},
      {kind: 'category', name: 'city', categories: ['Bern', 'Rome'], missingTrained: false},
      {kind: 'number', name: 'miles', mean: 3, standardDeviation: 2, missingInput: false},
    ]
    const predictor = createPredictor({features, inputs: 7}, randomWeights({inputs: 7, hidden: [10], classes: 3}, 2))
    const rows: readonly (readonly [number, number, number])[] = [
      [30, 0, 1],
      [NaN, 1, 2],
      [50, 2, NaN],
      [60, -1, 4],
    ]
    const table: Table = {
      rows: 4,
      columns: [
        {kind: 'number', name: 'age', values: Float64Array.from(rows, ([age]) => age)},
        {
          kind: 'category',
          name: 'city',
          codes: Int32Array.from(rows, ([, city]) => city),
          categories: ['Bern', 'Rome', 'Oslo'],
        },
        {kind: 'number', name: 'miles', values: Float64Array.from(rows, ([, , miles]) => miles)},
      ],
    }
    const expected = predictor.predictTable(table)
    const together = predictor.predictRows(rows.flat(), rows.length)
    expect(together).to.deep.equal(expected)
    rows.forEach((values, row) => {
      const alone = predictor.predictRows(values, 1)
      expect(alone.predicted[0]).to.equal(expected.predicted[row])
      expect([...alone.probabilities]).to.deep.equal([...expected.probabilities.subarray(row * 3, row * 3 + 3)])
    })
  })

  it('gives probabilities that sum to 1 and the first of equal classes', () => {
    const weights = randomWeights({inputs: 2, hidden: [4], classes: 3}, 6)
    const flat: NetworkWeights = {...weights, output: {kernel: new Float32Array(12), bias: new Float32Array(3)}}
    const {predictor, rows} = rawPredictor(flat, 2, 3)
    const {probabilities, predicted} = predictor.predictTable(rows)
    for (const probability of probabilities) expect(probability).to.be.closeTo(1 / 3, 1e-7)
    expect([...predicted]).to.deep.equal([0, 0, 0])
  })

  it('answers an empty table with no rows', () => {
    const {predictor, rows} = rawPredictor(randomWeights({inputs: 2, hidden: [4], classes: 3}, 6), 2, 0)
    expect(predictor.predictTable(rows)).to.deep.include({rows: 0, classes: 3})
  })
})

describe('the layers format', () => {
  it('gives back the weights it was given, bit for bit', () => {
    const weights = randomWeights({inputs: 3, hidden: [5, 4], classes: 2}, 1)
    expect(fromLayersFormat(toLayersFormat(weights, 0.7))).to.deep.equal(weights)
  })

  it('is refused when bytes are missing, too many, or not finite', () => {
    const {modelJson, weights} = toLayersFormat(randomWeights({inputs: 3, hidden: [5], classes: 2}, 1), 0.7)
    expect(() => fromLayersFormat({modelJson, weights: weights.slice(0, -4)})).to.throw(/ends inside "output\/bias"/)
    expect(() => fromLayersFormat({modelJson, weights: new Uint8Array(weights.length + 4)})).to.throw(
      /4 bytes too many/,
    )
    const broken = new Uint8Array(weights)
    broken.fill(255, 0, 4)
    expect(() => fromLayersFormat({modelJson, weights: broken})).to.throw(
      /"dense_1\/kernel" holds a value that is not finite/,
    )
  })

  it('is refused when it describes another network', () => {
    const weights = new Uint8Array(0)
    expect(() => fromLayersFormat({modelJson: {}, weights})).to.throw(/no "weightsManifest"/)
    expect(() => fromLayersFormat({modelJson: null, weights})).to.throw(/no "weightsManifest"/)
    const foreign = {weightsManifest: [{weights: [{name: 'conv/kernel', shape: [0], dtype: 'float32'}]}]}
    expect(() => fromLayersFormat({modelJson: foreign, weights})).to.throw(/"output\/kernel" is missing/)
  })
})

/** A predictor whose encoding is the identity, and random rows for it. */
function rawPredictor(weights: NetworkWeights, inputs: number, count: number) {
  const names = Array.from({length: inputs}, (_unused, index) => `x${index}`)
  const features = names.map(
    (name) => ({kind: 'number', name, mean: 0, standardDeviation: 1, missingInput: false}) as const,
  )
  const noise = randomWeights({inputs: count, hidden: [], classes: inputs}, 9).output.kernel
  const columns = names.map((name, index) => ({
    kind: 'number' as const,
    name,
    values: Float64Array.from({length: count}, (_unused, row) => 3 * noise[row * inputs + index]!),
  }))
  const rows = {rows: count, columns}
  const preprocessing = {features, inputs}
  return {predictor: createPredictor(preprocessing, weights), encoded: encodeTable(preprocessing, rows), rows}
}

async function loadInStockTfjs({modelJson, weights}: LayersModel): Promise<tf.LayersModel> {
  await tf.setBackend('cpu')
  const {modelTopology, weightsManifest} = modelJson as {
    modelTopology: object
    weightsManifest: {weights: tf.io.WeightsManifestEntry[]}[]
  }
  const weightData = weights.slice().buffer
  return tf.loadLayersModel(tf.io.fromMemory({modelTopology, weightSpecs: weightsManifest[0]!.weights, weightData}))
}

function predictWithStockTfjs(model: tf.LayersModel, encoded: Float32Array, rows: number): Float32Array {
  return tf.tidy(() =>
    (model.predict(tf.tensor2d(encoded, [rows, encoded.length / rows])) as tf.Tensor).dataSync<'float32'>(),
  )
}
