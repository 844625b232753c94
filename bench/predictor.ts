import * as tf from '@tensorflow/tfjs'
import {foldNetwork, type FoldedNetwork} from '../src/lib/model/folding.js'
import {toLayersFormat} from '../src/lib/model/layers-format.js'
import {createPredictor} from '../src/lib/model/predictor.js'
import {createValueEncoder, encodeTable, fitPreprocessing} from '../src/lib/model/preprocessing.js'
import {insuranceFeatures, randomWeights, readMonth} from '../test/model/fixtures.js'
import {timeMs, type Section} from './measure.js'

const shape = {inputs: 6, hidden: [100, 100, 100], classes: 3}
const single = 20_000
const batch = 1_000_000

/** Latency of one row and throughput of many, against TensorFlow.js and against plain JavaScript. */
export async function benchPredictor(): Promise<Section> {
  await import('@tensorflow/tfjs-backend-wasm')
  await tf.setBackend('wasm')
  const {table} = readMonth(0)
  const preprocessing = fitPreprocessing(table, insuranceFeatures)
  const weights = randomWeights(shape, 1)
  const predictor = createPredictor(preprocessing, weights)
  const plain = createPlainPredictor(foldNetwork(weights))
  const encode = createValueEncoder(preprocessing)
  const stock = await loadStock(weights)

  const row = [0, 35.5, 1, 40.2, 120.7, 30.1]
  const encoded = new Float32Array(6)
  const ours = await timeMs(() => repeat(single, () => predictor.predictRows(row, 1)), 9)
  const plainJs = await timeMs(
    () =>
      repeat(single, () => {
        encode(row)(0, 1, encoded, 6)
        plain(encoded)
      }),
    9,
  )
  const stockSingle = await timeMs(
    () => repeat(1000, () => tf.tidy(() => (stock.predict(tf.tensor2d(encoded, [1, 6])) as tf.Tensor).dataSync())),
    5,
  )

  const many = {
    rows: batch,
    columns: table.columns.map((column) => ({
      ...column,
      values: Float64Array.from({length: batch}, (_unused, index) =>
        column.kind === 'number' ? column.values[index % 1500]! : NaN,
      ),
    })),
  } as typeof table
  const oursBatch = await timeMs(() => predictor.predictTable(many), 3)
  const chunk = encodeTable(preprocessing, table)
  const stockBatch = await timeMs(
    () => repeat(20, () => tf.tidy(() => (stock.predict(tf.tensor2d(chunk, [1500, 6])) as tf.Tensor).dataSync())),
    3,
  )
  return {
    title: 'Prediction',
    text: "The example's network (6-100-100-100-3), from raw feature values to probabilities. Yardstick: the same weights in TensorFlow.js on its WebAssembly backend, from encoded values; and the folded network as a plain JavaScript loop, four outputs at once.",
    names: ['mlops', 'yardstick'],
    comparisons: [
      {
        what: 'one row, against TensorFlow.js `predict`',
        ours: (ours / single) * 1000,
        yardstick: stockSingle,
        unit: 'us',
      },
      {
        what: 'one row, against plain JavaScript',
        ours: (ours / single) * 1000,
        yardstick: (plainJs / single) * 1000,
        unit: 'us',
      },
      {
        what: `${batch.toLocaleString('en-US')} rows, against TensorFlow.js in batches of 1,500`,
        ours: batch / (oursBatch / 1000),
        yardstick: 30_000 / (stockBatch / 1000),
        unit: 'rows/s',
      },
    ],
  }
}

function repeat(times: number, work: () => unknown): void {
  for (let time = 0; time < times; time++) work()
}

async function loadStock(weights: Parameters<typeof toLayersFormat>[0]): Promise<tf.LayersModel> {
  const layers = toLayersFormat(weights, 0.7)
  const {modelTopology, weightsManifest} = layers.modelJson as {
    modelTopology: object
    weightsManifest: {weights: tf.io.WeightsManifestEntry[]}[]
  }
  const weightData = layers.weights.slice().buffer
  return tf.loadLayersModel(tf.io.fromMemory({modelTopology, weightSpecs: weightsManifest[0]!.weights, weightData}))
}

/** The best that plain JavaScript did in trials: four outputs at once, inputs that ReLU set to zero are skipped. */
function createPlainPredictor(network: FoldedNetwork): (input: Float32Array) => Float32Array {
  const outputs = network.map(({bias}) => new Float32Array(bias.length))
  return (input) => {
    let flow = input
    network.forEach(({kernel, bias}, layer) => {
      const output = outputs[layer]!
      const units = bias.length
      output.set(bias)
      for (let index = 0; index < flow.length; index++) {
        const value = flow[index]!
        if (value === 0) continue
        const row = index * units
        let unit = 0
        for (; unit + 4 <= units; unit += 4) {
          output[unit]! += value * kernel[row + unit]!
          output[unit + 1]! += value * kernel[row + unit + 1]!
          output[unit + 2]! += value * kernel[row + unit + 2]!
          output[unit + 3]! += value * kernel[row + unit + 3]!
        }
        for (; unit < units; unit++) output[unit]! += value * kernel[row + unit]!
      }
      if (layer < network.length - 1) {
        for (let unit = 0; unit < units; unit++) if (output[unit]! < 0) output[unit] = 0
      }
      flow = output
    })
    const highest = Math.max(...flow)
    let sum = 0
    for (let index = 0; index < flow.length; index++) sum += flow[index] = Math.exp(flow[index]! - highest)
    for (let index = 0; index < flow.length; index++) flow[index]! /= sum
    return flow
  }
}
