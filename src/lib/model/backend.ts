import {MlopsError} from '../errors.js'
import {createRandom} from '../statistics/random.js'
import {createFusedTrainer} from './fused-trainer.js'
import type {BackendName, TrainingConfig} from './manifest.js'
import type {NativeBackend} from './native-backend.js'
import {initialWeights, type NetworkShape} from './network.js'
import {createTfjsTrainer} from './tfjs-trainer.js'
import type {Trainer, TrainerOptions} from './trainer.js'
import {multiplications} from './training.js'

export interface ChosenBackend {
  readonly name: BackendName
  /** One sentence for the artifact and the report. */
  readonly reason: string
  readonly createTrainer: (options: TrainerOptions) => Trainer
}

export interface BackendQuestion {
  readonly requested: 'auto' | BackendName
  readonly shape: NetworkShape
  readonly config: TrainingConfig
  readonly trainRows: number
  readonly loadNative: () => NativeBackend
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number
}

/**
 * Multiplications a second that the WebAssembly kernels do at the least, forward and backward together: less than
 * what a step of 3 x 1024 units comes to in docs/benchmarks.md. Only decides whether a race is worth loading TensorFlow for.
 */
const WASM_WORK_PER_SECOND = 6e9
/** Loading TensorFlow and racing takes about this long: shorter trainings are not worth it. */
const RACE_SECONDS = 3
const RACE_STEPS = 5

/**
 * Picks the backend. `auto` stays on WebAssembly when the training is short or nothing else is installed; otherwise
 * both take a few steps of this very network and batch, and the faster one wins.
 *
 * @throws MlopsError `BACKEND_UNAVAILABLE` when native is asked for and does not work
 */
export function chooseBackend(question: BackendQuestion): ChosenBackend {
  const {requested, config, loadNative} = question
  const wasm = {name: 'wasm', createTrainer: createFusedTrainer} as const
  if (requested === 'wasm') return {...wasm, reason: 'it was asked for'}
  if (requested === 'auto' && estimatedSeconds(question) < RACE_SECONDS) {
    return {...wasm, reason: 'a training this short ends before native TensorFlow would have loaded'}
  }
  const native = loadNative()
  if (!native.available) {
    if (requested === 'auto') return {...wasm, reason: `native TensorFlow cannot be used: ${native.reason}`}
    throw new MlopsError('BACKEND_UNAVAILABLE', {
      message: `The native backend (@tensorflow/tfjs-node) cannot be used: ${native.reason}.`,
      suggestion:
        'Install it with npm install @tensorflow/tfjs-node or scripts/install-native.sh, or use --backend auto.',
    })
  }
  const nativeTrainer = {
    name: 'native',
    createTrainer: (options: TrainerOptions) => createTfjsTrainer(native.tf, options),
  } as const
  if (requested === 'native') return {...nativeTrainer, reason: 'it was asked for'}
  const wasmMs = raceMs(question, wasm.createTrainer)
  const nativeMs = raceMs(question, nativeTrainer.createTrainer)
  const reason = `a step of ${config.batchSize} rows takes ${wasmMs.toFixed(2)} ms on WebAssembly, ${nativeMs.toFixed(2)} ms on native TensorFlow`
  return {...(nativeMs < wasmMs ? nativeTrainer : wasm), reason}
}

function estimatedSeconds({shape, config, trainRows}: BackendQuestion): number {
  return (config.epochs * trainRows * multiplications(shape) * 3) / WASM_WORK_PER_SECOND
}

/** Milliseconds a step on rows of zeros, the fastest of a few: what counts is the shape, not the values. */
function raceMs({shape, config, now}: BackendQuestion, createTrainer: ChosenBackend['createTrainer']): number {
  const rows = Int32Array.from({length: config.batchSize}, (_unused, row) => row)
  const trainer = createTrainer({
    inputs: new Float32Array(config.batchSize * shape.inputs),
    labels: new Int32Array(config.batchSize),
    initial: initialWeights(shape, createRandom('race')),
    config,
  })
  let fastest = Infinity
  for (let step = 0; step < RACE_STEPS; step++) {
    const start = now()
    trainer.step(rows)
    fastest = Math.min(fastest, now() - start)
  }
  trainer.dispose()
  return fastest
}
