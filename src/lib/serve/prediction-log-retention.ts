import {stat, unlink} from 'node:fs/promises'
import {join} from 'node:path'
import {errorCode} from '../durable-files.js'
import {LOG_ENDING, listLogFiles, newestOfWriters, type LogName} from './prediction-log-names.js'

/** How much of the predictions is kept; labels always are. */
export interface Retention {
  /** Of all files of predictions together. */
  readonly maximumBytes?: number | undefined
  readonly maximumAgeMs?: number | undefined
  /** A file that is written to now. */
  readonly current?: string | undefined
  /** Called before a file is deleted, to keep the ids in it for late labels; the file stays when it fails. */
  readonly keepIds?: ((stem: string) => Promise<void>) | undefined
}

/** The newest file of a writer may still be written to, unless it has rested for so long. */
const restMs = 2 * 24 * 3_600_000

/** Deletes the oldest files until the rest is small and young enough. Several processes may do so at once. */
export async function applyRetention(folder: string, retention: Retention, now: number): Promise<void> {
  const {maximumBytes = Infinity, maximumAgeMs = Infinity, current, keepIds} = retention
  const files = await measured(folder)
  const newest = newestOfWriters(files.map(({name}) => name))
  let bytes = files.reduce((sum, {size}) => sum + size, 0)
  for (const {name, size, changed} of files) {
    const isOld = now - changed > maximumAgeMs
    if (!isOld && bytes <= maximumBytes) continue
    if (newest.has(name.stem) && now - changed < restMs) continue
    const path = join(folder, name.stem + LOG_ENDING)
    if (path === current) continue
    await keepIds?.(name.stem)
    await unlink(path).catch(ignoreGone)
    bytes -= size
  }
}

interface Measured {
  readonly name: LogName
  readonly size: number
  /** When it was last written to; never before it was begun, by whose clock ever. */
  readonly changed: number
}

async function measured(folder: string): Promise<readonly Measured[]> {
  const found: Measured[] = []
  for (const name of await listLogFiles(folder, 'predictions')) {
    const state = await stat(join(folder, name.stem + LOG_ENDING)).catch(ignoreGone)
    if (state !== undefined) found.push({name, size: state.size, changed: Math.max(state.mtimeMs, name.start)})
  }
  return found
}

function ignoreGone(error: unknown): undefined {
  if (errorCode(error) !== 'ENOENT') throw error
}
