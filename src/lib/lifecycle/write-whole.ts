import {randomUUID} from 'node:crypto'
import {open, readFile, rename, rm} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {MlopsError} from '../errors.js'
import {describeSystemError, errorCode, makeFolder, writing} from '../durable-files.js'

/**
 * Writes a file so that it is the old one, or none, until it is whole. Folders are made as needed.
 *
 * @param content - the text or bytes, or pieces of text; what they throw is passed on
 * @returns the number of bytes
 * @throws MlopsError `FILE_UNWRITABLE`; nothing is left behind then
 */
export async function writeWhole(path: string, content: string | Uint8Array | Iterable<string>): Promise<number> {
  return writing(path, async () => {
    const undo = await makeFolder(dirname(path))
    const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}`)
    try {
      const bytes = await writeChunks(
        temporary,
        typeof content === 'string' || content instanceof Uint8Array ? [content] : content,
      )
      await rename(temporary, path)
      return bytes
    } catch (error) {
      await rm(temporary, {force: true})
      await undo()
      throw error
    }
  })
}

/** Waits until the disk has all of them. */
async function writeChunks(path: string, chunks: Iterable<string | Uint8Array>): Promise<number> {
  const file = await open(path, 'w')
  try {
    let bytes = 0
    for (const chunk of chunks) {
      const piece = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      await file.writeFile(piece)
      bytes += piece.length
    }
    await file.sync()
    return bytes
  } finally {
    await file.close()
  }
}

/**
 * Compares a file that may not exist yet with a text in pieces; both may be larger than the memory.
 *
 * @throws MlopsError `FILE_UNREADABLE` when something is there that is no readable file
 */
export async function compareFile(
  path: string,
  chunks: Iterable<string>,
): Promise<{readonly state: 'missing' | 'different'} | {readonly state: 'same'; readonly bytes: number}> {
  try {
    const file = await open(path, 'r')
    try {
      let bytes = 0
      for (const chunk of chunks) {
        const expected = Buffer.from(chunk)
        const found = Buffer.alloc(expected.length)
        if ((await file.read(found, 0, found.length, bytes)).bytesRead < found.length || !found.equals(expected)) {
          return {state: 'different'}
        }
        bytes += expected.length
      }
      return (await file.stat()).size === bytes ? {state: 'same', bytes} : {state: 'different'}
    } finally {
      await file.close()
    }
  } catch (error) {
    if (errorCode(error) === undefined) throw error
    if (errorCode(error) === 'ENOENT') return {state: 'missing'}
    throw unreadable(path, error)
  }
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
    throw unreadable(path, error)
  }
}

function unreadable(path: string, error: unknown): MlopsError {
  return new MlopsError('FILE_UNREADABLE', {
    message: `${path} is there but cannot be read, so it is not replaced: ${describeSystemError(error)}.`,
    cause: error,
  })
}
