import {parseNumber} from './csv-number.js'
import type {Entry} from './data-package-entry.js'
import type {Category, CategoryField, FieldDescription} from './description.js'

const numberTypes = ['integer', 'number', 'year'] as const
const textTypes = ['string', 'any'] as const
/** Types of the standard that a model cannot read; such a field is read as text and has to be ignored. */
const otherTypes = [
  ...(['date', 'datetime', 'time', 'yearmonth', 'duration'] as const),
  ...(['object', 'array', 'list', 'geopoint', 'geojson'] as const),
]
const types = [...numberTypes, ...textTypes, 'boolean' as const, ...otherTypes]

const fieldKeys = [
  ...['name', 'type', 'format', 'title', 'description', 'example', 'examples', 'constraints', 'missingValues'],
  ...[
    'categories',
    'categoriesOrdered',
    'trueValues',
    'falseValues',
    'decimalChar',
    'groupChar',
    'bareNumber',
    'rdfType',
  ],
]
const checkedConstraints = ['minimum', 'maximum', 'enum']
const constraintKeys = [
  ...checkedConstraints,
  ...['required', 'unique', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength', 'pattern', 'jsonSchema'],
]

export interface ParsedFields {
  readonly fields: readonly FieldDescription[]
  /** Names of fields of a type that a model cannot read. */
  readonly unreadable: readonly string[]
  /** What the fields demand and nobody checks. */
  readonly notes: readonly string[]
}

/** The fields of a Table Schema. Ones with `categories` or `constraints.enum` are categories, whatever their type. */
export function parseFields(list: Entry, missingValues: readonly string[]): ParsedFields {
  const names = new Set<string>()
  const unreadable: string[] = []
  const notes: string[] = []
  const fields = list.items().map((entry) => {
    const field = parseField(entry, missingValues)
    if (names.has(field.name)) entry.get('name').fail('which another field has already')
    names.add(field.name)
    if (otherTypes.some((type) => type === entry.get('type').value)) unreadable.push(field.name)
    const constraints = entry.get('constraints')
    const unchecked = constraints.exists ? constraints.keys().filter((key) => !checkedConstraints.includes(key)) : []
    if (unchecked.length > 0) notes.push(`The constraints ${unchecked.join(', ')} of "${field.name}" are not checked.`)
    return field
  })
  return fields.length > 0 ? {fields, unreadable, notes} : list.fail('expected at least one field')
}

/** Texts that stand for a missing value, '' always among them. */
export function parseMissingValues(list: Entry): readonly string[] {
  const texts = list
    .items()
    .map((entry) => (typeof entry.value === 'string' ? entry : entry.object().get('value')).text())
  return [...new Set(['', ...texts])]
}

function parseField(entry: Entry, tableMissing: readonly string[]): FieldDescription {
  entry.object().allowOthersThan(fieldKeys)
  const constraints = entry.get('constraints')
  if (constraints.exists) constraints.allowOthersThan(constraintKeys)
  if (entry.get('decimalChar').exists && entry.get('decimalChar').value !== '.') {
    entry.get('decimalChar').fail('expected "."; numbers have to be written with a decimal point')
  }
  const type = entry.get('type').optional(parseType) ?? 'string'
  const title = entry.get('title').optional((each) => each.text())
  const description = entry.get('description').optional((each) => each.text())
  const missingValues = entry.get('missingValues').optional(parseMissingValues)
  const base = {
    name: entry.get('name').name(),
    ...(title === undefined ? {} : {title}),
    ...(description === undefined ? {} : {description}),
    ...(missingValues === undefined ? {} : {missingValues}),
  }
  const values = constraints.get('enum').exists ? constraints.get('enum') : entry.get('categories')
  if (type === 'boolean') return {...base, kind: 'category', ...parseBoolean(entry)}
  const isNumber = numberTypes.some((each) => each === type)
  if (!isNumber || values.exists) {
    const missing = missingValues ?? tableMissing
    return {
      ...base,
      kind: 'category',
      categories: values.exists ? parseCategories(entry, {type, missing}) : [],
      ...(isNumber ? {valueType: type === 'number' ? ('number' as const) : ('integer' as const)} : {}),
    }
  }
  return {...base, kind: 'number', integer: type !== 'number', ...parseRange(constraints)}
}

function parseType(entry: Entry): (typeof types)[number] {
  const found = types.find((type) => type === entry.value)
  return found ?? entry.fail('expected integer, number, boolean or string', types)
}

function parseRange(constraints: Entry): {minimum?: number; maximum?: number} {
  const minimum = constraints.get('minimum').optional((entry) => entry.number())
  const maximum = constraints.get('maximum').optional((entry) => entry.number())
  if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
    constraints.get('minimum').fail(`expected at most the maximum, ${maximum}`)
  }
  return {...(minimum === undefined ? {} : {minimum}), ...(maximum === undefined ? {} : {maximum})}
}

interface CategoryContext {
  readonly type: string
  readonly missing: readonly string[]
}

/** From `categories` (values, or values with labels) and `constraints.enum`, which may name fewer of them. */
function parseCategories(field: Entry, context: CategoryContext): readonly Category[] {
  const declared = field.get('categories').optional((list) => parseCategoryList(list, context))
  const allowed = field
    .get('constraints')
    .get('enum')
    .optional((list) => parseCategoryList(list, context))
  if (allowed === undefined || declared === undefined) return allowed ?? declared ?? []
  return allowed.map(({value}) => declared.find((category) => category.value === value) ?? {value, label: value})
}

function parseCategoryList(list: Entry, context: CategoryContext): readonly Category[] {
  const values = new Set<string>()
  const categories = list.items().map((entry) => {
    const hasLabel = typeof entry.value === 'object' && entry.value !== null
    const valueEntry = hasLabel ? entry.get('value') : entry
    const value = parseCategoryValue(valueEntry, context)
    if (values.has(value)) valueEntry.fail('which is there twice')
    values.add(value)
    return {value, label: entry.get('label').optional((label) => label.text()) ?? value}
  })
  return categories.length > 0 ? categories : list.fail('expected at least one value')
}

function parseCategoryValue(entry: Entry, {type, missing}: CategoryContext): string {
  const {value} = entry
  const text = typeof value === 'number' ? String(value) : entry.text()
  if (missing.includes(text)) entry.fail('which stands for a missing value')
  if (type !== 'number' && type !== 'integer' && type !== 'year') return text
  const number = parseNumber(text)
  if (Number.isNaN(number)) entry.fail('expected a number, as the type of the field says')
  if (type !== 'number' && !Number.isInteger(number))
    entry.fail('expected a whole number, as the type of the field says')
  return String(number)
}

/** The standard's own lists of texts for true and false. */
const defaultTrue = ['true', 'True', 'TRUE', '1']
const defaultFalse = ['false', 'False', 'FALSE', '0']

function parseBoolean(field: Entry): Pick<CategoryField, 'categories' | 'valueType' | 'spellings'> {
  const texts = (key: string): readonly string[] | undefined =>
    field.get(key).optional((list) => list.items().map((entry) => entry.text()))
  const spellings: Record<string, string> = {}
  for (const text of texts('falseValues') ?? defaultFalse) spellings[text] = 'false'
  for (const text of texts('trueValues') ?? defaultTrue) spellings[text] = 'true'
  return {
    categories: ['false', 'true'].map((value) => ({value, label: value})),
    valueType: 'boolean',
    spellings,
  }
}
