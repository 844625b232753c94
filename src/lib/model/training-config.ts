import type {TrainingConfig} from './manifest.js'

/** How a model is trained when nobody says otherwise; docs/decisions.md says why 100 epochs. */
export const defaultTrainingConfig: TrainingConfig = {
  seed: 42,
  epochs: 100,
  batchSize: 32,
  hidden: [100, 100, 100],
  dropout: 0.7,
  learningRate: 0.001,
  testShare: 0.2,
}
