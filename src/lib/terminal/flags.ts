import {Flags} from '@oclif/core'
import {MlopsError} from '../errors.js'

/** Flags that mean the same in every command that has them. */

export const modelsFlag = Flags.string({
  default: 'models',
  env: 'MLOPS_MODELS',
  helpValue: 'DIR',
  summary: 'Folder of the model registry.',
})

export const modelFlag = Flags.string({
  char: 'm',
  helpValue: 'VERSION|ALIAS',
  summary: 'Model to use: a version, or an alias such as production. Default: production, else the newest.',
})

/** The path is checked where the file is read, so that a missing file is bad data (exit 4) and not a usage error. */
export const dataFlag = Flags.string({
  char: 'd',
  required: true,
  helpValue: 'FILE',
  summary: 'CSV file, plain or gzipped; - reads standard input.',
})

export const schemaFlag = Flags.string({
  helpValue: 'FILE',
  summary: 'Data package that describes the columns. Default: datapackage.json beside the data, else inferred.',
})

export const delimiterFlag = Flags.string({
  helpValue: 'CHAR',
  summary: 'What separates the columns, such as ; or tab. Default: found.',
})

export const onBadRowFlag = Flags.option({
  options: ['fail', 'skip'] as const,
  default: 'fail' as const,
  helpValue: 'fail|skip',
  summary: 'Stop at rows with invalid values, or leave them out.',
})()

export const targetFlag = Flags.string({
  helpValue: 'COLUMN',
  summary: 'Column that holds the label.',
})

export const ignoreFlag = Flags.string({
  multiple: true,
  multipleNonGreedy: true,
  helpValue: 'COLUMN',
  summary: 'Column that the model must not see; may be given several times.',
})

export const profileOutFlag = Flags.string({
  char: 'o',
  required: true,
  helpValue: 'FILE',
  summary: 'Write the profile here: a name that ends in .json or, gzipped, in .json.gz; - prints it.',
})

interface NumberBounds {
  readonly minimum?: number
  readonly maximum?: number
}

/** A flag whose value is a whole number within bounds: `integerFlag({minimum: 1})({default: 50, summary: '…'})`. */
export function integerFlag(bounds: NumberBounds = {}) {
  return Flags.custom<number>({
    helpValue: 'N',
    parse: (input, {token}) =>
      Promise.resolve(parseNumber({name: token.flag, input, kind: 'a whole number', ...bounds})),
  })
}

/** A flag whose value is a number within bounds. */
export function numberFlag(bounds: NumberBounds = {}) {
  return Flags.custom<number>({
    helpValue: 'NUMBER',
    parse: (input, {token}) => Promise.resolve(parseNumber({name: token.flag, input, kind: 'a number', ...bounds})),
  })
}

/** Units of hidden layers: '100,100', or '0' for none. */
export const layersFlag = Flags.custom<readonly number[]>({
  helpValue: 'N,N,…',
  parse: (input, {token}) => Promise.resolve(parseLayers(token.flag, input)),
})

function parseLayers(name: string, input: string): readonly number[] {
  if (input.trim() === '0') return []
  return input
    .split(',')
    .map((units) => parseNumber({name, input: units, kind: 'a whole number', minimum: 1, maximum: 16_384}))
}

/** Shares of the classes, in class order: '0.2,0.3,0.5'. */
export const sharesFlag = Flags.custom<readonly number[]>({
  helpValue: 'SHARE,SHARE,…',
  parse: (input, {token}) => Promise.resolve(parseShares(token.flag, input)),
})

function parseShares(name: string, input: string): readonly number[] {
  const shares = input
    .split(',')
    .map((share) => parseNumber({name, input: share, kind: 'a number', minimum: 0, maximum: 1}))
  const sum = shares.reduce((total, share) => total + share, 0)
  if (Math.abs(sum - 1) <= 0.01) return shares
  throw new MlopsError('USAGE', {message: `--${name} is "${input}", expected shares that sum to 1, not to ${sum}.`})
}

interface NumberInput extends NumberBounds {
  readonly name: string
  readonly input: string
  readonly kind: 'a number' | 'a whole number'
}

function parseNumber({name, input, kind, minimum, maximum}: NumberInput): number {
  const value = input.trim() === '' ? Number.NaN : Number(input)
  const isKind = kind === 'a number' ? Number.isFinite(value) : Number.isSafeInteger(value)
  if (isKind && value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity)) return value
  throw new MlopsError('USAGE', {message: `--${name} is "${input}", expected ${kind}${rangeText(minimum, maximum)}.`})
}

function rangeText(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${exact(minimum)} to ${exact(maximum)}`
  if (minimum !== undefined) return ` of at least ${exact(minimum)}`
  return maximum === undefined ? '' : ` of at most ${exact(maximum)}`
}

function exact(value: number): string {
  return value.toLocaleString('en-US', {maximumSignificantDigits: 15})
}
