import {MlopsError} from '../errors.js'
import {furtherCategory, categoryLimit} from './csv-category-column.js'
import {targetOf} from './data-package-mlops.js'
import type {CategoryField, DatasetDescription, FieldDescription} from './description.js'
import type {ResolvedDraft} from './load-draft.js'
import type {CategoryColumn, Column, NumberColumn, Table} from './table.js'

/** A label with more distinct values is a quantity or an identifier. */
const mostClasses = 100
/** A text column with more distinct values is an identifier or free text where most rows have one of their own… */
const fewCategories = 50
const shareOfIdentifiers = 0.5
/** …and has too many for one input each in any case. */
const mostCategories = 1000

export interface Completion {
  readonly description: DatasetDescription
  readonly table: Table
  readonly notes: readonly string[]
}

/**
 * Fills what a draft leaves to the data: the classes, the categories of fields that declare none, and, where the
 * types were guessed, which numbers are whole and which texts are no categories.
 *
 * @throws MlopsError `TARGET_UNUSABLE` when the target does not hold classes
 */
export function completeDescription(
  draft: ResolvedDraft,
  read: Table,
  {file, inferred}: {readonly file: string; readonly inferred: boolean},
): Completion {
  const columns = new Map(read.columns.map((column) => [column.name, column]))
  const leftOut: string[] = []
  const notes: string[] = []
  const fields = draft.fields.map((field) => {
    const column = columns.get(field.name)
    const isTarget = field.name === draft.target
    if (field.kind === 'number') return inferred && column?.kind === 'number' ? withWholeNumbers(field, column) : field
    if (column?.kind !== 'category') return field
    const isUsed = isTarget || draft.features.includes(field.name)
    if (isUsed && column.categories.includes(furtherCategory)) notes.push(describeOverflow(field.name))
    const isOpen = field.categories.length === 0 && isUsed
    if (!isOpen) return field
    const problem = isTarget || !inferred ? undefined : reasonToLeaveOut(column)
    if (problem !== undefined) {
      leftOut.push(field.name)
      notes.push(`"${field.name}" is left out: ${problem}.`)
      return field
    }
    const sorted = sortCategories(column, field)
    columns.set(field.name, sorted)
    return {...field, categories: sorted.categories.map((value) => ({value, label: value}))}
  })
  const features = draft.features.filter((name) => !leftOut.includes(name))
  const isLeftOut = (name: string): boolean => draft.ignored.includes(name) || leftOut.includes(name)
  const target = targetOf({fields}, draft.target)
  checkTarget(target.classes.length, {column: columns.get(target.name), file, name: target.name})
  if (features.length === 0) throw noFeatures(file, leftOut)
  return {
    description: {
      ...draft,
      fields,
      target,
      features,
      ignored: fields.map(({name}) => name).filter(isLeftOut),
    },
    table: {rows: read.rows, columns: read.columns.map(({name}) => columns.get(name)!)},
    notes: [
      ...(inferred ? describeTypes(fields, {features, target: target.name}) : describeOpen(draft, fields)),
      ...notes,
    ],
  }
}

/** Numbers count as whole when all of them are. */
function withWholeNumbers(field: FieldDescription, {values}: NumberColumn): FieldDescription {
  let isEmpty = true
  for (const value of values) {
    if (Number.isNaN(value)) continue
    if (value % 1 !== 0) return field
    isEmpty = false
  }
  return isEmpty || field.kind !== 'number' ? field : {...field, integer: true}
}

/** Categories in the order of their numbers or of their letters, so that the order of the rows does not matter. */
function sortCategories(column: CategoryColumn, {valueType}: CategoryField): CategoryColumn {
  const isNumber = valueType === 'integer' || valueType === 'number'
  const order = Array.from(column.categories.keys()).sort((a, b) => {
    const [first, second] = [column.categories[a]!, column.categories[b]!]
    return isNumber ? Number(first) - Number(second) : first < second ? -1 : 1
  })
  const newCodes = new Int32Array(order.length)
  order.forEach((code, index) => (newCodes[code] = index))
  return {
    ...column,
    codes: column.codes.map((code) => newCodes[code] ?? -1),
    categories: order.map((code) => column.categories[code]!),
  }
}

/** Whether a text column has so many distinct values that they are identifiers or free text. */
export function hasIdentifiers({distinct, present}: {readonly distinct: number; readonly present: number}): boolean {
  return distinct > fewCategories && distinct > shareOfIdentifiers * present
}

function reasonToLeaveOut({categories, codes}: CategoryColumn): string | undefined {
  const present = codes.reduce((count, code) => count + (code < 0 ? 0 : 1), 0)
  const distinct = `${count(categories.length)} distinct texts in ${count(present)} rows`
  if (hasIdentifiers({distinct: categories.length, present})) return `${distinct} look like identifiers or free text`
  return categories.length > mostCategories ? `${distinct} are too many for categories` : undefined
}

function checkTarget(
  classes: number,
  {column, file, name}: {readonly column: Column | undefined; readonly file: string; readonly name: string},
): void {
  if (column === undefined && classes === 0) {
    throw new MlopsError('TARGET_UNUSABLE', {
      message: `The classes of "${name}" are neither declared nor in ${file}, which has no such column.`,
      suggestion: 'Declare them as the "categories" of the field in the data package.',
    })
  }
  const values = column?.kind === 'category' ? column.categories : []
  if (classes < 2) {
    const found = values.length === 0 ? 'no value at all' : `the value ${values[0]!} alone`
    throw new MlopsError('TARGET_UNUSABLE', {
      message: `The target "${name}" holds ${found} in ${file}: there is nothing to tell apart.`,
      suggestion: 'Give rows of at least two classes, or name another column with --target.',
    })
  }
  if (classes > mostClasses) {
    throw new MlopsError('TARGET_UNUSABLE', {
      message: `The target "${name}" has ${count(classes)} distinct values (${values.slice(0, 3).join(', ')}, …), expected at most ${mostClasses} classes.`,
      suggestion: 'Name a column with classes as --target; put a quantity into classes first, as low, medium, high.',
    })
  }
}

function noFeatures(file: string, leftOut: readonly string[]): MlopsError {
  return new MlopsError('COLUMN_UNUSABLE', {
    message: `${file} has no feature that a model can read: ${leftOut.join(', ')} look like identifiers or free text.`,
    suggestion: 'Give a file with numbers or categories beside the label.',
  })
}

function describeTypes(
  fields: readonly FieldDescription[],
  {features, target}: {readonly features: readonly string[]; readonly target: string},
): readonly string[] {
  const read = fields.filter(({name}) => features.includes(name))
  const numbers = read.filter(({kind}) => kind === 'number').map(({name}) => name)
  const categories = read.flatMap((field) =>
    field.kind === 'category' ? [`${field.name} (${field.categories.length} values)`] : [],
  )
  const classes = fields.find(({name}) => name === target)
  return [
    ...(classes?.kind === 'category'
      ? [`The classes of "${target}" are ${classes.categories.map(({value}) => value).join(', ')}.`]
      : []),
    ...(numbers.length === 0 ? [] : [`Numbers: ${numbers.join(', ')}.`]),
    ...(categories.length === 0 ? [] : [`Categories: ${categories.join(', ')}.`]),
  ]
}

function describeOpen(draft: ResolvedDraft, fields: readonly FieldDescription[]): readonly string[] {
  return fields.flatMap((field, index) => {
    const declared = draft.fields[index]!
    if (field.kind !== 'category' || declared.kind !== 'category') return []
    if (field.categories.length === declared.categories.length) return []
    const values = field.categories.slice(0, 5).map(({value}) => value)
    return [
      `The values of "${field.name}" are not declared; the file has ${count(field.categories.length)}: ` +
        `${values.join(', ')}${field.categories.length > 5 ? ', …' : ''}.`,
    ]
  })
}

function describeOverflow(name: string): string {
  return `"${name}" has more than ${count(categoryLimit)} distinct texts; the others are read as "${furtherCategory}".`
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
