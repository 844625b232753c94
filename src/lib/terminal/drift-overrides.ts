import type {ColumnOverride} from '../drift/drift-report.js'
import {MlopsError} from '../errors.js'
import {numberChoice, type ColumnChoice} from './column-choices.js'

interface OverrideFlags {
  readonly test?: readonly ColumnChoice[] | undefined
  readonly threshold?: readonly ColumnChoice[] | undefined
  readonly direction?: readonly ColumnChoice[] | undefined
}

/** What --test, --threshold and --direction say, column by column; the last word counts. */
export function overridesOf({test = [], threshold = [], direction = []}: OverrideFlags): readonly ColumnOverride[] {
  const columns = [...new Set([...test, ...threshold, ...direction].map(({column}) => column))]
  const last = (choices: readonly ColumnChoice[], column: string): ColumnChoice | undefined =>
    choices.findLast((choice) => choice.column === column)
  return columns.map((column) => {
    const limit = last(threshold, column)
    return {
      column,
      test: last(test, column)?.value ?? null,
      threshold: limit === undefined ? null : numberChoice('threshold', limit),
      direction: directionOf(last(direction, column)),
    }
  })
}

function directionOf(choice: ColumnChoice | undefined): 'up' | 'down' | null {
  if (choice === undefined) return null
  if (choice.value === 'up' || choice.value === 'down') return choice.value
  throw new MlopsError('USAGE', {
    message: `--direction ${choice.column}=${choice.value}: expected up or down.`,
  })
}
