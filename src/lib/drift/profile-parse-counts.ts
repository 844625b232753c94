import type {Entry} from '../dataset/data-package-entry.js'
import type {FieldDescription} from '../dataset/description.js'
import {answerSources} from '../model/fallback.js'
import type {ValueCounts} from '../statistics/value-counts/value-counts.js'
import type {
  CategoryProfile,
  ColumnProfile,
  ErrorProfile,
  NumberProfile,
  OutputProfile,
  RangeCounts,
} from './data-profile.js'
import {strataOf} from './error-strata.js'
import {describedIn} from './profile-table.js'
import {sumOf} from './profile-rows.js'

/** The counts of a column, which have to fit its field and the number of rows. */
export function parseColumn(
  entry: Entry,
  {field, rows}: {readonly field: FieldDescription; readonly rows: number},
): ColumnProfile {
  const {name} = field
  if (field.kind === 'category') return parseCategories(entry, {name, rows, described: describedIn(field)})
  return parseNumbers(entry, {name, rows, minimum: field.minimum ?? null, maximum: field.maximum ?? null})
}

interface NumberContext {
  readonly name: string
  readonly rows: number
  readonly minimum: number | null
  readonly maximum: number | null
}

function parseNumbers(entry: Entry, {name, rows, minimum, maximum}: NumberContext): NumberProfile {
  expectColumn(entry, {name, kind: 'number'})
  const missing = wholeNumber(entry.get('missing'))
  const infinite = wholeNumber(entry.get('infinite'))
  const values = parseValues(entry)
  expectSum(entry, missing + infinite + values.rows, rows)
  return {
    kind: 'number',
    name,
    missing,
    infinite,
    values,
    range: parseRange(entry.get('range'), {minimum, maximum, rows}),
  }
}

function parseValues(entry: Entry): ValueCounts {
  const list = entry.get('values')
  const values = numbersOf(list)
  values.forEach((value, place) => {
    if (place > 0 && value <= values[place - 1]!) at(list, place).fail('expected more than the value before it')
  })
  const counts = countsOf(entry.get('counts'), {length: values.length, least: 1})
  const droppedBits = wholeNumber(entry.get('droppedBits'))
  if (droppedBits > 63) entry.get('droppedBits').fail('expected at most 63')
  return {values, counts, rows: sumOf(counts), droppedBits}
}

function parseRange(
  entry: Entry,
  {minimum, maximum, rows}: Pick<NumberContext, 'minimum' | 'maximum' | 'rows'>,
): RangeCounts | null {
  const isDescribed = minimum !== null || maximum !== null
  if ((entry.value !== null) !== isDescribed) {
    entry.fail(
      isDescribed ? 'expected counts, since the field has a range' : 'expected null, since the field has no range',
    )
  }
  if (!isDescribed) return null
  if (entry.get('minimum').value !== minimum) entry.get('minimum').fail(`expected ${minimum}, as in the description`)
  if (entry.get('maximum').value !== maximum) entry.get('maximum').fail(`expected ${maximum}, as in the description`)
  const [below, above] = [wholeNumber(entry.get('below')), wholeNumber(entry.get('above'))]
  if (below + above > rows) entry.get('above').fail(`expected no more rows out of range than there are, ${rows}`)
  return {minimum, maximum, below, above}
}

/** The counts of a category column, the described categories first. */
export function parseCategories(
  entry: Entry,
  {name, rows, described}: {readonly name: string; readonly rows: number; readonly described: readonly string[]},
): CategoryProfile {
  expectColumn(entry, {name, kind: 'category'})
  const list = entry.get('categories')
  const categories = list.items().map((each) => each.text())
  const missing = wholeNumber(entry.get('missing'))
  const overflow = wholeNumber(entry.get('overflow'))
  if (overflow > 0 && categories.length > 0) list.fail('expected none, since there were too many of them')
  if (new Set(categories).size < categories.length) list.fail('expected each category once')
  const isFirst =
    overflow > 0 || categories.length === 0 || described.every((each, place) => categories[place] === each)
  if (!isFirst) list.fail(`expected the described ones first: ${described.join(', ')}`)
  const counts = countsOf(entry.get('counts'), {length: categories.length, least: 0})
  expectSum(entry, missing + overflow + sumOf(counts), rows)
  return {kind: 'category', name, missing, categories, counts, overflow}
}

/**
 * What a model answered, from a profile's JSON.
 *
 * @throws MlopsError `PROFILE_INVALID` naming the entry
 */
export function parseOutputs(
  entry: Entry,
  {rows: allRows, classes}: {readonly rows: number; readonly classes: readonly string[]},
): OutputProfile {
  const rows = wholeNumber(entry.object().get('rows'))
  if (rows > allRows) entry.get('rows').fail(`expected at most the rows of the profile, ${allRows}`)
  const sources = entry.get('sources')
  const errors = entry.get('errors')
  return {
    rows,
    predicted: parseCategories(entry.get('predicted'), {name: 'prediction', rows, described: classes}),
    confidence: parseNumbers(entry.get('confidence'), {name: 'confidence', rows, minimum: null, maximum: null}),
    sources: sources.value === null ? null : parseCategories(sources, {name: 'source', rows, described: answerSources}),
    errors: errors.value === null ? null : parseErrors(errors, {strata: strataOf(classes.length), rows}),
  }
}

function parseErrors(
  entry: Entry,
  {strata, rows: allRows}: {readonly strata: number; readonly rows: number},
): ErrorProfile {
  const rows = countsOf(entry.get('rows'), {length: strata, least: 0})
  const errors = countsOf(entry.get('errors'), {length: strata, least: 0})
  const impossible = errors.findIndex((count, stratum) => count > rows[stratum]!)
  if (impossible >= 0) at(entry.get('errors'), impossible).fail(`expected at most ${rows[impossible]!}, the rows there`)
  if (sumOf(rows) > allRows) entry.get('rows').fail(`expected no more labelled rows than there are, ${allRows}`)
  return {rows, errors}
}

/** A whole number of at least 0. */
export function wholeNumber(entry: Entry): number {
  const value = entry.number()
  return Number.isSafeInteger(value) && value >= 0 ? value : entry.fail('expected a whole number of at least 0')
}

function expectColumn(entry: Entry, {name, kind}: {readonly name: string; readonly kind: string}): void {
  if (entry.object().get('name').value !== name) entry.get('name').fail(`expected "${name}", as in the description`)
  if (entry.get('kind').value !== kind) entry.get('kind').fail(`expected "${kind}", as in the description`)
}

function expectSum(entry: Entry, found: number, rows: number): void {
  if (found !== rows)
    entry.get('counts').fail(`expected counts of ${rows} rows; together with missing ones they are ${found}`)
}

function countsOf(list: Entry, {length, least}: {readonly length: number; readonly least: number}): Float64Array {
  const counts = numbersOf(list)
  if (counts.length !== length) list.fail(`expected ${length} counts, there are ${counts.length}`)
  const wrong = counts.findIndex((count) => !Number.isSafeInteger(count) || count < least)
  if (wrong >= 0) at(list, wrong).fail(`expected a whole number of at least ${least}`)
  return counts
}

function numbersOf(list: Entry): Float64Array {
  if (!Array.isArray(list.value)) return list.fail('expected a list')
  const values: readonly unknown[] = list.value
  const wrong = values.findIndex((value) => typeof value !== 'number' || !Number.isFinite(value))
  if (wrong >= 0) at(list, wrong).fail('expected a number')
  return Float64Array.from(values as readonly number[])
}

function at(list: Entry, place: number): Entry {
  return list.items()[place]!
}
