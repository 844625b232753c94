import {expect} from 'chai'
import {MlopsError} from '../../src/lib/errors.js'
import {createFusedTrainer} from '../../src/lib/model/fused-trainer.js'
import type {EpochRecord, TrainingConfig} from '../../src/lib/model/manifest.js'
import {encodeTable, fitPreprocessing} from '../../src/lib/model/preprocessing.js'
import {trainNetwork, type TrainingOptions} from '../../src/lib/model/training.js'
import {insuranceFeatures, readMonth} from './fixtures.js'

const shape = {inputs: 6, hidden: [32, 16], classes: 3}
const config: TrainingConfig = {
  seed: 1,
  epochs: 10,
  batchSize: 32,
  hidden: shape.hidden,
  dropout: 0.2,
  learningRate: 0.003,
  testShare: 0.2,
}

describe('trainNetwork', () => {
  it('learns: the loss falls, and the accuracy on other rows is far above chance', async () => {
    const {history} = await train({})
    expect(history).to.have.length(10)
    expect(history.at(-1)!.loss).to.be.lessThan(history[0]!.loss * 0.7)
    expect(history.at(-1)!.testAccuracy).to.be.greaterThan(0.8)
  })

  it('gives the same weights for the same seed, bit for bit, and others for another', async () => {
    const [one, two, other] = [await train({}), await train({}), await train({seed: 2})]
    expect(one.weights).to.deep.equal(two.weights)
    expect(one.weights).to.not.deep.equal(other.weights)
  })

  it('reports each epoch as it ends', async () => {
    const seen: EpochRecord[] = []
    const {history} = await train({}, {onEpoch: (record) => seen.push(record)})
    expect(seen).to.deep.equal(history)
    expect(seen.map(({epoch}) => epoch)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('stops when it is interrupted', async () => {
    const controller = new AbortController()
    const running = train(
      {epochs: 1e9},
      {signal: controller.signal, onEpoch: ({epoch}) => epoch === 2 && controller.abort()},
    )
    const error = await running.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).to.be.instanceOf(MlopsError).with.property('code', 'INTERRUPTED')
  })
})

function train(change: Partial<TrainingConfig>, more: Partial<TrainingOptions> = {}) {
  const {table, labels} = readMonth(0)
  const inputs = encodeTable(fitPreprocessing(table, insuranceFeatures), table)
  const data = {inputs: inputs.subarray(0, 1200 * 6), labels: labels.subarray(0, 1200)}
  const test = {inputs: inputs.subarray(1200 * 6), labels: labels.subarray(1200)}
  return trainNetwork(shape, {
    train: data,
    test,
    config: {...config, ...change},
    createTrainer: createFusedTrainer,
    ...more,
  })
}
