import {parseFields, parseMissingValues} from '../dataset/data-package-fields.js'
import {Entry} from '../dataset/data-package-entry.js'
import {parseOwnKeys, targetOf} from '../dataset/data-package-mlops.js'
import {MlopsError} from '../errors.js'
import type {DataProfile} from './data-profile.js'
import {dataColumnsOf, type DataColumns} from './profile-columns.js'
import {
  profileFormat,
  profileVersion,
  type ProfiledModel,
  type ProfileSource,
  type SavedProfile,
} from './profile-format.js'
import {parseCategories, parseColumn, parseOutputs, wholeNumber} from './profile-parse-counts.js'
import {classesOf} from './profile-table.js'

/**
 * Reads what `formatProfile` wrote, and checks all of it: a profile that contradicts itself would give wrong answers.
 *
 * @param file - its path, for messages
 * @throws MlopsError `PROFILE_INVALID` naming the entry
 */
export function parseProfile(text: string, file: string): SavedProfile {
  const document = new Entry(parseJson(text, file), file)
  if (document.get('format').value !== profileFormat) {
    throw new MlopsError('PROFILE_INVALID', {
      message: `${file} is no profile: it does not say "format": "${profileFormat}".`,
      suggestion: 'Give a file that mlops profile wrote; rows are given as CSV.',
    })
  }
  refuseOtherVersions(document.get('version').value, file)
  try {
    return parseDocument(document)
  } catch (error) {
    if (!(error instanceof MlopsError) || error.code === 'PROFILE_INVALID') throw error
    throw new MlopsError('PROFILE_INVALID', {
      message: `The profile is broken. ${error.message}`,
      details: error.details,
    })
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MlopsError('PROFILE_INVALID', {
      message: `${file} is no profile, because it is not JSON: ${reason.length > 200 ? `${reason.slice(0, 199)}…` : reason}.`,
      cause: error,
    })
  }
}

function refuseOtherVersions(version: unknown, file: string): void {
  if (version === profileVersion) return
  throw new MlopsError('PROFILE_INVALID', {
    message: `${file} is a profile of version ${version === undefined ? '(none)' : JSON.stringify(version)}, expected ${profileVersion}.`,
    suggestion:
      typeof version === 'number' && version > profileVersion
        ? 'It was written by a newer mlops: update this one, or make the profile again with it.'
        : 'Make it again from its data with mlops profile.',
  })
}

function parseDocument(document: Entry): SavedProfile {
  const columns = parseColumns(document.get('description').object())
  const rows = wholeNumber(document.get('rows'))
  const model = parseModel(document.get('model'))
  return {
    columns,
    model,
    sources: document.get('sources').items().map(parseSource),
    profile: parseCounts(document, {columns, rows, hasModel: model !== null}),
  }
}

function parseCounts(
  document: Entry,
  {columns, rows, hasModel}: {readonly columns: DataColumns; readonly rows: number; readonly hasModel: boolean},
): DataProfile {
  const entries = document.get('columns').items()
  if (entries.length !== columns.fields.length) {
    throw broken(document, `there are ${entries.length} columns, but ${columns.fields.length} in the description`)
  }
  const label = document.get('label')
  const outputs = document.get('outputs')
  if (label.value !== null && columns.target === null) throw broken(label, 'the description names no target')
  if ((outputs.value === null) === hasModel) {
    throw broken(outputs, hasModel ? 'missing, though a model is named' : 'there, though no model is named')
  }
  const classes = classesOf(columns)
  return {
    rows,
    columns: columns.fields.map((field, place) => parseColumn(entries[place]!, {field, rows})),
    label: label.value === null ? null : parseCategories(label, {name: columns.target!.name, rows, described: classes}),
    outputs: outputs.value === null ? null : parseOutputs(outputs, {rows, classes}),
  }
}

function parseColumns(entry: Entry): DataColumns {
  const schema = entry.get('schema').object()
  const missingValues = parseMissingValues(schema.get('missingValues'))
  const {fields, unreadable} = parseFields(schema.get('fields'), missingValues)
  const {target, ...own} = parseOwnKeys((key) => entry.get('mlops').get(key), {fields, unreadable})
  const ignored = entry
    .get('ignored')
    .items()
    .map((each) => each.text())
  const draft = {
    ...{name: 'data', delimiter: entry.get('dialect').get('delimiter').text(), missingValues},
    ...own,
    ignored,
    features: own.fields.map(({name}) => name).filter((name) => name !== target),
    target: target ?? '',
  }
  const columns = dataColumnsOf(draft)
  return target === undefined ? columns : {...columns, target: targetOf(draft, target)}
}

function parseModel(entry: Entry): ProfiledModel | null {
  if (entry.value === null) return null
  return {
    version: wholeNumber(entry.object().get('version')),
    name: entry.get('name').text(),
    hash: entry.get('hash').text(),
  }
}

function parseSource(entry: Entry): ProfileSource {
  return {
    file: entry.object().get('file').text(),
    hash: entry.get('hash').text(),
    rows: wholeNumber(entry.get('rows')),
    skippedRows: wholeNumber(entry.get('skippedRows')),
  }
}

function broken(entry: Entry, what: string): MlopsError {
  return new MlopsError('PROFILE_INVALID', {
    message: `The profile is broken. ${entry.file}: ${entry.path === '' ? '' : `${entry.path}: `}${what}.`,
  })
}
