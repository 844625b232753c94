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
 * @throws MlopsError `FILE_EXISTS` when something else is there; `FILE_UNREADABLE`
 */
export async function refuseForeignFile(path: string, {existing, isOwn, noun}: OwnFiles): Promise<void> {
  if (existing === 'replace') return
  const present = await readIfPresent(path)
  if (present === undefined || isOwn(present)) return
  throw new MlopsError('FILE_EXISTS', {
    message: `${path} is there already and is not ${noun}.`,
    suggestion: 'Choose another name, or replace it with --force.',
  })
}

/** Pages that were made by any command. */
export function isHtmlPage(text: string): boolean {
  return /^\s*<!doctype html/i.test(text)
}
