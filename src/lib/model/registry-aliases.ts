import {readFile, rename} from 'node:fs/promises'
import {join} from 'node:path'
import {MlopsError} from '../errors.js'
import {describeSystemError, errorCode, syncFolder, writeDurably} from '../durable-files.js'

/** Alias -> version. `production` is what is served, `previous` what was before it; others may be added by hand. */
export type Aliases = Readonly<Record<string, number>>

/** A change of what is in production, as the history keeps it. */
export interface AliasChange {
  /** ISO 8601, UTC. */
  readonly time: string
  readonly action: 'promote' | 'rollback'
  readonly version: number
  /** What was in production before; null when nothing was. */
  readonly from: number | null
  readonly to: number
}

/** Content of `aliases.json`. */
export interface AliasFile {
  readonly aliases: Aliases
  /** What made them so. It stands here too because state and cause then change in one rename. */
  readonly change?: AliasChange
}

const fileName = 'aliases.json'

/** `production` becomes `version`, and what it was becomes `previous`. */
export function promoted(aliases: Aliases, version: number): Aliases {
  const {production} = aliases
  if (production === version) return aliases
  return {...aliases, production: version, ...(production === undefined ? {} : {previous: production})}
}

export async function readAliases(registry: string): Promise<AliasFile> {
  const path = join(registry, fileName)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return {aliases: {}}
    throw new MlopsError('FILE_UNREADABLE', {
      message: `${path} cannot be read: ${describeSystemError(error)}.`,
      cause: error,
    })
  }
  try {
    const value = JSON.parse(text) as AliasFile | null
    if (value !== null && isAliases(value.aliases)) return value
  } catch {
    // Told below, together with JSON of a wrong shape.
  }
  throw new MlopsError('MODEL_INVALID', {
    message: `${path} is not {"aliases": {"production": VERSION, …}}.`,
    suggestion: 'Remove the file and promote a version again; history.ndjson beside it says which was in production.',
  })
}

/** Replaces `aliases.json` in one step, from the workspace that the lock gave. */
export async function replaceAliases(registry: string, workspace: string, content: AliasFile): Promise<void> {
  const temporary = join(workspace, fileName)
  await writeDurably(temporary, `${JSON.stringify(content, undefined, 2)}\n`)
  await rename(temporary, join(registry, fileName))
  await syncFolder(registry)
}

function isAliases(value: unknown): value is Aliases {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).every(
    ([name, version]) => !/^\d+$/.test(name) && Number.isSafeInteger(version) && version > 0,
  )
}
