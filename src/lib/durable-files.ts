import {mkdir, open, rmdir, stat, writeFile} from 'node:fs/promises'
import {dirname, resolve} from 'node:path'
import {MlopsError} from './errors.js'

/** Writes a file, or writes it anew, and waits until the disk has it. @param content - or its parts */
export async function writeDurably(path: string, content: Uint8Array | string | readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'w')
  try {
    await writeFile(file, content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Waits until the disk knows which entries a folder has: a rename alone may be lost with the power. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch (error) {
    // Windows opens no folders, and some network file systems sync none: there is nothing to wait for then.
    if (!['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP'].includes(errorCode(error) ?? '')) throw error
  }
}

/** Makes a folder with its parents; the function returned takes away again what was made, as far as it is empty. */
export async function makeFolder(path: string): Promise<() => Promise<void>> {
  const missing = await missingFolders(resolve(path))
  const made: string[] = []
  const takeAway = async (): Promise<void> => {
    for (const folder of made.reverse()) {
      try {
        await rmdir(folder)
      } catch {
        return
      }
    }
  }
  try {
    // One by one: mkdir with "recursive" never ends where the system answers ENOENT below an existing folder (/proc).
    for (const folder of missing) {
      await mkdir(folder).catch(ignoreExisting)
      made.push(folder)
    }
    if (missing.length > 0) await syncFolder(dirname(missing[0]!))
  } catch (error) {
    await takeAway()
    throw error
  }
  return takeAway
}

/** The folders of a path that do not exist, outermost first. */
async function missingFolders(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' && dirname(path) !== path) return undefined
    throw error
  })
  if (found === undefined) return [...(await missingFolders(dirname(path))), path]
  if (!found.isDirectory()) throw Object.assign(new Error(`${path} is a file, not a folder`), {code: 'ENOTDIR'})
  return []
}

/** Another process may have made it in between. */
function ignoreExisting(error: unknown): void {
  if (errorCode(error) !== 'EEXIST') throw error
}

/** ENOENT, EACCES, …; undefined for anything that is not an error of the operating system. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return code !== undefined && /^E[A-Z0-9]+$/.test(code) ? code : undefined
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'not permitted',
  EROFS: 'the disk is read-only',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'a file grew larger than this process may write',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file of that name is there already',
  EIO: 'the disk failed',
}

/** What the operating system said, for a person. */
export function describeSystemError(error: unknown): string {
  const code = errorCode(error) ?? ''
  return `${reasons[code] ?? (error instanceof Error ? error.message : String(error))}${code === '' ? '' : ` (${code})`}`
}

/** Runs work that writes; what the operating system refuses becomes `FILE_UNWRITABLE`, other errors pass. */
export async function writing<R>(what: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (error) {
    if (errorCode(error) === undefined) throw error
    throw new MlopsError('FILE_UNWRITABLE', {
      message: `${what} could not be written: ${describeSystemError(error)}.`,
      cause: error,
    })
  }
}
