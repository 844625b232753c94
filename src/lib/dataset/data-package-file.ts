import {readFile} from 'node:fs/promises'
import {dirname, join, resolve} from 'node:path'
import {MlopsError} from '../errors.js'
import {parseResources, type PackageResource} from './data-package.js'
import type {DraftDescription} from './load-draft.js'

/** Where a command looks for a description of a CSV file: in the same folder. */
export const dataPackageFile = 'datapackage.json'

export interface DataPackage {
  /** Its path, as it is shown to a person. */
  readonly path: string
  readonly resources: readonly PackageResource[]
}

/**
 * @throws MlopsError `FILE_NOT_FOUND`, `FILE_UNREADABLE`, `SCHEMA_INVALID`
 */
export async function readDataPackage(path: string): Promise<DataPackage> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw readingError(error, path)
  }
  return {path, resources: parseResources(parseJson(text, path), path)}
}

/** The data package beside a CSV file; undefined when there is none. */
export async function findDataPackage(csvPath: string): Promise<DataPackage | undefined> {
  const path = join(dirname(csvPath), dataPackageFile)
  try {
    return await readDataPackage(path)
  } catch (error) {
    if (error instanceof MlopsError && error.code === 'FILE_NOT_FOUND') return undefined
    throw error
  }
}

/**
 * The resource of a data package that describes a CSV file: the one that names the file among its paths; else the one
 * of which the header holds most fields, if it holds at least half of those that matter (target and features).
 * Undefined when no resource does: the file only happens to lie beside the data package.
 */
export function chooseResource(
  {path, resources}: DataPackage,
  csvPath: string,
  header: readonly string[],
): PackageResource | undefined {
  const named = resources.find(({paths}) => paths.some((each) => resolve(dirname(path), each) === resolve(csvPath)))
  if (named !== undefined) return named
  const known = new Set(header)
  const scored = resources
    .map((resource) => ({resource, held: resource.fieldNames.filter((name) => known.has(name)).length}))
    .sort((a, b) => b.held - a.held)
  const best = scored[0]
  return best !== undefined && best.held > 0 && matchesHeader(best.resource.draft().draft, header)
    ? best.resource
    : undefined
}

function matchesHeader(draft: DraftDescription, header: readonly string[]): boolean {
  const names = new Set(header.map((name) => (Object.hasOwn(draft.aliases, name) ? draft.aliases[name]! : name)))
  const wanted = draft.fields.map(({name}) => name).filter((name) => !draft.ignored.includes(name))
  return 2 * wanted.filter((name) => names.has(name)).length >= wanted.length
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const position = /at position (\d+)/.exec(message)?.[1]
    const before = text.slice(0, Number(position ?? 0)).split('\n')
    const place = position === undefined ? path : `${path}:${before.length}:${before.at(-1)!.length + 1}`
    throw new MlopsError('SCHEMA_INVALID', {
      message: `${place}  the data package is not JSON: ${message.replace(/ in JSON at position \d+.*$/s, '')}.`,
      cause: error,
    })
  }
}

function readingError(error: unknown, path: string): MlopsError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new MlopsError('FILE_NOT_FOUND', {message: `There is no data package ${path}.`, cause: error})
  }
  const reason = code === 'EISDIR' ? 'it is a folder' : code === 'EACCES' ? 'permission denied' : String(error)
  return new MlopsError('FILE_UNREADABLE', {message: `${path} cannot be read: ${reason}.`, cause: error})
}
