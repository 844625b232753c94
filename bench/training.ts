import * as tf from '@tensorflow/tfjs'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createFusedTrainer} from '../src/lib/model/fused-trainer.js'
import {encodeTable, fitPreprocessing} from '../src/lib/model/preprocessing.js'
import {trainNetwork} from '../src/lib/model/training.js'
import {insuranceFeatures, readMonth} from '../test/model/fixtures.js'
import {mean, runProcess, timeMs, type Section} from './measure.js'

const epochs = 50
const seeds = [...Array(10).keys()]
const keras = '.bench/keras/bin/python'

/** Training the example with the same recipe: whole processes against Keras, the fit alone against TensorFlow.js. */
export async function benchTraining(): Promise<Section> {
  const models = mkdtempSync(join(tmpdir(), 'mlops-bench-'))
  const ours = (seed: number): readonly string[] => [
    process.execPath,
    'bin/run.js',
    'train',
    '-d',
    'data/reference.csv',
    '--epochs',
    `${epochs}`,
    '--seed',
    `${seed}`,
    '--models',
    models,
    '--json',
  ]
  const peer = (...some: readonly number[]): readonly string[] => [
    keras,
    'bench/peers/keras_train.py',
    'data/reference.csv',
    `${epochs}`,
    ...some.map(String),
  ]
  try {
    runProcess(ours(99))
    runProcess(peer(99))
    const runs = [1, 2, 3].map((seed) => ({ours: runProcess(ours(seed)), keras: runProcess(peer(seed))}))
    const pick = (of: 'ours' | 'keras', what: 'seconds' | 'megabytes'): number => mean(runs.map((run) => run[of][what]))
    const ourReports = seeds.map((seed) => JSON.parse(runProcess(ours(seed)).stdout) as OurReport)
    const kerasReports = runProcess(peer(...seeds))
      .stdout.trim()
      .split('\n')
      .map((line) => JSON.parse(line) as KerasReport)
    const fit = await fitMs()
    const stockFit = await stockFitMs()
    const oursAccuracy = mean(ourReports.map(({manifest}) => manifest.metrics.test.accuracy))
    const kerasAccuracy = mean(kerasReports.map(({test_accuracy: accuracy}) => accuracy))
    return {
      title: 'Training',
      text:
        `The example's recipe (1,500 rows, 3 x 100 units, dropout 0.7, batch 32, ${epochs} epochs) in Keras on TensorFlow ${kerasReports[0]!.version}, as whole processes from the CSV to the measured model, ` +
        `in turn; and the fit alone against the layers API of TensorFlow.js on its WebAssembly backend. Test accuracy, mean over ${seeds.length} seeds with different splits: ` +
        `mlops ${oursAccuracy.toFixed(3)}, Keras ${kerasAccuracy.toFixed(3)} (the standard error of each is about 0.007).`,
      names: ['mlops', 'yardstick'],
      comparisons: [
        {
          what: '`mlops train`, whole process, against Keras',
          ours: pick('ours', 'seconds'),
          yardstick: pick('keras', 'seconds'),
          unit: 's',
        },
        {
          what: 'memory of `mlops train`, against Keras',
          ours: pick('ours', 'megabytes'),
          yardstick: pick('keras', 'megabytes'),
          unit: 'MB',
        },
        {
          what: 'fit alone, against Keras',
          ours: fit / 1000,
          yardstick: mean(kerasReports.map(({fit_seconds: seconds}) => seconds)),
          unit: 's',
        },
        {what: 'fit alone, against TensorFlow.js', ours: fit / 1000, yardstick: stockFit / 1000, unit: 's'},
      ],
    }
  } finally {
    rmSync(models, {recursive: true})
  }
}

interface OurReport {
  readonly manifest: {readonly metrics: {readonly test: {readonly accuracy: number}}}
}

interface KerasReport {
  readonly fit_seconds: number
  readonly test_accuracy: number
  readonly version: string
}

const config = {
  seed: 1,
  epochs,
  batchSize: 32,
  hidden: [100, 100, 100],
  dropout: 0.7,
  learningRate: 0.001,
  testShare: 0.2,
}

function exampleData() {
  const {table, labels} = readMonth(0)
  const inputs = encodeTable(fitPreprocessing(table, insuranceFeatures), table)
  return {
    train: {inputs: inputs.subarray(0, 1200 * 6), labels: labels.subarray(0, 1200)},
    test: {inputs: inputs.subarray(1200 * 6), labels: labels.subarray(1200)},
  }
}

async function fitMs(): Promise<number> {
  const data = exampleData()
  const shape = {inputs: 6, hidden: config.hidden, classes: 3}
  return timeMs(() => trainNetwork(shape, {...data, config, createTrainer: createFusedTrainer}), 5)
}

/** Once, without a warm-up: it takes a hundred times longer than what it is compared with. */
async function stockFitMs(): Promise<number> {
  await import('@tensorflow/tfjs-backend-wasm')
  await tf.setBackend('wasm')
  const {train, test} = exampleData()
  const model = tf.sequential()
  config.hidden.forEach((units, layer) => {
    model.add(tf.layers.dense({units, activation: 'relu', ...(layer === 0 ? {inputShape: [6]} : {})}))
    model.add(tf.layers.batchNormalization())
    model.add(tf.layers.dropout({rate: config.dropout}))
  })
  model.add(tf.layers.dense({units: 3, activation: 'softmax'}))
  model.compile({optimizer: tf.train.adam(), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy']})
  const tensors = ({inputs, labels}: {inputs: Float32Array; labels: Int32Array}): [tf.Tensor2D, tf.Tensor1D] => [
    tf.tensor2d(inputs, [labels.length, 6]),
    tf.tensor1d(Float32Array.from(labels)),
  ]
  const [x, y] = tensors(train)
  const started = performance.now()
  await model.fit(x, y, {epochs, batchSize: 32, validationData: tensors(test), yieldEvery: 'never'})
  return performance.now() - started
}
