import {columnOf, type Column, type Table} from '../dataset/table.js'
import {createRandom, shuffle, type Random} from '../statistics/random.js'
import type {FeatureImportance} from './manifest.js'
import type {Predictor} from './predictor.js'

export interface ImportanceOptions {
  readonly predictor: Predictor
  /** Rows that the model was not trained on. */
  readonly table: Table
  readonly labels: Int32Array
  readonly features: readonly string[]
  /** Shuffles of each feature. */
  readonly repeats: number
  readonly seed: number
}

/**
 * How much accuracy is lost when the values of one feature are shuffled among the rows, so that only their link to
 * the label is cut. Mean and sample standard deviation over the repeats; greatest loss first.
 *
 * @source Breiman (2001), Random Forests, section 10; as scikit-learn's permutation_importance
 */
export function permutationImportance(options: ImportanceOptions): readonly FeatureImportance[] {
  const {predictor, table, labels, features, repeats, seed} = options
  const random = createRandom(`${seed}/importance`)
  const base = accuracy(predictor, table, labels)
  const importances = features.map((feature) => {
    const losses = Array.from({length: repeats}, () => {
      const shuffled = shuffleColumn(columnOf(table, feature), random)
      const columns = table.columns.map((column) => (column.name === feature ? shuffled : column))
      return base - accuracy(predictor, {...table, columns}, labels)
    })
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / repeats
    const squares = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0)
    return {feature, mean, standardDeviation: repeats > 1 ? Math.sqrt(squares / (repeats - 1)) : 0}
  })
  return importances.sort((one, other) => other.mean - one.mean)
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
