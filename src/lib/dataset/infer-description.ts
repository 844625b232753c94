import {MlopsError} from '../errors.js'
import type {FieldDescription} from './description.js'
import {guessColumn, isRowNumber, usualMissingValues, type ColumnGuess} from './infer-column.js'
import {dataName} from './data-name.js'
import {chooseTarget} from './infer-target.js'
import type {Choices, DraftDescription} from './load-draft.js'

export interface InferenceInput {
  /** For data that have one; what is to be learned names the others. */
  readonly name: string | undefined
  readonly delimiter: string
  readonly header: readonly string[]
  /** The first rows; ones with another number of fields than the header are passed over. */
  readonly records: readonly (readonly string[])[]
  readonly choices: Choices
}

/**
 * Guesses a description from the first rows of a file. Categories and classes stay open: they are taken from all rows.
 *
 * @returns the draft, a sentence for every assumption, and which of them a person should not overlook
 * @throws MlopsError `TARGET_UNUSABLE`, `COLUMN_MISSING`
 */
export function inferDraft({name, delimiter, header, records, choices}: InferenceInput): {
  readonly draft: DraftDescription
  readonly notes: readonly string[]
  readonly warnings: readonly string[]
} {
  const regular = records.filter((record) => record.length === header.length)
  const columns = header.flatMap((column, index) =>
    column === ''
      ? []
      : [
          guessColumn(
            column,
            regular.map((record) => record[index]!),
          ),
        ],
  )
  if (columns.length < 2 && (choices.guessTarget !== 'by name' || choices.target !== undefined)) {
    throw new MlopsError('DATA_FORMAT', {
      message: `There is only one column, "${columns[0]?.name ?? ''}": a label and at least one feature are needed.`,
      suggestion:
        'If another character separates the columns, name it: --delimiter CHAR, or as the delimiter in a data package (--schema).',
    })
  }
  const asked = choices.ignore ?? []
  const target = chooseTarget(columns, {asked: choices.target, ignored: asked, guess: choices.guessTarget})
  const rest = columns.filter(({name: column}) => !asked.includes(column))
  const leftOut = rest.filter((column) => column.name !== target.name && reasonToIgnore(column) !== undefined)
  return {
    draft: {
      name: name ?? dataName(target.name) ?? 'data',
      delimiter,
      missingValues: usualMissingValues,
      fields: columns.map((column) => guessField(column, target.name)),
      target: target.name,
      ignored: leftOut.map((column) => column.name),
      aliases: {},
    },
    notes: [
      ...describeReading(delimiter, rest),
      target.note,
      ...(asked.length === 0 ? [] : [`Left out, as asked: ${asked.join(', ')}.`]),
      ...leftOut.map((column) => `"${column.name}" is left out: ${reasonToIgnore(column)!}.`),
    ],
    warnings: target.isGuess ? [target.note] : [],
  }
}

function guessField(column: ColumnGuess, target: string): FieldDescription {
  const {name, kind, isPlain, isInteger} = column
  if (name === target) {
    return {name, kind: 'category', categories: [], ...(isPlain ? {valueType: isInteger ? 'integer' : 'number'} : {})}
  }
  if (kind === 'text' || kind === 'date') return {name, kind: 'category', categories: []}
  return {name, kind: 'number', integer: false}
}

/** Why a column is neither a feature nor a label, as the end of a sentence; undefined when it may be one. */
export function reasonToIgnore(column: ColumnGuess): string | undefined {
  if (column.kind === 'date') return `it holds dates, as ${column.example}`
  if (isRowNumber(column)) return 'it only numbers the rows'
  return undefined
}

function describeReading(delimiter: string, columns: readonly ColumnGuess[]): readonly string[] {
  const markers = [...new Set(columns.flatMap((column) => column.markers))]
  const shown = delimiter === '\t' ? 'a tab' : `"${delimiter}"`
  const empty = columns.filter(({kind}) => kind === 'empty').map(({name}) => name)
  const mixed = columns.filter(({kind, numbers, present}) => kind === 'text' && 2 * numbers > present)
  return [
    `The columns are separated by ${shown}.`,
    ...(markers.length === 0 ? [] : [`Read as missing: ${markers.map((marker) => `"${marker}"`).join(', ')}.`]),
    ...(empty.length === 0 ? [] : [`Without any value in the first rows, taken as numbers: ${empty.join(', ')}.`]),
    ...mixed.map(
      ({name, numbers, present}) =>
        `"${name}" holds numbers in ${numbers} of ${present} rows and other texts in the rest: taken as categories.`,
    ),
  ]
}
