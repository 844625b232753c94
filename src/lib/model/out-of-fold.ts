import type {Split} from '../dataset/split.js'
import {selectRows, type Table} from '../dataset/table.js'
import {createRandom, shuffle} from '../statistics/random.js'
import {fitPredictor, type Recipe} from './fit-predictor.js'
import type {EpochRecord} from './manifest.js'
import {fitPreprocessing, labelsOf} from './preprocessing.js'

/** Predictions of rows by models that have not learned from them. */
export interface OutOfSample {
  /** Shape [rows], class; -1 where there is none. */
  readonly predicted: Int32Array
  /** Shape [rows, classes], row-major; NaN where there is none. */
  readonly probabilities: Float32Array
}

export interface OutOfFoldOptions {
  readonly table: Table
  readonly split: Split
  readonly folds: number
  readonly recipe: Omit<Recipe, 'onEpoch'>
  readonly onEpoch?: ((record: EpochRecord, fold: number) => void) | undefined
}

/** No predictions yet, of so many rows. */
export function unpredicted(rows: number, classes: number): OutOfSample {
  return {predicted: new Int32Array(rows).fill(-1), probabilities: new Float32Array(rows * classes).fill(NaN)}
}

/** Writes the predictions of some rows to their places. */
export function placePredictions(all: OutOfSample, rows: Int32Array, {predicted, probabilities}: OutOfSample): void {
  const classes = probabilities.length / predicted.length
  rows.forEach((row, index) => {
    all.predicted[row] = predicted[index]!
    all.probabilities.set(probabilities.subarray(index * classes, (index + 1) * classes), row * classes)
  })
}

/**
 * Predictions of the rows that the model was trained on, each by a stand-in that learned by the same recipe from all
 * rows but those of its fold. The test split is among what the stand-ins learn from, so they know about as many rows as
 * the model does: 84 of 100 with five folds, the model 80. It is in no fold itself, because the model's own answers to
 * it are out of sample, and those are what the others stand in for.
 *
 * @returns rows of the test split, and those without a label, without a prediction
 * @throws MlopsError `INTERRUPTED` when the signal fires
 */
export async function predictOutOfFold(options: OutOfFoldOptions): Promise<OutOfSample> {
  const {table, split, folds, recipe, onEpoch} = options
  const {description, config} = recipe
  const foldOf = dealFolds({labels: labelsOf(table, description), rows: split.train, folds, seed: config.seed})
  const result = unpredicted(table.rows, description.target.classes.length)
  for (let fold = 0; fold < folds; fold++) {
    const held = split.train.filter((_row, place) => foldOf[place] === fold)
    // There are more folds than rows.
    if (held.length === 0) continue
    const others = split.train.filter((_row, place) => foldOf[place] !== fold)
    const train = selectRows(table, joinSorted(others, split.test))
    const test = selectRows(table, held)
    const preprocessing = fitPreprocessing(train, description.features)
    const {predictor} = await fitPredictor(
      {preprocessing, train, test},
      {...recipe, onEpoch: (record) => onEpoch?.(record, fold + 1)},
    )
    placePredictions(result, held, predictor.predictTable(test))
  }
  return result
}

function joinSorted(one: Int32Array, other: Int32Array): Int32Array {
  const joined = new Int32Array(one.length + other.length)
  joined.set(one)
  joined.set(other, one.length)
  return joined.sort()
}

/** A fold for each of the rows: those of a class are dealt out in turn, so each fold has its share of every class. */
function dealFolds({
  labels,
  rows,
  folds,
  seed,
}: {
  readonly labels: Int32Array
  readonly rows: Int32Array
  readonly folds: number
  readonly seed: number
}): Uint8Array {
  const places = Int32Array.from(rows.keys())
  shuffle(places, createRandom(`${seed}/folds`))
  // A stable sort: within a class, the order stays random.
  places.sort((one, other) => labels[rows[one]!]! - labels[rows[other]!]!)
  const foldOf = new Uint8Array(rows.length)
  places.forEach((place, index) => (foldOf[place] = index % folds))
  return foldOf
}
