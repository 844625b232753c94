import {readFile} from 'node:fs/promises'
import {describeSystemError, errorCode} from '../durable-files.js'
import {MlopsError} from '../errors.js'

/** Shorter ones can be guessed. */
const LEAST_CHARACTERS = 16

/**
 * The bearer token in a file; white space around it does not count.
 *
 * @throws MlopsError `FILE_NOT_FOUND`, `FILE_UNREADABLE`, or `USAGE` when what it holds is no token
 */
export async function readToken(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new MlopsError(errorCode(error) === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', {
      message: `${path} cannot be read as a token: ${describeSystemError(error)}.`,
      cause: error,
    })
  })
  const token = text.trim()
  if (/^[\x21-\x7e]+$/.test(token) && token.length >= LEAST_CHARACTERS) return token
  throw new MlopsError('USAGE', {
    message: `${path} holds no token: expected one word of at least ${LEAST_CHARACTERS} visible ASCII characters.`,
    suggestion: `Make one: head -c 24 /dev/urandom | base64 > ${path}`,
  })
}
