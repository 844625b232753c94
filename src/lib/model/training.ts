import {createRandom, shuffle} from '../statistics/random.js'
import {eventLoopTurn} from './event-loop.js'
import {createFoldedInference} from './folded-inference.js'
import {foldNetwork} from './folding.js'
import type {EpochRecord, TrainingConfig} from './manifest.js'
import {initialWeights, shapeOf, type NetworkShape, type NetworkWeights} from './network.js'
import type {Trainer, TrainerData, TrainerOptions} from './trainer.js'

export interface TrainingOptions {
  readonly train: TrainerData
  readonly test: TrainerData
  readonly config: TrainingConfig
  readonly createTrainer: (options: TrainerOptions) => Trainer
  readonly onEpoch?: ((record: EpochRecord) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface TrainedNetwork {
  readonly weights: NetworkWeights
  readonly history: readonly EpochRecord[]
}

/** Multiplications after which the event loop gets its turn, for signals and progress: some 20 ms of work. */
const WORK_PER_TURN = 5e7

/**
 * Trains a network: each epoch visits all training rows in a new order, then measures on the test rows.
 *
 * @throws MlopsError `INTERRUPTED` when the signal fires
 */
export async function trainNetwork(
  shape: NetworkShape,
  {train, test, config, createTrainer, onEpoch, signal}: TrainingOptions,
): Promise<TrainedNetwork> {
  const initial = initialWeights(shape, createRandom(`${config.seed}/weights`))
  const order = createRandom(`${config.seed}/order`)
  const rows = Int32Array.from(train.labels, (_label, row) => row)
  const trainer = createTrainer({...train, initial, config})
  const stepsPerTurn = Math.max(1, Math.floor(WORK_PER_TURN / (config.batchSize * multiplications(shape))))
  const history: EpochRecord[] = []
  let steps = 0
  try {
    for (let epoch = 1; epoch <= config.epochs; epoch++) {
      shuffle(rows, order)
      for (let from = 0; from < rows.length; from += config.batchSize) {
        trainer.step(rows.subarray(from, from + config.batchSize))
        steps += 1
        if (steps % stepsPerTurn === 0) await eventLoopTurn(signal)
      }
      const totals = trainer.takeTotals()
      const record = {
        epoch,
        loss: totals.loss / totals.rows,
        accuracy: totals.rightAnswers / totals.rows,
        ...measure(trainer.weights(), test),
      }
      history.push(record)
      onEpoch?.(record)
      await eventLoopTurn(signal)
    }
    return {weights: trainer.weights(), history}
  } finally {
    trainer.dispose()
  }
}

/** Multiplications of one row's way forward. */
export function multiplications({inputs, hidden, classes}: NetworkShape): number {
  const sizes = [inputs, ...hidden, classes]
  return sizes.slice(1).reduce((sum, size, layer) => sum + sizes[layer]! * size, 0)
}

function measure(weights: NetworkWeights, {inputs, labels}: TrainerData): {testLoss: number; testAccuracy: number} {
  const inference = createFoldedInference(foldNetwork(weights))
  const {inputs: width, classes} = shapeOf(weights)
  let loss = 0
  let right = 0
  for (let from = 0; from < labels.length; from += inference.blockRows) {
    const rows = Math.min(inference.blockRows, labels.length - from)
    for (let row = 0; row < rows; row++) {
      const start = (from + row) * width
      inference.input.set(inputs.subarray(start, start + width), row * inference.inputStride)
    }
    inference.run(rows)
    for (let row = 0; row < rows; row++) {
      const at = row * inference.outputStride
      const probabilities = inference.output.subarray(at, at + classes)
      const label = labels[from + row]!
      loss -= Math.log(Math.max(probabilities[label]!, 1e-7))
      if (probabilities.indexOf(Math.max(...probabilities)) === label) right += 1
    }
  }
  return {testLoss: loss / labels.length, testAccuracy: right / labels.length}
}
