import {createFusedTrainer} from '../src/lib/model/fused-trainer.js'
import {loadNativeBackend} from '../src/lib/model/native-backend.js'
import {initialWeights} from '../src/lib/model/network.js'
import {createTfjsTrainer} from '../src/lib/model/tfjs-trainer.js'
import type {Trainer, TrainerOptions} from '../src/lib/model/trainer.js'
import {createRandom} from '../src/lib/statistics/random.js'
import {median, type Section} from './measure.js'

const sizes = [
  {units: 100, batchSize: 32},
  {units: 256, batchSize: 64},
  {units: 512, batchSize: 128},
  {units: 1024, batchSize: 256},
] as const
const steps = 20

/** One training step on both backends, from small networks to large ones: where native TensorFlow begins to win. */
export function benchNative(): Section | undefined {
  const native = loadNativeBackend({folder: process.env['MLOPS_TFJS_NODE'], root: process.cwd()})
  if (!native.available) return undefined
  const comparisons = sizes.map(({units, batchSize}) => {
    const options = trainerOptions(units, batchSize)
    return {
      what: `3 x ${units} units, batch ${batchSize}`,
      ours: stepMs(createFusedTrainer(options), batchSize),
      yardstick: stepMs(createTfjsTrainer(native.tf, options), batchSize),
      unit: 'ms',
    } as const
  })
  return {
    title: 'A training step, by backend',
    text: `Six inputs, three classes; medians of ${steps} steps after as many to warm up. The same steps on the project's WebAssembly kernels (one thread) and on native TensorFlow through tfjs-node. \`--backend auto\` races both before a long training; it takes WebAssembly at once when the training is shorter than loading TensorFlow.`,
    names: ['WebAssembly', 'native'],
    comparisons,
  }
}

function trainerOptions(units: number, batchSize: number): TrainerOptions {
  const random = createRandom('bench')
  return {
    inputs: Float32Array.from({length: batchSize * 6}, random),
    labels: Int32Array.from({length: batchSize}, (_unused, row) => row % 3),
    initial: initialWeights({inputs: 6, hidden: [units, units, units], classes: 3}, random),
    config: {batchSize, dropout: 0.7, learningRate: 0.001, seed: 1},
  }
}

function stepMs(trainer: Trainer, batchSize: number): number {
  const rows = Int32Array.from({length: batchSize}, (_unused, row) => row)
  const times = Array.from({length: 2 * steps}, () => {
    const started = performance.now()
    trainer.step(rows)
    return performance.now() - started
  })
  trainer.dispose()
  return median(times.slice(steps))
}
