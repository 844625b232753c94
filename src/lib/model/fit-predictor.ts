import type {DatasetDescription} from '../dataset/description.js'
import type {Table} from '../dataset/table.js'
import type {EpochRecord, TrainingConfig} from './manifest.js'
import type {NetworkWeights} from './network.js'
import {createPredictor, type Predictor} from './predictor.js'
import {encodeTable, labelsOf, type Preprocessing} from './preprocessing.js'
import type {Trainer, TrainerOptions} from './trainer.js'
import {trainNetwork} from './training.js'
import {averageUntrainedInputs, untrainedInputs} from './untrained-inputs.js'

/** How a predictor is made of rows: the same for the model and for those that stand in for it in its folds. */
export interface Recipe {
  readonly description: DatasetDescription
  readonly config: TrainingConfig
  readonly createTrainer: (options: TrainerOptions) => Trainer
  readonly onEpoch?: ((record: EpochRecord) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface FittedPredictor {
  readonly predictor: Predictor
  readonly network: NetworkWeights
  readonly history: readonly EpochRecord[]
}

/**
 * Trains a network on rows, and compiles it.
 *
 * @param preprocessing - fitted on the training rows
 * @throws MlopsError `INTERRUPTED` when the signal fires
 */
export async function fitPredictor(
  {preprocessing, train, test}: {readonly preprocessing: Preprocessing; readonly train: Table; readonly test: Table},
  {description, ...recipe}: Recipe,
): Promise<FittedPredictor> {
  const encode = (rows: Table) => ({inputs: encodeTable(preprocessing, rows), labels: labelsOf(rows, description)})
  const shape = {
    ...{inputs: preprocessing.inputs, hidden: recipe.config.hidden},
    classes: description.target.classes.length,
  }
  const trained = await trainNetwork(shape, {...recipe, train: encode(train), test: encode(test)})
  const network = averageUntrainedInputs(trained.weights, untrainedInputs(preprocessing, train))
  return {predictor: createPredictor(preprocessing, network), network, history: trained.history}
}
