import {Readable} from 'node:stream'
import {expect} from 'chai'
import type {DatasetDescription} from '../../src/lib/dataset/description.js'
import {loadDataset, loadDatasetAs, type Dataset, type DatasetOptions} from '../../src/lib/dataset/load-dataset.js'
import {MlopsError} from '../../src/lib/errors.js'

/** Text as a pipe gives it: in pieces of a size that a test chooses. */
export function pipe(content: string | Uint8Array, pieceBytes = 64 * 1024): Readable {
  const bytes = Buffer.from(content)
  const pieces: Buffer[] = []
  for (let from = 0; from < bytes.length; from += pieceBytes) pieces.push(bytes.subarray(from, from + pieceBytes))
  return Readable.from(pieces)
}

type TextOptions = Partial<DatasetOptions> & {readonly pieceBytes?: number}

function optionsFor(content: string | Uint8Array, {pieceBytes, ...options}: TextOptions): DatasetOptions {
  const stdin = pipe(content, pieceBytes)
  return {path: '-', stdin, displayName: 'data.csv', onBadRow: 'fail', requireTarget: true, ...options}
}

/** Reads CSV text without a description. */
export function loadText(content: string | Uint8Array, options: TextOptions = {}): Promise<Dataset> {
  return loadDataset(optionsFor(content, options))
}

/** Reads CSV text as a description says. */
export function loadTextAs(
  description: DatasetDescription,
  content: string | Uint8Array,
  options: TextOptions = {},
): Promise<Dataset> {
  return loadDatasetAs(description, optionsFor(content, options))
}

/** The error that a promise ends with: fails when there is none, or when it is not one that a user can act on. */
export async function errorOf(promise: Promise<unknown>): Promise<MlopsError> {
  try {
    await promise
  } catch (error) {
    expect(error).to.be.instanceOf(MlopsError)
    return error as MlopsError
  }
  throw new Error('expected an error')
}

/** The error that a function throws. */
export function thrownBy(work: () => unknown): MlopsError {
  try {
    work()
  } catch (error) {
    expect(error).to.be.instanceOf(MlopsError)
    return error as MlopsError
  }
  throw new Error('expected an error')
}

/** The values of a column as a file shows them: null where they are missing. */
export function valuesOf({table}: Pick<Dataset, 'table'>, name: string): (number | string | null)[] {
  const column = table.columns.find((each) => each.name === name)!
  return column.kind === 'number'
    ? Array.from(column.values, (value) => (Number.isNaN(value) ? null : value))
    : Array.from(column.codes, (code) => column.categories[code] ?? null)
}

/** Two features, one of numbers and one of words, and a target of whole numbers. */
export const people: DatasetDescription = {
  name: 'people',
  delimiter: ';',
  missingValues: ['', 'NA'],
  fields: [
    {name: 'age', kind: 'number', integer: false, minimum: 16, maximum: 150},
    {name: 'trained', kind: 'number', integer: true, minimum: 0, maximum: 1},
    {name: 'brand', kind: 'category', categories: ['audi', 'fiat'].map((value) => ({value, label: value}))},
    {
      name: 'group',
      kind: 'category',
      valueType: 'integer',
      categories: ['high', 'medium', 'low'].map((label, value) => ({value: String(value), label})),
    },
    {name: 'note', kind: 'number', integer: false},
  ],
  target: {
    name: 'group',
    classes: ['high', 'medium', 'low'].map((label, value) => ({value: String(value), label})),
    valueType: 'integer',
  },
  features: ['age', 'trained', 'brand'],
  ignored: ['note'],
  aliases: {Alter: 'age'},
}
