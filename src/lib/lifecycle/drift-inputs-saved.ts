import type {FieldDescription} from '../dataset/description.js'
import {didYouMean} from '../dataset/nearest-name.js'
import type {ColumnProfile, DataProfile} from '../drift/data-profile.js'
import type {SavedProfile} from '../drift/profile-format.js'
import {MlopsError} from '../errors.js'
import {periodName, type PeriodData} from './drift-inputs.js'
import type {RowReader} from './drift-inputs-reader.js'
import {readSavedProfile} from './profile-files.js'

export interface SavedPeriod {
  readonly period: PeriodData
  /** Sentences on what of it is not compared. */
  readonly notes: readonly string[]
}

/**
 * Reads a profile as a period: what was counted elsewhere, without rows to look at.
 *
 * @throws MlopsError `PROFILE_INVALID` when it is broken or holds other types; `COLUMN_MISSING`
 */
export async function readPeriod(path: string, reader: RowReader): Promise<SavedPeriod> {
  const saved = await readSavedProfile(path)
  const {profile, notes} = fitProfile({path, saved}, reader)
  return {
    period: {
      name: periodName(path),
      path,
      rows: profile.rows,
      skippedRows: saved.sources.reduce((rows, source) => rows + source.skippedRows, 0),
      profile,
      sample: null,
    },
    notes,
  }
}

/** A saved profile, cut down to what is compared. */
export function fitProfile(
  {path, saved}: {readonly path: string; readonly saved: SavedProfile},
  {columns, model}: Pick<RowReader, 'columns' | 'model'>,
): {readonly profile: DataProfile; readonly notes: readonly string[]} {
  const {profile} = saved
  const names = profile.columns.map(({name}) => name)
  const known = new Set([...columns.fields.map(({name}) => name), ...columns.ignored])
  const extra = names.filter((name) => !known.has(name))
  const fitted = columns.fields.map((field) => fitColumn(field, {path, profile, names}))
  const isSameLabel = saved.columns.target?.name === columns.target?.name
  const isSameModel = model !== null && saved.model?.hash === model.identity.hash
  return {
    profile: {
      rows: profile.rows,
      columns: fitted.map(({column}) => column),
      label: isSameLabel ? profile.label : null,
      outputs: isSameModel ? profile.outputs : null,
    },
    notes: [
      ...(extra.length === 0 ? [] : [`Not compared, since the reference does not have them: ${extra.join(', ')}.`]),
      ...fitted.flatMap(({note}) => (note === undefined ? [] : [note])),
      ...describeModel(path, saved, isSameModel ? null : model),
    ],
  }
}

interface FitContext {
  readonly path: string
  readonly profile: DataProfile
  readonly names: readonly string[]
}

function fitColumn(
  field: FieldDescription,
  {path, profile, names}: FitContext,
): {readonly column: ColumnProfile; readonly note?: string} {
  const {name, kind} = field
  const column = profile.columns.find((each) => each.name === name)
  if (column === undefined) {
    throw new MlopsError('COLUMN_MISSING', {
      message: `${path} has no column "${name}".${didYouMean(name, names)} Its columns are ${names.join(', ')}.`,
      suggestion: 'Make the profile again from rows that have the column, or compare fewer with --columns.',
    })
  }
  if (column.kind !== kind) {
    throw new MlopsError('PROFILE_INVALID', {
      message: `${path} has ${column.kind === 'number' ? 'numbers' : 'categories'} in "${name}", and the reference ${kind === 'number' ? 'numbers' : 'categories'}.`,
      suggestion: 'Make both with one description: mlops profile --schema FILE, or with one model: --model VERSION.',
    })
  }
  if (column.kind !== 'number' || field.kind !== 'number') return {column}
  const {minimum = null, maximum = null} = field
  const {range} = column
  if ((range?.minimum ?? null) === minimum && (range?.maximum ?? null) === maximum) return {column}
  return {
    column: {...column, range: null},
    note: `${path} was made with another range of "${name}" than the reference: rows out of range are not compared.`,
  }
}

function describeModel(path: string, saved: SavedProfile, model: RowReader['model']): readonly string[] {
  if (model === null) return []
  const how = saved.model === null ? 'without a model' : `with another model, version ${saved.model.version}`
  return [`${path} was made ${how}: what the model answers is not compared.`]
}
