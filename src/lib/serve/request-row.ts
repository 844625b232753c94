import type {DatasetDescription} from '../dataset/description.js'
import {nearestName} from '../dataset/nearest-name.js'
import type {Preprocessing} from '../model/preprocessing.js'
import {mostProblems, type FieldProblem} from './problem-details.js'
import {createRequestField, type FieldValue, type RequestField} from './request-field.js'

/** A row as it was read from a request. */
export interface RequestRow {
  /** Features in the order of the description. */
  readonly values: FieldValue[]
  /** What the client sent as id. */
  readonly id: string | undefined
}

/** Reads rows of one model. */
export interface RowReader {
  readonly fields: readonly RequestField[]
  /** Place of the feature that a name or an alias names. */
  featureOf(name: string): number | undefined
  /**
   * One pass over a flat object.
   *
   * @param places - shape [rows, features], row-major: where the values of row `row` go as the predictor takes them
   * @returns undefined when anything is wrong with it, and then `problemsOf` says what
   */
  read(body: unknown, places: Float64Array, row: number): RequestRow | undefined
  /** Everything that is wrong with a flat object, up to `mostProblems`. */
  problemsOf(body: unknown, pointer: string): FieldProblem[]
}

/** Longest id of a client, in characters. */
export const longestId = 128

export function createRowReader(description: DatasetDescription, preprocessing: Preprocessing): RowReader {
  const {fields: descriptions, aliases, missingValues} = description
  const fields = preprocessing.features.map((encoding) =>
    createRequestField(
      descriptions.find(({name}) => name === encoding.name)!,
      encoding,
      missingValues,
    ),
  )
  const indexOf = new Map(fields.map(({name}, index) => [name, index]))
  for (const [alias, name] of Object.entries(aliases)) {
    const index = indexOf.get(name)
    if (index !== undefined && !indexOf.has(alias)) indexOf.set(alias, index)
  }
  const takesId = !indexOf.has('id')
  // For each feature the pass that saw it last: cheaper than to start each row with a fresh list.
  const seenIn = new Float64Array(fields.length)
  let pass = 0
  // A copy takes as much memory as it needs; an array that grows, twice as much.
  const unknown = fields.map((): FieldValue => null)
  return {
    fields,
    featureOf: (name) => indexOf.get(name),
    read(body, places, row) {
      if (!isObject(body)) return undefined
      const values = unknown.slice()
      const first = row * fields.length
      pass += 1
      let count = 0
      let id: string | undefined
      for (const key in body) {
        const index = indexOf.get(key)
        if (index === undefined) {
          if (!takesId || key !== 'id' || !isId(body['id'])) return undefined
          id = body['id']
          continue
        }
        const field = fields[index]!
        const value = field.parse(body[key])
        if (value === undefined || seenIn[index] === pass) return undefined
        seenIn[index] = pass
        count += 1
        values[index] = value
        places[first + index] = field.placeOf(value)
      }
      return count === fields.length ? {values, id} : undefined
    },
    problemsOf(body, pointer) {
      if (!isObject(body)) return [shapeProblem(body, pointer)]
      const problems: FieldProblem[] = []
      const given = new Map<number, string>()
      for (const key of Object.keys(body)) {
        if (problems.length >= mostProblems) return problems
        const report = (message: string): void => {
          problems.push({field: shorten(key), message, pointer: `${pointer}/${pointerPart(shorten(key))}`})
        }
        const index = indexOf.get(key)
        if (index === undefined) {
          if (takesId && key === 'id') {
            if (!isId(body[key])) report(`id is ${quoted(body[key])}, expected a text of 1 to ${longestId} characters`)
          } else report(unknownField(key, description, [...indexOf.keys()]))
          continue
        }
        const before = given.get(index)
        if (before !== undefined) report(`${key} is given twice: "${before}" is the same field`)
        given.set(index, key)
        if (fields[index]!.parse(body[key]) === undefined) report(wrongValue(key, body[key], fields[index]!))
      }
      fields.forEach(({name, expected}, index) => {
        if (given.has(index) || problems.length >= mostProblems) return
        const message = `${name} is missing, expected ${expected} (null when it is not known)`
        problems.push({field: name, message, pointer: `${pointer}/${pointerPart(name)}`})
      })
      return problems
    },
  }
}

/** `age is "abc", expected a number from 16 to 150`. */
export function wrongValue(name: string, value: unknown, {expected}: RequestField): string {
  return `${name} is ${quoted(value)}, expected ${expected}`
}

/** A value of a request in a sentence, shortened; what holds other values is only named, however deep it goes. */
export function quoted(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value === 'number' && !Number.isFinite(value)) return 'too large'
  return typeof value === 'string' ? JSON.stringify(shorten(value)) : String(value)
}

export function isId(value: unknown): value is string {
  if (typeof value !== 'string' || value === '') return false
  return value.length <= longestId || (value.length <= 2 * longestId && Array.from(value).length <= longestId)
}

/** Part of a JSON pointer, as RFC 6901 escapes it. */
export function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function isObject(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
}

function shapeProblem(body: unknown, pointer: string): FieldProblem {
  const place = pointer === '' ? 'The body' : `Row ${pointer.slice(1)}`
  return {
    field: '',
    message: `${place} is ${quoted(body)}, expected an object with the features by name`,
    pointer,
  }
}

function unknownField(key: string, {target, ignored}: DatasetDescription, names: readonly string[]): string {
  const field = quoted(key)
  if (key === target.name) return `${field} is what the model predicts: leave it out`
  if (ignored.includes(key)) return `${field} is a column that the model does not read: leave it out`
  const nearest = nearestName(shorten(key), names)
  return `${field} is no feature of the model${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`
}

/** A name as it may stand in a message. */
export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
