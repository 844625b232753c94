import {randomUUID} from 'node:crypto'
import {readFile, rename, rm} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {MlopsError} from '../errors.js'
import {describeSystemError, errorCode, makeFolder, writeDurably, writing} from '../model/registry-durable.js'

/**
 * Writes a file so that it is the old one, or none, until it is whole. Folders are made as needed.
 *
 * @throws MlopsError `FILE_UNWRITABLE`; nothing is left behind then
 */
export async function writeWhole(path: string, content: string): Promise<void> {
  await writing(path, async () => {
    const undo = await makeFolder(dirname(path))
    const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}`)
    try {
      await writeDurably(temporary, content)
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, {force: true})
      await undo()
      throw error
    }
  })
}

/**
 * The text of a file that may not exist yet.
 *
 * @throws MlopsError `FILE_UNREADABLE` when something is there that is no readable file
 */
export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw new MlopsError('FILE_UNREADABLE', {
      message: `${path} is there but cannot be read, so it is not replaced: ${describeSystemError(error)}.`,
      cause: error,
    })
  }
}
