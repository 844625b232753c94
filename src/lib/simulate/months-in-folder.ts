import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {loadDataset} from '../dataset/load-dataset.js'
import {loadUnlabelled} from '../dataset/load-unlabelled.js'
import {describeSystemError, errorCode} from '../durable-files.js'
import {MlopsError} from '../errors.js'
import type {Months} from './months.js'

export interface MonthsInFolder {
  readonly folder: string
  /** Column with the labels; that of the data package, or guessed, when missing. */
  readonly target?: string | undefined
  readonly schema?: string | undefined
  readonly delimiter?: string | undefined
  readonly signal?: AbortSignal | undefined
}

const csvFile = /\.csv(?:\.gz)?$/
const monthFile = /^month-(\d{1,6})\.csv(?:\.gz)?$/

/**
 * The months of a folder: its files month-1.csv, month-2.csv, …; where there are none, all its CSV files but
 * reference.csv, in natural order.
 *
 * @throws MlopsError `FILE_NOT_FOUND`, `FILE_UNREADABLE`, `USAGE` where two files are of one month
 */
export async function monthsInFolder({folder, ...options}: MonthsInFolder): Promise<Months> {
  const files = monthFiles(await namesIn(folder), folder)
  if (files.size === 0) {
    throw new MlopsError('FILE_NOT_FOUND', {
      message: `There is no CSV file of a month in ${folder}.`,
      suggestion: 'Name the folder that holds month-1.csv, month-2.csv and so on with --data, or choose a --world.',
    })
  }
  let lastTarget = options.target
  return {
    source: {kind: 'files', folder},
    numbers: [...files.keys()].sort((a, b) => a - b),
    async read(month) {
      const path = join(folder, files.get(month) ?? `month-${month}.csv`)
      try {
        const {table, description} = await loadDataset({...options, path, onBadRow: 'fail', requireTarget: false})
        lastTarget = description.target.name
        return {table, target: lastTarget, name: path}
      } catch (error) {
        if (!(error instanceof MlopsError) || error.code !== 'TARGET_UNUSABLE') throw error
        // Nothing is learned here: a month may have one class only, or no label at all.
        const {table} = await loadUnlabelled({...options, path, onBadRow: 'fail'})
        return {table, target: lastTarget ?? table.columns.at(-1)!.name, name: path}
      }
    },
  }
}

function monthFiles(names: readonly string[], folder: string): ReadonlyMap<number, string> {
  const numbered = names.flatMap((name): [number, string][] => {
    const month = monthFile.exec(name)?.[1]
    return month === undefined ? [] : [[Number(month), name]]
  })
  if (numbered.length > 0) return onePerMonth(numbered, folder)
  // Of one language, so that the order is the same on every machine.
  const {compare} = new Intl.Collator('en', {numeric: true})
  const others = names.filter((name) => csvFile.test(name) && !/^reference\./.test(name)).sort(compare)
  return new Map(others.map((name, index) => [index + 1, name]))
}

function onePerMonth(numbered: readonly (readonly [number, string])[], folder: string): ReadonlyMap<number, string> {
  const files = new Map<number, string>()
  for (const [month, name] of numbered) {
    if (month === 0) continue
    const other = files.get(month)
    if (other !== undefined) {
      throw new MlopsError('USAGE', {
        message: `Two files in ${folder} are of month ${month}: ${[other, name].sort().join(' and ')}.`,
        suggestion: 'Rename one of them, or take it out of the folder.',
      })
    }
    files.set(month, name)
  }
  return files
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT') {
      throw new MlopsError('FILE_NOT_FOUND', {
        message: `There is no folder ${folder}.`,
        suggestion: 'Write the example with mlops generate, name another folder with --data, or choose a --world.',
        cause: error,
      })
    }
    const reason = code === 'ENOTDIR' ? 'it is no folder' : describeSystemError(error)
    throw new MlopsError('FILE_UNREADABLE', {message: `${folder} cannot be read: ${reason}.`, cause: error})
  }
}
