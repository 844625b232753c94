import {lstat, readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {MlopsError} from '../errors.js'
import {suggestedCommand} from '../suggested-command.js'
import type {Aliases} from './registry-aliases.js'
import {describeSystemError, errorCode} from '../durable-files.js'

export function versionFolder(registry: string, version: number): string {
  return join(registry, String(version))
}

/** The numbers that are taken, ascending; what stands under them may be broken. */
export async function listVersions(registry: string): Promise<readonly number[]> {
  try {
    const numbers = (await readdir(registry)).filter((name) => /^[1-9]\d*$/.test(name)).map(Number)
    return numbers.filter((version) => Number.isSafeInteger(version)).sort((a, b) => a - b)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw new MlopsError('FILE_UNREADABLE', {
      message: `The model registry ${registry} cannot be read: ${describeSystemError(error)}.`,
      suggestion: 'Name a folder with --models.',
      cause: error,
    })
  }
}

export async function isTaken(registry: string, version: number): Promise<boolean> {
  return lstat(versionFolder(registry, version)).then(
    () => true,
    () => false,
  )
}

interface Contents {
  readonly registry: string
  readonly versions: readonly number[]
  readonly aliases: Aliases
}

/**
 * The version that a number or an alias names.
 *
 * @throws MlopsError `MODEL_NOT_FOUND` saying what there is
 */
export function findVersion(name: string, {registry, versions, aliases}: Contents): number {
  const isNumber = /^\d+$/.test(name)
  const version = isNumber ? Number(name) : Object.hasOwn(aliases, name) ? aliases[name] : undefined
  if (version !== undefined && versions.includes(version)) return version
  const missing = isNumber
    ? `There is no version ${name} in ${registry}`
    : version === undefined
      ? `There is no alias "${name}" in ${registry}`
      : `The alias ${name} stands for version ${version}, which is not in ${registry}`
  throw new MlopsError('MODEL_NOT_FOUND', {
    message: `${missing}; ${describeContents(versions, aliases)}.`,
    suggestion:
      versions.length === 0
        ? `Train a model: ${suggestedCommand(['train'], {data: 'FILE', models: registry})}`
        : `See what there is: ${suggestedCommand(['models', 'list'], {models: registry})}`,
  })
}

const namedVersions = 10

function describeContents(versions: readonly number[], aliases: Aliases): string {
  if (versions.length === 0) return 'it is empty'
  const named = versions.slice(-namedVersions).join(', ')
  const earlier = versions.length > namedVersions ? ` (and ${versions.length - namedVersions} earlier ones)` : ''
  const aliasList = Object.entries(aliases).map(([name, version]) => `${name} -> ${version}`)
  return `there is ${named}${earlier}${aliasList.length === 0 ? ', no alias' : `, ${aliasList.join(', ')}`}`
}
