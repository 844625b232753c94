import {MlopsError} from '../errors.js'
import type {ColumnGuess} from './infer-column.js'
import {didYouMean} from './nearest-name.js'

/** Names that people give to the column with the label, likeliest first. */
const usualNames = ['target', 'label', 'class', 'group', 'y', 'outcome']
/** More distinct values than this are hardly classes, unless somebody says so. */
const mostClasses = 20

export interface ChosenTarget {
  readonly name: string
  readonly note: string
  readonly isGuess: boolean
}

/**
 * Finds the column that holds the label: the one that was asked for; else one with a usual name; else the last one.
 * A column that was not asked for has to look like classes: texts or whole numbers with 2 to 20 distinct values.
 *
 * @param ignored - columns that cannot be it
 * @param guess - 'by name' when the last column is not to be taken
 * @returns its name, a sentence on why, and whether that is no more than a guess, which a person should not overlook
 * @throws MlopsError `COLUMN_MISSING` when the asked one does not exist, `TARGET_UNUSABLE` when none can be found
 */
export function chooseTarget(
  columns: readonly ColumnGuess[],
  {
    asked,
    ignored,
    guess = 'last column',
  }: {
    readonly asked: string | undefined
    readonly ignored: readonly string[]
    readonly guess?: 'by name' | 'last column' | undefined
  },
): ChosenTarget {
  const names = columns.map(({name}) => name)
  if (asked !== undefined) {
    if (names.includes(asked)) return {name: asked, note: `The target is "${asked}", as asked.`, isGuess: false}
    throw new MlopsError('COLUMN_MISSING', {
      message: `There is no column "${asked}".${didYouMean(asked, names)} The columns are ${names.join(', ')}.`,
      suggestion: 'Name one of these columns with --target.',
    })
  }
  const candidates = columns.filter((column) => looksLikeClasses(column, 2) && !ignored.includes(column.name))
  // A file of one column has nothing that the label would be of.
  for (const usual of columns.length < 2 ? [] : usualNames) {
    // One value alone is taken too: rows may be sorted by class, and if not, the message is about the right column.
    const found = columns.find(
      (column) => column.name.toLowerCase() === usual && looksLikeClasses(column, 1) && !ignored.includes(column.name),
    )
    if (found !== undefined) {
      return {name: found.name, note: `The target is "${found.name}", going by its name.`, isGuess: false}
    }
  }
  const last = columns.at(-1)
  if (guess === 'last column' && last !== undefined && candidates.includes(last)) {
    const note = `The label "${last.name}" was guessed: it is the last column. Name it with --target.`
    return {name: last.name, note, isGuess: true}
  }
  throw new MlopsError('TARGET_UNUSABLE', {
    message:
      'No column is plainly the label: none has a usual name, and the last one does not look like classes. ' +
      (candidates.length === 0
        ? `No other column looks like classes either (2 to ${mostClasses} texts or whole numbers).`
        : `Those that could be it: ${candidates.map(({name, distinct}) => `${name} (${distinct} values)`).join(', ')}.`),
    suggestion: 'Name the column that holds the label: --target COLUMN.',
  })
}

function looksLikeClasses({kind, isInteger, distinct}: ColumnGuess, leastClasses: number): boolean {
  return (kind === 'text' || (kind === 'number' && isInteger)) && distinct >= leastClasses && distinct <= mostClasses
}
