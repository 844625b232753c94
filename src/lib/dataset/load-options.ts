import type {Readable} from 'node:stream'
import type {ByteSource} from './csv-bytes.js'
import {findDataPackage, readDataPackage, type DataPackage} from './data-package-file.js'

export interface DatasetOptions {
  /** A CSV file, plain or gzipped; `-` is standard input. */
  readonly path: string
  /** Data package that describes it. Default: datapackage.json beside it when that fits, else it is inferred. */
  readonly schema?: string | undefined
  /** Column with the label, in place of the declared or guessed one. */
  readonly target?: string | undefined
  /** How far the label may be guessed where nobody names it: by a usual name, or else the last column (the default). */
  readonly guessTarget?: 'by name' | 'last column' | undefined
  /** Columns to keep from the model. */
  readonly ignore?: readonly string[] | undefined
  /** Default: found. */
  readonly delimiter?: string | undefined
  /** Whether rows with bad values end the reading (once all have been counted) or are left out. */
  readonly onBadRow: 'fail' | 'skip'
  /** Whether every row needs a label. */
  readonly requireTarget: boolean
  readonly signal?: AbortSignal | undefined
  /** Read for `-`, in place of the standard input of the process. */
  readonly stdin?: Readable | undefined
  /** What to call the data in messages. Default: the path. */
  readonly displayName?: string | undefined
}

/** What to call the data in messages. */
export function shownName({displayName, path}: Pick<DatasetOptions, 'displayName' | 'path'>): string {
  return displayName ?? (path === '-' ? '<stdin>' : path)
}

/** The bytes to read, and how the reading may end. */
export function requestOf(options: Pick<DatasetOptions, 'path' | 'stdin' | 'signal' | 'onBadRow' | 'displayName'>): {
  readonly source: ByteSource
  readonly onBadRow: 'fail' | 'skip'
} {
  const {path, stdin, signal, onBadRow} = options
  return {
    source: {
      path,
      file: shownName(options),
      ...(stdin === undefined ? {} : {stdin}),
      ...(signal === undefined ? {} : {signal}),
    },
    onBadRow,
  }
}

/** The data package that was named, else the one beside the file; undefined when there is none. */
export async function openDataPackage({
  schema,
  path,
}: Pick<DatasetOptions, 'schema' | 'path'>): Promise<DataPackage | undefined> {
  if (schema !== undefined) return readDataPackage(schema)
  return path === '-' ? undefined : findDataPackage(path)
}
