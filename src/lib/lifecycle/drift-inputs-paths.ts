import type {Dirent} from 'node:fs'
import {access, readdir} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import {MlopsError} from '../errors.js'
import {inNaturalOrder} from './drift-inputs-order.js'

/**
 * The files that some words of a command line name. A word may hold *, ?, [a-z], {a,b} and **, and gives its files in
 * natural order: month-2 before month-10. Words without them stand as they are, in their order; where that is the
 * alphabetical one, a shell has written them in place of a pattern, and they are put into natural order too. Each file
 * comes once.
 *
 * @throws MlopsError `FILE_NOT_FOUND` when a pattern fits no file
 */
export async function expandPaths(words: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(words.map(expandWord))
  const isWritten = lists.every((list, place) => list.length === 1 && list[0] === words[place])
  const paths = isWritten && isAlphabetical(words) ? inNaturalOrder(words) : lists.flat()
  const seen = new Set<string>()
  return paths.filter((path) => {
    const key = path === '-' ? path : resolve(path)
    return seen.has(key) ? false : seen.add(key)
  })
}

async function expandWord(word: string): Promise<readonly string[]> {
  // A file may be called so.
  if (!/[*?[{]/.test(word) || (await exists(word))) return [word]
  const found = await Promise.all(expandBraces(word).map(findFiles))
  const files = inNaturalOrder([...new Set(found.flat())])
  if (files.length > 0) return files
  throw new MlopsError('FILE_NOT_FOUND', {
    message: `No file fits ${word}.`,
    suggestion: 'Check the pattern; relative paths start at the current folder.',
  })
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** Shells sort by code or by the rules of a language. */
function isAlphabetical(words: readonly string[]): boolean {
  const isSorted = (compare: (a: string, b: string) => number): boolean =>
    words.every((word, place) => place === 0 || compare(words[place - 1]!, word) <= 0)
  return isSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)) || isSorted((a, b) => a.localeCompare(b, 'en'))
}

/** a{b,c}d as abd and acd; nested ones too. A brace without a comma is a character. */
function expandBraces(pattern: string): readonly string[] {
  const found = /\{([^{}]*,[^{}]*)\}/.exec(pattern)
  if (found === null) return [pattern]
  const [whole, list] = found
  const [before, after] = [pattern.slice(0, found.index), pattern.slice(found.index + whole.length)]
  return list!.split(',').flatMap((each) => expandBraces(before + each + after))
}

async function findFiles(pattern: string): Promise<readonly string[]> {
  const [first, ...rest] = pattern.split('/')
  return first === '' ? walk('/', rest) : walk('', [first!, ...rest])
}

/** Files below a folder ('' is the current one) that the rest of a pattern, cut at its slashes, fits. */
async function walk(folder: string, [segment, ...rest]: readonly string[]): Promise<readonly string[]> {
  if (segment === undefined) return []
  if (segment === '**') {
    const here = await walk(folder, rest.length === 0 ? ['*'] : rest)
    const folders = (await entriesOf(folder)).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    const below = await Promise.all(folders.map(({name}) => walk(join(folder, name), [segment, ...rest])))
    return [...here, ...below.flat()]
  }
  if (!/[*?[]/.test(segment)) {
    const path = folder === '' ? segment || '.' : join(folder, segment)
    if (rest.length > 0) return walk(path, rest)
    return (await exists(path)) ? [path] : []
  }
  const fits = expressionOf(segment)
  const entries = (await entriesOf(folder)).filter(
    ({name}) => fits.test(name) && (segment.startsWith('.') || !name.startsWith('.')),
  )
  if (rest.length === 0) return entries.filter((entry) => !entry.isDirectory()).map(({name}) => join(folder, name))
  const below = await Promise.all(entries.map(({name}) => walk(join(folder, name), rest)))
  return below.flat()
}

/** What cannot be read holds no files. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder === '' ? '.' : folder, {withFileTypes: true}).catch(() => [])
}

function expressionOf(segment: string): RegExp {
  const source = segment.replaceAll(/\[(!?)([^\]]+)\]|[*?]|[\\^$+.()|{}[\]]/g, (found, not?: string, set?: string) => {
    if (set !== undefined) return `[${not === '!' ? '^' : ''}${set.replaceAll(/[\\^[]/g, String.raw`\$&`)}]`
    if (found === '*') return '.*'
    return found === '?' ? '.' : `\\${found}`
  })
  return new RegExp(`^${source}$`, 'su')
}
