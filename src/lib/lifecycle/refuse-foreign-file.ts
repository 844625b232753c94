import {stat} from 'node:fs/promises'
import {MlopsError} from '../errors.js'
import {readIfPresent} from './write-whole.js'

interface OwnFiles {
  readonly existing: 'replace' | 'keep'
  /** Whether what is there may be replaced without a word. */
  readonly isOwn: (text: string) => boolean
  /** What it should be, with its article: "an HTML page". */
  readonly noun: string
}

/**
 * A slip of the keyboard must not cost a file of another kind.
 *
 * @throws MlopsError `FILE_EXISTS` when something else is there; `FILE_UNREADABLE`; `USAGE` for a name of no file
 */
export async function refuseForeignFile(path: string, {existing, isOwn, noun}: OwnFiles): Promise<void> {
  await refuseNoFile(path)
  if (existing === 'replace') return
  const present = await readIfPresent(path)
  if (present === undefined || isOwn(present)) return
  throw new MlopsError('FILE_EXISTS', {
    message: `${path} is there already and is not ${noun}.`,
    suggestion: 'Choose another name, or replace it with --force.',
  })
}

/** A device or a pipe can neither be looked at nor be replaced: to read it may take for ever. */
async function refuseNoFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  const isOther = found !== undefined && !found.isFile() && !found.isDirectory()
  if (path !== '' && !isOther) return
  throw new MlopsError('USAGE', {
    message: path === '' ? 'The name of a file to write is empty.' : `${path} is a device or a pipe, expected a file.`,
    suggestion: 'Name a file that is to be written or replaced.',
  })
}

/** Pages that were made by any command. */
export function isHtmlPage(text: string): boolean {
  return /^\s*<!doctype html/i.test(text)
}
