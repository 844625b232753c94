import {columnOf, selectRows, type Column, type Table} from '../dataset/table.js'
import {createRandom, shuffle, type Random} from '../statistics/random.js'
import {eventLoopTurn} from './event-loop.js'
import type {FeatureImportance} from './manifest.js'
import type {Predictor} from './predictor.js'

export interface ImportanceOptions {
  readonly predictor: Predictor
  /** Rows that the model was not trained on. */
  readonly table: Table
  readonly labels: Int32Array
  readonly features: readonly string[]
  /** Shuffles of each feature; fewer where that would take too long, but at least two. */
  readonly repeats: number
  readonly seed: number
  readonly onFeature?: ((feature: string) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** A seeded sample of more rows would not change the second digit. */
const ROW_LIMIT = 10_000
/** Inputs times rows over all shuffles: some ten seconds with the example's layers. */
const WORK_LIMIT = 2e9

/**
 * How much accuracy is lost when the values of one feature are shuffled among the rows, so that only their link to
 * the label is cut. Mean and sample standard deviation over the repeats; greatest loss first.
 *
 * @source Breiman (2001), Random Forests, section 10; as scikit-learn's permutation_importance
 */
export async function permutationImportance(options: ImportanceOptions): Promise<readonly FeatureImportance[]> {
  const {predictor, features, seed, onFeature, signal} = options
  const random = createRandom(`${seed}/importance`)
  const {table, labels} = sample(options, random)
  const workOfShuffle = table.rows * features.length
  const repeats = Math.max(2, Math.min(options.repeats, Math.floor(WORK_LIMIT / (workOfShuffle * features.length))))
  const base = accuracy(predictor, table, labels)
  const importances: FeatureImportance[] = []
  for (const feature of features) {
    onFeature?.(feature)
    const losses: number[] = []
    for (let repeat = 0; repeat < repeats; repeat++) {
      await eventLoopTurn(signal)
      const shuffled = shuffleColumn(columnOf(table, feature), random)
      const columns = table.columns.map((column) => (column.name === feature ? shuffled : column))
      losses.push(base - accuracy(predictor, {...table, columns}, labels))
    }
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / repeats
    const squares = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0)
    importances.push({feature, mean, standardDeviation: Math.sqrt(squares / (repeats - 1))})
  }
  return importances.sort((one, other) => other.mean - one.mean)
}

function sample({table, labels}: ImportanceOptions, random: Random): {table: Table; labels: Int32Array} {
  if (table.rows <= ROW_LIMIT) return {table, labels}
  const rows = Int32Array.from(labels, (_label, row) => row)
  shuffle(rows, random)
  const chosen = rows.subarray(0, ROW_LIMIT)
  return {table: selectRows(table, chosen), labels: chosen.map((row) => labels[row]!)}
}

function accuracy(predictor: Predictor, table: Table, labels: Int32Array): number {
  const {predicted} = predictor.predictTable(table)
  let right = 0
  for (let row = 0; row < labels.length; row++) if (predicted[row] === labels[row]) right += 1
  return right / labels.length
}

function shuffleColumn(column: Column, random: Random): Column {
  if (column.kind === 'number') {
    const values = column.values.slice()
    shuffle(values, random)
    return {...column, values}
  }
  const codes = column.codes.slice()
  shuffle(codes, random)
  return {...column, codes}
}
