import {stat} from 'node:fs/promises'
import {isProfilePath} from './profile-files.js'

/**
 * What comparing a file costs besides reading it, in bytes that could be read meanwhile. Half of what a thread needs that
 * has compared many: each new one starts slowly.
 */
const COMPARING = 5e5

/** Bytes of work beside the largest file from which another thread pays for its start: 0.4 s of reading. */
const LEAST_WORK = 20e6

/** CSV files pack to about a quarter. */
const UNPACKED = 4

export interface ThreadsOptions {
  readonly paths: readonly string[]
  /** File that they are compared with; it is read in this thread. */
  readonly reference: string | undefined
  /** Threads at most. */
  readonly threads: number
}

/**
 * The files that are left to other threads, in their order: none where that would not pay. Standard input is read in
 * this one.
 */
export async function filesForThreads({paths, reference, threads}: ThreadsOptions): Promise<readonly string[]> {
  if (threads < 2) return []
  const files = paths.filter((path) => path !== '-')
  const own = reference === undefined || reference === '-' ? 0 : await workOf(reference)
  const works = await Promise.all(files.map(async (path) => COMPARING + (await workOf(path))))
  const all = [own, ...works]
  const beside = all.reduce((sum, work) => sum + work, 0) - Math.max(...all)
  return beside < LEAST_WORK ? [] : files
}

/** Bytes to read. What is not there costs nothing. */
async function workOf(path: string): Promise<number> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  if (isProfilePath(path)) return size / 2
  return /\.gz$/i.test(path) ? UNPACKED * size : size
}
