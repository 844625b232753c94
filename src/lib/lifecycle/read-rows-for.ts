import type {Readable} from 'node:stream'
import {isDeepStrictEqual} from 'node:util'
import {loadDatasetAs, type Dataset} from '../dataset/load-dataset.js'
import {MlopsError} from '../errors.js'
import type {Manifest} from '../model/manifest.js'

export interface RowsToRead {
  /** CSV with labels; '-' for standard input. */
  readonly data: string
  /** Default: found. */
  readonly delimiter?: string | undefined
  readonly onBadRow: 'fail' | 'skip'
  readonly stdin?: Readable | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Labelled rows of a file as a model's description says. Rows that were left out of the file at training are no news on
 * the same file, so they are left out again, whatever `onBadRow` says.
 */
export async function readRowsFor(manifest: Manifest, rows: RowsToRead): Promise<Dataset> {
  const {data, delimiter, onBadRow, stdin, signal} = rows
  const read = (mode: 'fail' | 'skip'): Promise<Dataset> =>
    loadDatasetAs(manifest.description, {path: data, delimiter, onBadRow: mode, requireTarget: true, stdin, signal})
  try {
    return await read(onBadRow)
  } catch (error) {
    const mayBeKnown = manifest.data.skippedRows > 0 && data !== '-'
    if (!(error instanceof MlopsError) || error.code !== 'DATA_INVALID' || !mayBeKnown) throw error
    const dataset = await read('skip')
    if (dataset.hash === manifest.data.hash) return dataset
    throw error
  }
}

/** The rows that one model has read, as another model reads them. */
export async function readRowsAlsoFor(
  manifest: Manifest,
  read: {readonly manifest: Manifest; readonly dataset: Dataset},
  rows: RowsToRead,
): Promise<Dataset> {
  if (isDeepStrictEqual(manifest.description, read.manifest.description)) return read.dataset
  if (rows.data === '-') {
    throw new MlopsError('USAGE', {
      message: 'The two versions read the columns differently, and standard input can be read only once.',
      suggestion: 'Give a file with --data.',
    })
  }
  return readRowsFor(manifest, rows)
}
