import {readFile} from 'node:fs/promises'
import type {GateBounds} from '../dataset/description.js'
import {MlopsError} from '../errors.js'
import {parseGateBounds} from '../model/gate-bounds.js'

/**
 * Gate bounds from a JSON file; none when there is no file to read.
 *
 * @throws MlopsError `FILE_NOT_FOUND`, `FILE_UNREADABLE`, or `GATES_INVALID` naming the entry
 */
export async function readGateBounds(path: string | undefined): Promise<GateBounds | undefined> {
  if (path === undefined) return undefined
  const text = await readText(path)
  try {
    return parseGateBounds(JSON.parse(text), path)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new MlopsError('GATES_INVALID', {message: `${path} is not JSON: ${error.message}.`, cause: error})
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new MlopsError('FILE_NOT_FOUND', {message: `There is no file ${path}.`, cause: error})
    throw new MlopsError('FILE_UNREADABLE', {
      message: `${path} cannot be read (${code ?? 'unknown reason'}).`,
      cause: error,
    })
  }
}
