import {rm} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {makeFolder, writing} from '../durable-files.js'
import {throwIfInterrupted} from '../errors.js'
import {refuseForeignFile} from './refuse-foreign-file.js'
import {readIfPresent, writeWhole} from './write-whole.js'

export interface WriteFilesOptions {
  readonly existing: 'replace' | 'keep'
  /** Whether a file that is there may be replaced without a word. */
  readonly isOwn: (text: string) => boolean
  /** What it should be, with its article. */
  readonly noun: string
  readonly signal?: AbortSignal | undefined
}

export interface WrittenFile {
  /** Below the folder. */
  readonly file: string
  readonly bytes: number
  /** False when it was there already, with the same content. */
  readonly written: boolean
}

/**
 * Writes small files that belong together: all of them, or none. When one cannot be written, or at an interruption, the
 * others are as before.
 *
 * @param files - path below the folder -> content
 * @throws MlopsError `FILE_EXISTS` when something else is there, `FILE_UNREADABLE`, `FILE_UNWRITABLE`, `INTERRUPTED`
 */
export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, string>,
  {signal, ...own}: WriteFilesOptions,
): Promise<readonly WrittenFile[]> {
  const before = new Map<string, string | undefined>()
  for (const file of files.keys()) {
    await refuseForeignFile(join(folder, file), own)
    before.set(file, await readIfPresent(join(folder, file)))
  }
  const undo: (() => Promise<unknown>)[] = []
  try {
    const written: WrittenFile[] = []
    for (const [file, content] of files) {
      throwIfInterrupted(signal)
      const [path, present] = [join(folder, file), before.get(file)]
      if (present !== content) {
        undo.push(await writing(path, () => makeFolder(dirname(path))))
        await writeWhole(path, content)
        undo.push(() => (present === undefined ? rm(path, {force: true}) : writeWhole(path, present)))
      }
      written.push({file, bytes: Buffer.byteLength(content), written: present !== content})
    }
    return written
  } catch (error) {
    // What cannot be put back either must not hide why.
    for (const takeBack of undo.reverse()) await takeBack().catch(() => undefined)
    throw error
  }
}
