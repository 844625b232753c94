import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {chooseBackend, type BackendQuestion} from '../../src/lib/model/backend.js'
import {createFusedTrainer} from '../../src/lib/model/fused-trainer.js'
import type {TrainingConfig} from '../../src/lib/model/manifest.js'
import {loadNativeBackend} from '../../src/lib/model/native-backend.js'
import type {NetworkWeights} from '../../src/lib/model/network.js'
import {encodeTable, fitPreprocessing} from '../../src/lib/model/preprocessing.js'
import {trainNetwork} from '../../src/lib/model/training.js'
import {insuranceFeatures, readMonth} from './fixtures.js'

const config: TrainingConfig = {
  seed: 1,
  epochs: 100,
  batchSize: 32,
  hidden: [100, 100, 100],
  dropout: 0.7,
  learningRate: 0.001,
  testShare: 0.2,
}
const question: BackendQuestion = {
  requested: 'auto',
  shape: {inputs: 6, hidden: [100, 100, 100], classes: 3},
  config,
  trainRows: 1200,
  loadNative: () => ({available: false, reason: 'it is not installed'}),
  now: () => performance.now(),
}

describe('chooseBackend', () => {
  it('stays on WebAssembly for a short training, without loading TensorFlow', () => {
    const loadNative = () => expect.fail('native TensorFlow was loaded')
    expect(chooseBackend({...question, loadNative}).name).to.equal('wasm')
  })

  it('stays on WebAssembly for a long training when there is no native TensorFlow, and says why', () => {
    const {name, reason} = chooseBackend({...question, trainRows: 1e7})
    expect(name).to.equal('wasm')
    expect(reason).to.include('it is not installed')
  })

  it('refuses native when it is asked for and not there', () => {
    expect(() => chooseBackend({...question, requested: 'native'})).to.throw(/native backend.*it is not installed/)
  })
})

describe('loadNativeBackend', () => {
  it('says so when it is not installed', () => {
    const root = mkdtempSync(join(tmpdir(), 'mlops-'))
    expect(loadNativeBackend({root})).to.deep.equal({available: false, reason: 'it is not installed'})
  })

  it('says what is wrong with an install whose download failed', () => {
    const root = mkdtempSync(join(tmpdir(), 'mlops-'))
    const folder = join(root, 'node_modules/@tensorflow/tfjs-node')
    mkdirSync(folder, {recursive: true})
    writeFileSync(join(folder, 'index.js'), 'throw new Error("the addon is missing")')
    expect(loadNativeBackend({root})).to.deep.equal({available: false, reason: 'the addon is missing'})
  })

  it('believes no backend that computes wrongly', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mlops-'))
    const fake =
      '{tidy: (f) => f(), tensor2d: (x) => x, matMul: () => ({dataSync: () => [12]}), getBackend: () => "tensorflow"}'
    writeFileSync(join(folder, 'index.js'), `module.exports = ${fake}`)
    expect(loadNativeBackend({folder, root: folder})).to.deep.include({available: false})
  })
})

describe('native TensorFlow', function () {
  this.timeout(120_000)
  const native = loadNativeBackend({folder: process.env['MLOPS_TFJS_NODE'], root: process.cwd()})

  it('takes the same ten steps as WebAssembly, up to rounding', async function () {
    if (!native.available) this.skip()
    const {createTrainer} = chooseBackend({...question, requested: 'native', loadNative: () => native})
    for (const [dropout, tolerance] of [
      [0, 1e-5],
      [0.7, 1e-4],
    ] as const) {
      const change = {epochs: 1, batchSize: 150, dropout}
      const one = (await trainExample(createTrainer, change)).weights
      // Ten steps of 0.001 each: weights that went another way would be up to 0.01 apart.
      expect(distance(one, (await trainExample(createFusedTrainer, change)).weights)).to.be.lessThan(tolerance)
      const otherSeed = await trainExample(createFusedTrainer, {...change, seed: 2})
      expect(distance(one, otherSeed.weights)).to.be.greaterThan(1e-3)
    }
  })

  it('learns the example as well as WebAssembly: the first loss, and the accuracy after two epochs', async function () {
    if (!native.available) this.skip()
    const {createTrainer, name} = chooseBackend({...question, requested: 'native', loadNative: () => native})
    expect(name).to.equal('native')
    const [one, other] = [await trainExample(createTrainer), await trainExample(createFusedTrainer)]
    expect(one.history[0]!.loss).to.be.closeTo(other.history[0]!.loss, 1e-4)
    expect(one.history[1]!.testAccuracy).to.be.closeTo(other.history[1]!.testAccuracy, 0.02)
  })

  it('is taken by auto where it is faster, for large layers, and left where it is slower', function () {
    if (!native.available) this.skip()
    const race = (units: number, batchSize: number) =>
      chooseBackend({
        ...question,
        shape: {inputs: 6, hidden: [units, units, units], classes: 3},
        config: {...config, batchSize},
        trainRows: 1e8,
        loadNative: () => native,
      }).name
    expect(race(100, 32)).to.equal('wasm')
    expect(race(1024, 256)).to.equal('native')
  })
})

function trainExample(
  createTrainer: ReturnType<typeof chooseBackend>['createTrainer'],
  change: Partial<TrainingConfig> = {},
) {
  const {table, labels} = readMonth(0)
  const data = {inputs: encodeTable(fitPreprocessing(table, insuranceFeatures), table), labels}
  const options = {train: data, test: data, config: {...config, epochs: 2, ...change}, createTrainer}
  return trainNetwork(question.shape, options)
}

/** The largest difference of any two weights, moving averages included. */
function distance(one: NetworkWeights, other: NetworkWeights): number {
  const [left, right] = [one, other].map(({hidden, output}) =>
    [...hidden, output].flatMap((layer) => (Object.values(layer) as Float32Array[]).flatMap((part) => [...part])),
  )
  expect(left).to.have.length(right!.length)
  return left!.reduce((largest, weight, index) => Math.max(largest, Math.abs(weight - right![index]!)), 0)
}
