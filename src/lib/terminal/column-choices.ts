import {Flags} from '@oclif/core'
import {MlopsError} from '../errors.js'

/** A choice for one column, as given on the command line: 'miles=0.2'. */
export interface ColumnChoice {
  readonly column: string
  readonly value: string
}

/** A flag of the form COLUMN=VALUE that may be given several times. */
export function columnChoiceFlag({helpValue, summary}: {readonly helpValue: string; readonly summary: string}) {
  return Flags.custom<ColumnChoice>({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'COLUMN',
    helpValue: `COLUMN=${helpValue}`,
    summary,
    parse: (input, {token}) => Promise.resolve(parseChoice(token.flag, input)),
  })()
}

/** The last equals sign divides, since a column may have one in its name. */
function parseChoice(flag: string, input: string): ColumnChoice {
  const at = input.lastIndexOf('=')
  const [column, value] = [input.slice(0, at).trim(), input.slice(at + 1).trim()]
  if (at > 0 && column !== '' && value !== '') return {column, value}
  throw new MlopsError('USAGE', {message: `--${flag} is "${input}", expected COLUMN=VALUE.`})
}

/** The value as a number. */
export function numberChoice(flag: string, {column, value}: ColumnChoice): number {
  const number = Number(value)
  if (Number.isFinite(number)) return number
  throw new MlopsError('USAGE', {message: `--${flag} ${column}=${value}: expected a number.`})
}
