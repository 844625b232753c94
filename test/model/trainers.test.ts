import * as tf from '@tensorflow/tfjs'
import {expect} from 'chai'
import {createFusedTrainer} from '../../src/lib/model/fused-trainer.js'
import {
  batchNormalisation,
  initialWeights,
  type NetworkShape,
  type NetworkWeights,
} from '../../src/lib/model/network.js'
import {createTfjsTrainer} from '../../src/lib/model/tfjs-trainer.js'
import type {Trainer, TrainerOptions} from '../../src/lib/model/trainer.js'
import {createNormal, createRandom} from '../../src/lib/statistics/random.js'

const shape: NetworkShape = {inputs: 5, hidden: [11, 7], classes: 3}
const batchSize = 16
const batches = [...Array(12).keys()].map((batch) =>
  Int32Array.from({length: batch % 4 === 3 ? 5 : batchSize}, (_unused, row) => (batch * 13 + row * 7) % 60),
)

describe('the trainers', () => {
  before(async () => {
    await tf.setBackend('cpu')
  })

  it('take the same steps on WebAssembly as the layers API of stock TensorFlow.js', async () => {
    const options = trainerOptions({dropout: 0})
    const expected = await trainWithLayersApi(options)
    const actual = walk(createFusedTrainer(options))
    expect(distance(actual.weights, expected.weights)).to.be.lessThan(2e-5)
    expect(actual.loss).to.be.closeTo(expected.loss, 1e-4)
    expect(actual.accuracy).to.be.closeTo(expected.accuracy, 1e-6)
  })

  it('take the same steps on both backends, dropout masks included', () => {
    const options = trainerOptions({dropout: 0.5})
    const fused = walk(createFusedTrainer(options))
    const tfjs = walk(createTfjsTrainer(tf, options))
    expect(distance(fused.weights, tfjs.weights)).to.be.lessThan(2e-5)
    expect(fused.loss).to.be.closeTo(tfjs.loss, 1e-4)
    expect(fused.accuracy).to.equal(tfjs.accuracy)
  })

  it('leave other weights with other dropout masks', () => {
    const one = walk(createFusedTrainer(trainerOptions({dropout: 0.5, seed: 1})))
    const other = walk(createFusedTrainer(trainerOptions({dropout: 0.5, seed: 2})))
    expect(distance(one.weights, other.weights)).to.be.greaterThan(1e-3)
  })

  it('give the same weights bit for bit when run twice', () => {
    const runs = [1, 2].map(() => walk(createFusedTrainer(trainerOptions({dropout: 0.5}))).weights)
    expect(distance(runs[0]!, runs[1]!)).to.equal(0)
  })

  it('learn without any hidden layer', () => {
    const options = {...trainerOptions({dropout: 0}), initial: initialWeights({...shape, hidden: []}, createRandom(3))}
    const fused = walk(createFusedTrainer(options))
    expect(distance(fused.weights, walk(createTfjsTrainer(tf, options)).weights)).to.be.lessThan(1e-5)
  })

  it('leak no tensors', () => {
    const before = tf.memory().numTensors
    const trainer = createTfjsTrainer(tf, trainerOptions({dropout: 0.5}))
    for (const rows of batches) trainer.step(rows)
    trainer.dispose()
    expect(tf.memory().numTensors).to.equal(before)
  })
})

function trainerOptions({dropout, seed = 7}: {dropout: number; seed?: number}): TrainerOptions {
  const normal = createNormal(createRandom('rows'))
  const labels = Int32Array.from({length: 60}, (_unused, row) => row % shape.classes)
  const inputs = Float32Array.from({length: 60 * shape.inputs}, (_unused, index) => {
    const row = Math.floor(index / shape.inputs)
    return normal() + (index % shape.inputs === labels[row] ? 1 : 0)
  })
  const initial = initialWeights(shape, createRandom('weights'))
  return {inputs, labels, initial, config: {batchSize, dropout, learningRate: 0.01, seed}}
}

function walk(trainer: Trainer) {
  for (const rows of batches) trainer.step(rows)
  const {loss, rightAnswers, rows} = trainer.takeTotals()
  return {weights: trainer.weights(), loss: loss / rows, accuracy: rightAnswers / rows}
}

/** The yardstick: the layers API's own training step, with the same initial weights and batches. */
async function trainWithLayersApi({inputs, labels, initial, config}: TrainerOptions) {
  const model = tf.sequential()
  shape.hidden.forEach((units, index) => {
    const inputShape = index === 0 ? {inputShape: [shape.inputs]} : {}
    model.add(tf.layers.dense({units, activation: 'relu', ...inputShape}))
    model.add(tf.layers.batchNormalization(batchNormalisation))
  })
  model.add(tf.layers.dense({units: shape.classes, activation: 'softmax'}))
  // Model.weights lists trainable ones first; each layer's own order is kernel, bias, or gamma, beta, mean, variance.
  const perLayer = [
    ...initial.hidden.flatMap((layer) => [
      [layer.kernel, layer.bias],
      [layer.gamma, layer.beta, layer.movingMean, layer.movingVariance],
    ]),
    [initial.output.kernel, initial.output.bias],
  ]
  model.layers.forEach((layer, index) => {
    layer.setWeights(layer.getWeights().map((weight, part) => tf.tensor(perLayer[index]![part]!, weight.shape)))
  })
  model.compile({
    optimizer: tf.train.adam(config.learningRate),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  })
  let [loss, right, rowsSeen] = [0, 0, 0]
  for (const rows of batches) {
    const x = tf.tensor2d(
      [...rows].flatMap((row) => [...inputs.subarray(row * shape.inputs, (row + 1) * shape.inputs)]),
      [rows.length, shape.inputs],
    )
    const y = tf.tensor2d(
      [...rows].map((row) => labels[row]!),
      [rows.length, 1],
    )
    const [batchLoss, batchAccuracy] = (await model.trainOnBatch(x, y)) as [number, number]
    loss += batchLoss * rows.length
    right += batchAccuracy * rows.length
    rowsSeen += rows.length
  }
  const values = model.layers.map((layer) => layer.getWeights().map((weight) => weight.dataSync<'float32'>()))
  const weights: NetworkWeights = {
    hidden: shape.hidden.map((_units, index) => {
      const [kernel, bias] = values[2 * index]!
      const [gamma, beta, movingMean, movingVariance] = values[2 * index + 1]!
      return {
        kernel: kernel!,
        bias: bias!,
        gamma: gamma!,
        beta: beta!,
        movingMean: movingMean!,
        movingVariance: movingVariance!,
      }
    }),
    output: {kernel: values.at(-1)![0]!, bias: values.at(-1)![1]!},
  }
  return {weights, loss: loss / rowsSeen, accuracy: right / rowsSeen}
}

function distance(one: NetworkWeights, other: NetworkWeights): number {
  const [values, others] = [flatten(one), flatten(other)]
  return Math.max(...values.map((value, index) => Math.abs(value - others[index]!)))
}

function flatten({hidden, output}: NetworkWeights): number[] {
  const arrays = [...hidden, output].flatMap((layer) => Object.values(layer as object) as Float32Array[])
  return arrays.flatMap((array) => Array.from(array))
}
