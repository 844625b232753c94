import type {DatasetDescription} from '../dataset/description.js'
import {columnOf, type CategoryColumn, type NumberColumn, type Table} from '../dataset/table.js'
import {MlopsError} from '../errors.js'

/** How the features of a row become the inputs of the network. */
export interface Preprocessing {
  readonly features: readonly FeatureEncoding[]
  /** Number of inputs of the network. */
  readonly inputs: number
}

export type FeatureEncoding = NumberEncoding | CategoryEncoding

/** One input: (value - mean) / standardDeviation; missing becomes the mean, 0. */
export interface NumberEncoding {
  readonly kind: 'number'
  readonly name: string
  readonly mean: number
  /** Population standard deviation (ddof 0) of the training rows, > 0. */
  readonly standardDeviation: number
  /** Whether a second input says "missing" (1 or 0): there were missing values in training. */
  readonly missingInput: boolean
}

/** One input a known category, then one for any other value, then one for missing: exactly one of them is 1. */
export interface CategoryEncoding {
  readonly kind: 'category'
  readonly name: string
  readonly categories: readonly string[]
  /** Whether values were missing in training: else the place of missing ones stands for an average category. */
  readonly missingTrained: boolean
}

/**
 * Refuses features that nothing can be learned from.
 *
 * @throws MlopsError `COLUMN_UNUSABLE` when a feature is constant or has no values
 */
export function requireVarying(table: Table, features: readonly string[]): void {
  for (const name of features) {
    const column = columnOf(table, name)
    const present =
      column.kind === 'number'
        ? column.values.filter((value) => !Number.isNaN(value))
        : column.codes.filter((code) => code !== -1)
    const [first] = present
    if (first === undefined) throw unusable(name, 'has no values: all are missing')
    if (present.length < table.rows || present.some((value) => value !== first)) continue
    throw unusable(
      name,
      `is constant: every row holds ${column.kind === 'number' ? first : `"${column.categories[first]!}"`}`,
    )
  }
}

/**
 * Learns the encoding of the features from the training rows. A number that happens to be constant among them (it varies
 * in the rows held out) keeps its unit: its deviation is taken as 1.
 */
export function fitPreprocessing(table: Table, features: readonly string[]): Preprocessing {
  const encodings = features.map((name) => {
    const column = columnOf(table, name)
    return column.kind === 'number' ? fitNumber(column) : fitCategory(column)
  })
  return {features: encodings, inputs: encodings.reduce((sum, encoding) => sum + widthOf(encoding), 0)}
}

function fitNumber({name, values}: NumberColumn): NumberEncoding {
  let count = 0
  let mean = 0
  let squares = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    count += 1
    const distance = value - mean
    mean += distance / count
    squares += distance * (value - mean)
  }
  const standardDeviation = squares > 0 ? Math.sqrt(squares / count) : 1
  return {kind: 'number', name, mean, standardDeviation, missingInput: count < values.length}
}

function fitCategory({name, codes, categories}: CategoryColumn): CategoryEncoding {
  const seen = new Set(codes)
  const present = [...categories.keys()].filter((code) => seen.has(code))
  return {kind: 'category', name, categories: present.map((code) => categories[code]!), missingTrained: seen.has(-1)}
}

function unusable(name: string, what: string): MlopsError {
  return new MlopsError('COLUMN_UNUSABLE', {message: `The column "${name}" ${what}.`})
}

/** Inputs of the network that a feature takes. */
export function widthOf(encoding: FeatureEncoding): number {
  if (encoding.kind === 'category') return encoding.categories.length + 2
  return encoding.missingInput ? 2 : 1
}

/** Writes rows [from, from + rows) of a table into `target`, each row `stride` numbers behind the one before. */
export type RowEncoder = (from: number, rows: number, target: Float32Array, stride: number) => void

/**
 * Prepares the encoding of a table. `target` is written whole: cells of a category that are not set become 0.
 *
 * @throws MlopsError `COLUMN_MISSING` when a feature is not in the table
 */
export function createRowEncoder(preprocessing: Preprocessing, table: Table): RowEncoder {
  let offset = 0
  const encoders = preprocessing.features.map((encoding) => {
    const at = offset
    offset += widthOf(encoding)
    return createFeatureEncoder(encoding, table, at)
  })
  return (from, rows, target, stride) => {
    for (const encode of encoders) encode(from, rows, target, stride)
  }
}

/** All rows of a table, shape [rows, inputs], row-major. */
export function encodeTable(preprocessing: Preprocessing, table: Table): Float32Array {
  const target = new Float32Array(table.rows * preprocessing.inputs)
  createRowEncoder(preprocessing, table)(0, table.rows, target, preprocessing.inputs)
  return target
}

function createFeatureEncoder(encoding: FeatureEncoding, table: Table, at: number): RowEncoder {
  const column = columnOf(table, encoding.name)
  if (encoding.kind === 'number' && column.kind === 'number') return createNumberEncoder(encoding, column, at)
  if (encoding.kind === 'category' && column.kind === 'category') return createCategoryEncoder(encoding, column, at)
  throw new MlopsError('COLUMN_MISSING', {
    message: `The column "${encoding.name}" holds ${column.kind === 'number' ? 'numbers' : 'categories'}, but the model reads ${encoding.kind === 'number' ? 'numbers' : 'categories'} there.`,
    suggestion: 'Read the file with the schema of the model.',
  })
}

function createNumberEncoder(encoding: NumberEncoding, {values}: NumberColumn, at: number): RowEncoder {
  const {mean, standardDeviation, missingInput} = encoding
  return (from, rows, target, stride) => {
    let cell = at
    for (let row = from; row < from + rows; row++) {
      const value = values[row]!
      const missing = value !== value
      target[cell] = missing ? 0 : (value - mean) / standardDeviation
      if (missingInput) target[cell + 1] = missing ? 1 : 0
      cell += stride
    }
  }
}

function createCategoryEncoder({categories}: CategoryEncoding, column: CategoryColumn, at: number): RowEncoder {
  const other = categories.length
  const missing = other + 1
  const slots = Int32Array.from(column.categories, (value) => {
    const known = categories.indexOf(value)
    return known === -1 ? other : known
  })
  return (from, rows, target, stride) => {
    let cell = at
    for (let row = from; row < from + rows; row++) {
      target.fill(0, cell, cell + missing + 1)
      const code = column.codes[row]!
      target[cell + (code === -1 ? missing : slots[code]!)] = 1
      cell += stride
    }
  }
}

/**
 * Prepares the encoding of rows that are no table: shape [rows, features], row-major, one number a feature, in their
 * order. A category is given by its place in `categories`, `categories.length` for any other value, -1 for missing. A
 * row encodes as it does in a table.
 */
export function createValueEncoder({features}: Preprocessing): (values: ArrayLike<number>) => RowEncoder {
  let offset = 0
  const encoders = features.map((encoding, feature) => {
    const at = offset
    offset += widthOf(encoding)
    const place = {feature, features: features.length, at}
    return encoding.kind === 'number' ? valueNumberEncoder(encoding, place) : valueCategoryEncoder(encoding, place)
  })
  return (values) => (from, rows, target, stride) => {
    for (const encode of encoders) encode(values, from, rows, target, stride)
  }
}

interface FeaturePlace {
  readonly feature: number
  readonly features: number
  /** Its first input. */
  readonly at: number
}

type ValueEncoder = (values: ArrayLike<number>, ...rows: Parameters<RowEncoder>) => void

function valueNumberEncoder(encoding: NumberEncoding, {feature, features, at}: FeaturePlace): ValueEncoder {
  const {mean, standardDeviation, missingInput} = encoding
  return (values, from, rows, target, stride) => {
    let cell = at
    for (let row = from; row < from + rows; row++) {
      const value = values[row * features + feature]!
      const missing = value !== value
      target[cell] = missing ? 0 : (value - mean) / standardDeviation
      if (missingInput) target[cell + 1] = missing ? 1 : 0
      cell += stride
    }
  }
}

function valueCategoryEncoder(encoding: CategoryEncoding, {feature, features, at}: FeaturePlace): ValueEncoder {
  const missing = encoding.categories.length + 1
  return (values, from, rows, target, stride) => {
    let cell = at
    for (let row = from; row < from + rows; row++) {
      target.fill(0, cell, cell + missing + 1)
      const place = values[row * features + feature]!
      target[cell + (place === -1 ? missing : place)] = 1
      cell += stride
    }
  }
}

/** The class of each row, in the order of the description's classes. */
export function labelsOf(table: Table, {target}: DatasetDescription): Int32Array {
  return (columnOf(table, target.name) as CategoryColumn).codes
}
