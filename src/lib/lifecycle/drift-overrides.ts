import {didYouMean} from '../dataset/nearest-name.js'
import {columnKey, outputNames} from '../drift/column-names.js'
import type {ComparedColumns} from '../drift/profile-table.js'
import type {ColumnOverride} from '../drift/drift-report.js'
import type {Aspect} from '../drift/table-drift.js'
import {namedTest, namedTestNames} from '../drift/named-tests.js'
import {MlopsError} from '../errors.js'

/**
 * Holds what a person chose for single columns to the columns that there are.
 *
 * @throws MlopsError `USAGE` for an unknown column or test, or a test that is not for columns of this type
 */
export function checkOverrides(overrides: readonly ColumnOverride[], compared: ComparedColumns): void {
  const keys = keysOf(compared)
  const together = keys.at(-1)
  for (const {column, test: name, threshold, direction} of overrides) {
    if (!keys.includes(column)) {
      throw new MlopsError('USAGE', {
        message: `There is no column "${column}" to compare.${didYouMean(column, keys)} The features are ${compared.fields.map((field) => field.name).join(', ')}.`,
        suggestion: 'Name a column as it stands in the table of mlops drift.',
      })
    }
    if (column === together) checkTogether({column, test: name, threshold, direction})
    if (threshold !== null && threshold < 0) {
      throw new MlopsError('USAGE', {
        message: `--threshold ${column}=${threshold}: expected a number of at least 0.`,
        suggestion: 'Distances, shares and p-values are never negative.',
      })
    }
    if (name !== null) checkTest({column, name}, compared)
  }
}

/** All features together are looked at in one way alone. */
function checkTogether({column, test, threshold, direction}: ColumnOverride): void {
  if (test !== null || direction !== null) {
    throw new MlopsError('USAGE', {
      message: `--${test === null ? 'direction' : 'test'} is not for ${column}: it has one test, and no direction.`,
      suggestion: 'Name its limit with --threshold, an AUC.',
    })
  }
  if (threshold === null || (threshold >= 0.5 && threshold <= 1)) return
  throw new MlopsError('USAGE', {
    message: `--threshold ${column}=${threshold}: expected an AUC, a number from 0.5 to 1.`,
    suggestion: '0.5 is that of rows which cannot be told apart.',
  })
}

/** What the columns may be called; all features together come last. */
function keysOf({fields, target}: ComparedColumns): readonly string[] {
  const features = fields.map(({name}) => name)
  const keyOf = (column: string, aspect: Aspect): string => columnKey({column, aspect}, features)
  return [
    ...fields.flatMap(({name, kind}) => [
      name,
      keyOf(name, 'missing'),
      keyOf(name, kind === 'number' ? 'out-of-range' : 'unseen'),
    ]),
    ...(target === null ? [] : [keyOf(target.name, 'label')]),
    ...Object.entries(outputNames).map(([aspect, column]) => keyOf(column, aspect as keyof typeof outputNames)),
  ]
}

function checkTest({column, name}: {readonly column: string; readonly name: string}, compared: ComparedColumns): void {
  const test = namedTest(name)
  if (test === undefined) {
    throw new MlopsError('USAGE', {
      message: `--test ${column}=${name}: there is no such test.${didYouMean(name, namedTestNames)}`,
      suggestion: `Name one of ${namedTestNames.join(', ')}.`,
    })
  }
  const field = compared.fields.find((each) => each.name === column)
  if (field === undefined || test.kinds.includes(field.kind)) return
  const [noun, other] = field.kind === 'number' ? ['numbers', 'categories'] : ['categories', 'numbers']
  throw new MlopsError('USAGE', {
    message: `--test ${column}=${name}: that test is for ${other}, and ${column} holds ${noun}.`,
    suggestion: `Name another of ${namedTestNames.join(', ')}.`,
  })
}
