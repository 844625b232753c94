import {largestNumber} from '../dataset/csv-number.js'
import type {CategoryField, FieldDescription, NumberField} from '../dataset/description.js'
import type {CategoryEncoding, FeatureEncoding, NumberEncoding} from '../model/preprocessing.js'

/** A value of a row: a number, the one spelling of a category, null where it is missing. */
export type FieldValue = number | string | null

/** Reads the values of one feature from JSON. */
export interface RequestField {
  readonly name: string
  readonly description: FieldDescription
  readonly encoding: FeatureEncoding
  /** What the value stands for; undefined when it is not such as the feature takes. Nothing is converted. */
  parse(value: unknown): FieldValue | undefined
  /** The value as the compiled predictor takes it. */
  placeOf(value: FieldValue): number
  /** "a number from 16 to 150". */
  readonly expected: string
  /** What is accepted besides null: the request schema says the same. */
  readonly accepts: AcceptedValues
}

export interface AcceptedValues {
  readonly numbers: 'any' | 'whole' | readonly number[]
  readonly booleans: readonly boolean[]
  readonly texts: 'any' | readonly string[]
}

/** Longest text of a category, in characters: what is longer is no category, and would be logged whole. */
export const longestText = 1_000

/**
 * Standard deviations beyond which the network sees no further: it is linear out there, so its answer has settled long
 * before, and 32-bit floats would overflow to an answer that is no number.
 */
const farthest = 1e6

/**
 * @param missingValues - texts that stand for a missing value in the files of the model
 */
export function createRequestField(
  description: FieldDescription,
  encoding: FeatureEncoding,
  missingValues: readonly string[],
): RequestField {
  if (description.kind === 'number' && encoding.kind === 'number') return numberField(description, encoding)
  if (description.kind === 'category' && encoding.kind === 'category') {
    return categoryField(description, encoding, new Set(description.missingValues ?? missingValues).add(''))
  }
  throw new TypeError(`${description.name} is a ${description.kind}, but the model reads a ${encoding.kind}`)
}

function numberField(description: NumberField, encoding: NumberEncoding): RequestField {
  const {name, integer} = description
  const {mean, standardDeviation} = encoding
  const [least, most] = [mean - farthest * standardDeviation, mean + farthest * standardDeviation]
  return {
    name,
    description,
    encoding,
    parse(value) {
      if (typeof value !== 'number') return value === null ? null : undefined
      if (integer && !Number.isInteger(value)) return undefined
      return value <= largestNumber && value >= -largestNumber ? value : undefined
    },
    placeOf(value) {
      if (typeof value !== 'number') return Number.NaN
      if (value < least) return least
      return value > most ? most : value
    },
    expected: (integer ? 'a whole number' : 'a number') + rangeText(description),
    accepts: {numbers: integer ? 'whole' : 'any', booleans: [], texts: []},
  }
}

/** " from 16 to 150", or nothing. */
export function rangeText({minimum, maximum}: {readonly minimum?: number; readonly maximum?: number}): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`
  if (minimum !== undefined) return `, ${minimum} or more`
  return maximum === undefined ? '' : `, ${maximum} or less`
}

function categoryField(
  description: CategoryField,
  encoding: CategoryEncoding,
  missing: ReadonlySet<string>,
): RequestField {
  const {name, valueType} = description
  const known = knownValues(description, encoding)
  const places = new Map(encoding.categories.map((value, place) => [value, place]))
  const otherPlace = encoding.categories.length
  const accepts = acceptedValues(valueType, known, missing)
  return {
    name,
    description,
    encoding,
    parse(value) {
      if (value === null) return null
      const found = known.get(value)
      if (found !== undefined) return found
      if (typeof value === 'number') return parseNumericCategory(value, valueType)
      return typeof value === 'string' ? parseText(value, {known, missing, valueType}) : undefined
    },
    placeOf: (value) => (value === null ? -1 : (places.get(value as string) ?? otherPlace)),
    expected: expectedCategories(description, encoding, accepts),
    accepts,
  }
}

type ValueType = CategoryField['valueType']

/** Values and their other spellings, as JSON may write them -> the one spelling. */
function knownValues({categories, spellings = {}}: CategoryField, encoding: CategoryEncoding): Map<unknown, string> {
  const known = new Map<unknown, string>()
  const add = (spelling: string, value: string): void => {
    known.set(spelling, value)
    const number = Number(spelling)
    if (String(number) === spelling && Number.isFinite(number) && !known.has(number)) known.set(number, value)
    const lower = spelling.toLowerCase()
    if ((lower === 'true' || lower === 'false') && !known.has(lower === 'true')) known.set(lower === 'true', value)
  }
  for (const value of [...categories.map((category) => category.value), ...encoding.categories]) add(value, value)
  for (const [spelling, value] of Object.entries(spellings)) add(spelling, value)
  return known
}

/** A number that is none of the known categories: one more where categories are numbers. */
function parseNumericCategory(value: number, valueType: ValueType): string | undefined {
  if (valueType === 'integer') return Number.isInteger(value) ? String(value) : undefined
  return valueType === 'number' && Number.isFinite(value) ? String(value) : undefined
}

interface TextRules {
  readonly known: ReadonlyMap<unknown, string>
  readonly missing: ReadonlySet<string>
  readonly valueType: ValueType
}

/** A text with blanks around it, one that stands for missing, or a new category where categories are texts. */
function parseText(text: string, {known, missing, valueType}: TextRules): string | null | undefined {
  if (missing.has(text)) return null
  if (valueType !== undefined) return undefined
  if (text.length > longestText && Array.from(text).length > longestText) return undefined
  const trimmed = text.trim()
  return missing.has(trimmed) ? null : (known.get(trimmed) ?? trimmed)
}

function acceptedValues(
  valueType: ValueType,
  known: ReadonlyMap<unknown, string>,
  missing: ReadonlySet<string>,
): AcceptedValues {
  const keys = [...known.keys()]
  const numbers = keys.filter((key) => typeof key === 'number')
  const texts = keys.filter((key) => typeof key === 'string')
  return {
    numbers: valueType === 'integer' ? 'whole' : valueType === 'number' ? 'any' : numbers,
    booleans: keys.filter((key) => typeof key === 'boolean'),
    texts: valueType === undefined ? 'any' : [...texts, ...missing],
  }
}

/** "one of petrol, diesel". */
function expectedCategories(field: CategoryField, encoding: CategoryEncoding, {booleans}: AcceptedValues): string {
  if (field.valueType === 'boolean' && booleans.length > 0) return 'true or false'
  const declared = field.categories.map(({value}) => value)
  const values = declared.length > 0 ? declared : encoding.categories
  return `one of ${values.slice(0, 10).join(', ')}${values.length > 10 ? ', …' : ''}`
}
