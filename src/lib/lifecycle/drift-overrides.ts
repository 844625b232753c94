import {didYouMean} from '../dataset/nearest-name.js'
import {outputNames} from '../drift/column-pair.js'
import type {ComparedColumns} from '../drift/profile-table.js'
import type {ColumnOverride} from '../drift/drift-report.js'
import {namedTest, namedTestNames} from '../drift/named-tests.js'
import {MlopsError} from '../errors.js'

/**
 * Holds what a person chose for single columns to the columns that there are.
 *
 * @throws MlopsError `USAGE` for an unknown column or test, or a test that is not for columns of this type
 */
export function checkOverrides(overrides: readonly ColumnOverride[], compared: ComparedColumns): void {
  const keys = keysOf(compared)
  for (const {column, test: name} of overrides) {
    if (!keys.includes(column)) {
      throw new MlopsError('USAGE', {
        message: `There is no column "${column}" to compare.${didYouMean(column, keys)} The features are ${compared.fields.map((field) => field.name).join(', ')}.`,
        suggestion: 'Name a column as it stands in the table of mlops drift.',
      })
    }
    if (name !== null) checkTest({column, name}, compared)
  }
}

function keysOf({fields, target}: ComparedColumns): readonly string[] {
  return [
    ...fields.flatMap(({name, kind}) => [
      name,
      `${name}: missing`,
      `${name}: ${kind === 'number' ? 'out-of-range' : 'unseen'}`,
    ]),
    ...(target === null ? [] : [`${target.name}: label`]),
    ...Object.values<string>(outputNames),
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
