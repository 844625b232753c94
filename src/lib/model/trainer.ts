import type {BackendName, TrainingConfig} from './manifest.js'
import type {NetworkWeights} from './network.js'

/** Sums since they were last taken. */
export interface BatchTotals {
  /** Summed cross-entropy in nats. */
  readonly loss: number
  readonly rightAnswers: number
  readonly rows: number
}

/**
 * One optimiser that walks a network towards its data. Two trainers with the same data take the same steps up to the
 * rounding of their backend: initial weights, order of rows and dropout masks are all given from outside.
 */
export interface Trainer {
  readonly backend: BackendName
  /** One step of Adam on these rows of the training data, at most `batchSize` of them. */
  step(rows: Int32Array): void
  takeTotals(): BatchTotals
  weights(): NetworkWeights
  /** Frees what the trainer holds outside JavaScript's heap. */
  dispose(): void
}

export interface TrainerData {
  /** Encoded rows, shape [rows, inputs], row-major. */
  readonly inputs: Float32Array
  /** Class of each row. */
  readonly labels: Int32Array
}

export interface TrainerOptions extends TrainerData {
  readonly initial: NetworkWeights
  readonly config: Pick<TrainingConfig, 'batchSize' | 'dropout' | 'learningRate' | 'seed'>
}

/** Adam as Keras and tfjs have it by default (Kingma and Ba 2015). */
export const adamDefaults = {beta1: 0.9, beta2: 0.999, epsilon: 1e-7} as const
