import {readFile} from 'node:fs/promises'
import {promisify} from 'node:util'
import {gunzip} from 'node:zlib'
import {describeSystemError, errorCode} from '../durable-files.js'
import type {SavedProfile} from '../drift/profile-format.js'
import {parseProfile} from '../drift/profile-parse.js'
import {MlopsError} from '../errors.js'

/** Whether a path is that of a profile, and not of rows. */
export function isProfilePath(path: string): boolean {
  return /\.json(?:\.gz)?$/i.test(path)
}

/**
 * Reads a profile, plain or gzipped.
 *
 * @throws MlopsError `FILE_NOT_FOUND`, `FILE_UNREADABLE`, `PROFILE_INVALID`
 */
export async function readSavedProfile(path: string): Promise<SavedProfile> {
  return parseProfile(await unpack(await readBytes(path), path), path)
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new MlopsError('FILE_NOT_FOUND', {message: `There is no profile ${path}.`, cause: error})
    }
    const reason = code === 'EISDIR' ? 'it is a folder' : describeSystemError(error)
    throw new MlopsError('FILE_UNREADABLE', {message: `${path} cannot be read: ${reason}.`, cause: error})
  }
}

/** Gzip is recognised by its first two bytes, whatever the name. */
async function unpack(bytes: Buffer, path: string): Promise<string> {
  if (!(bytes[0] === 0x1f && bytes[1] === 0x8b)) return bytes.toString('utf8')
  try {
    return (await promisify(gunzip)(bytes)).toString('utf8')
  } catch (error) {
    throw new MlopsError('PROFILE_INVALID', {
      message: `${path} is a broken gzip file: ${error instanceof Error ? error.message : String(error)}.`,
      suggestion: 'Copy or download the file again; gzip -t FILE checks it.',
      cause: error,
    })
  }
}
