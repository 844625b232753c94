import {readdir} from 'node:fs/promises'
import {errorCode} from '../durable-files.js'

/** `predictions`: answered rows; `labels`: what turned out to be true. */
export type LogKind = 'predictions' | 'labels'

/**
 * A file of a log: `<kind>-<time of its first line>-<writer>.ndjson`. Names sort by time. Each process writes files of
 * its own, so that several may use one folder.
 */
export interface LogName {
  readonly kind: LogKind
  /** Name without `.ndjson` or `.ids`. */
  readonly stem: string
  /** Milliseconds since the epoch. */
  readonly start: number
  /** Eight characters that no other process has. */
  readonly writer: string
}

export const LOG_ENDING = '.ndjson'
/** Index of the ids of a file: it stays when the file is deleted, so that late labels still find their prediction. */
export const INDEX_ENDING = '.ids'

const pattern = /^(predictions|labels)-(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d\.\d{3}Z)-([a-z0-9]{8})$/

export function logStem(kind: LogKind, start: number, writer: string): string {
  return `${kind}-${new Date(start).toISOString().replaceAll(':', '-')}-${writer}`
}

function parseStem(stem: string): LogName | undefined {
  const match = pattern.exec(stem)
  if (match === null) return undefined
  const [, kind, hour, minute, second, writer] = match
  return {kind: kind as LogKind, stem, start: Date.parse(`${hour}:${minute}:${second}`), writer: writer!}
}

/** The files of a kind that end so, in order of their times; none when there is no folder. */
export async function listLogFiles(folder: string, kind: LogKind, ending = LOG_ENDING): Promise<readonly LogName[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  })
  return names
    .filter((name) => name.endsWith(ending))
    .flatMap((name) => parseStem(name.slice(0, -ending.length)) ?? [])
    .filter((name) => name.kind === kind)
    .sort((a, b) => a.start - b.start || (a.writer < b.writer ? -1 : 1))
}

/** The newest file of each writer: the others will not grow any more. */
export function newestOfWriters(names: readonly LogName[]): ReadonlySet<string> {
  return new Set(new Map(names.map(({writer, stem}) => [writer, stem])).values())
}

export function createWriterToken(random: () => number): string {
  return Array.from({length: 8}, () => Math.floor(36 * random()).toString(36)).join('')
}
