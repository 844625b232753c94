import {Readable} from 'node:stream'
import {formatCsv} from '../dataset/csv-write.js'
import type {DatasetDescription, FieldDescription} from '../dataset/description.js'
import {
  columnOf,
  selectRows,
  type CategoryColumn,
  type Column,
  type NumberColumn,
  type Table,
} from '../dataset/table.js'
import {MlopsError} from '../errors.js'
import type {Random} from '../statistics/random.js'
import type {ReferenceRows} from './artifact.js'

/** Enough rows for drift tests to see what matters; more would only make every start slower. */
export const referenceRowLimit = 20_000

/**
 * At most `limit` rows, each with the same chance, in their order.
 *
 * @source selection sampling: Knuth, The Art of Computer Programming, vol. 2, 3.4.2, algorithm S
 */
export function sampleReference(reference: ReferenceRows, random: Random, limit = referenceRowLimit): ReferenceRows {
  const {rows} = reference.table
  if (rows <= limit) return reference
  const indices = new Int32Array(limit)
  let chosen = 0
  for (let row = 0; chosen < limit; row++) {
    if ((rows - row) * random() < limit - chosen) indices[chosen++] = row
  }
  const classes = reference.probabilities.length / rows
  const probabilities = new Float32Array(limit * classes)
  indices.forEach((row, index) => {
    probabilities.set(reference.probabilities.subarray(row * classes, (row + 1) * classes), index * classes)
  })
  return {
    table: selectRows(reference.table, indices),
    predicted: Int32Array.from(indices, (row) => reference.predicted[row]!),
    probabilities,
  }
}

/** The rows as CSV: features and target as in the training file, then `prediction` and a probability for each class. */
export function formatReference(
  description: DatasetDescription,
  {table, predicted, probabilities}: ReferenceRows,
): string {
  const {classes} = description.target
  const names = predictionColumns(description)
  const prediction: CategoryColumn = {
    kind: 'category',
    name: names.prediction,
    codes: predicted,
    categories: classes.map(({value}) => value),
  }
  const columns = names.probabilities.map((name, index): NumberColumn => {
    const values = Float64Array.from({length: table.rows}, (_, row) =>
      shortestDouble(probabilities[row * classes.length + index]!),
    )
    return {kind: 'number', name, values}
  })
  const whole = {rows: table.rows, columns: [...referenceColumns(description, table), prediction, ...columns]}
  return [...formatCsv(whole, description.delimiter)].join('')
}

/**
 * Reads what `formatReference` wrote.
 *
 * @throws MlopsError `MODEL_INVALID` when it does not fit the description
 */
export async function parseReference(
  description: DatasetDescription,
  content: Uint8Array,
  path: string,
): Promise<ReferenceRows> {
  const {loadDatasetAs} = await import('../dataset/load-dataset.js')
  const {classes} = description.target
  const names = predictionColumns(description)
  try {
    const {table} = await loadDatasetAs(storedDescription(description), {
      path: '-',
      stdin: Readable.from([content]),
      displayName: path,
      onBadRow: 'fail',
      requireTarget: true,
    })
    const probabilities = new Float32Array(table.rows * classes.length)
    names.probabilities.forEach((name, index) => {
      const {values} = columnOf(table, name) as NumberColumn
      for (let row = 0; row < table.rows; row++) probabilities[row * classes.length + index] = values[row]!
    })
    const {codes} = columnOf(table, names.prediction) as CategoryColumn
    const columns = referenceColumns(description, table)
    return {table: {rows: table.rows, columns}, predicted: codes, probabilities}
  } catch (error) {
    if (!(error instanceof MlopsError)) throw error
    throw new MlopsError('MODEL_INVALID', {
      message: `${path} does not fit the description in the manifest beside it. ${error.message}`,
      cause: error,
    })
  }
}

/** Names of the added columns; longer ones where the data has a column of that name already. */
function predictionColumns({fields, target}: DatasetDescription): {prediction: string; probabilities: string[]} {
  const taken = new Set(fields.map(({name}) => name))
  const free = (name: string): string => (taken.has(name) ? free(`model_${name}`) : name)
  return {prediction: free('prediction'), probabilities: target.classes.map(({value}) => free(`probability_${value}`))}
}

function referenceColumns({features, target}: DatasetDescription, table: Table): Column[] {
  return [...features, target.name].map((name) => columnOf(table, name))
}

/** What the stored file is: only the columns that were kept, under their own names, empty where missing. */
function storedDescription(description: DatasetDescription): DatasetDescription {
  const {fields, features, target} = description
  const kept = [...features, target.name].flatMap((name) => {
    const field = fields.find((each) => each.name === name)
    return field === undefined ? [] : [{...field, missingValues: []}]
  })
  const names = predictionColumns(description)
  const added: readonly FieldDescription[] = [
    {name: names.prediction, kind: 'category', categories: target.classes},
    ...names.probabilities.map((name): FieldDescription => ({name, kind: 'number', integer: false})),
  ]
  return {
    ...description,
    fields: [...kept, ...added],
    ignored: added.map(({name}) => name),
    missingValues: [],
    aliases: {},
  }
}

/** The double with the fewest digits that rounds to this 32-bit float: 0.1 instead of 0.10000000149011612. */
function shortestDouble(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return Number(value.toPrecision(9))
}
