import {targetOf} from '../dataset/data-package-mlops.js'
import type {CategoryField, DatasetDescription, FieldDescription} from '../dataset/description.js'
import {asTargetField, type ResolvedDraft} from '../dataset/load-draft.js'
import type {ComparedColumns} from './profile-table.js'

/** What is compared, and how a file is read that holds it. */
export interface DataColumns extends ComparedColumns {
  /** How the label is read; null without one. */
  readonly targetField: CategoryField | null
  /** Names of columns that are in the files and are not compared. */
  readonly ignored: readonly string[]
  readonly delimiter: string
  /** As in a description: of columns that have no list of their own. */
  readonly missingValues: readonly string[]
  readonly aliases: Readonly<Record<string, string>>
}

/** The columns of a description that are compared: its features and its label. A draft may have no label, or an open one. */
export function dataColumnsOf(description: DatasetDescription | ResolvedDraft): DataColumns {
  const {fields, features, ignored, delimiter, missingValues, aliases} = description
  const targetName = typeof description.target === 'string' ? description.target : description.target.name
  const found = fields.find(({name}) => name === targetName)
  const targetField = found === undefined ? null : asTargetField(found)
  return {
    fields: features.map((name) => fields.find((field) => field.name === name)!),
    target:
      typeof description.target === 'string' ? targetField && targetOf(description, targetName) : description.target,
    targetField,
    ignored,
    delimiter,
    missingValues,
    aliases,
  }
}

/** The description with which files are read that hold these columns. */
export function readingDraft({target, targetField, fields, ignored, ...dialect}: DataColumns): ResolvedDraft {
  const names = new Set([...fields, ...(targetField === null ? [] : [targetField])].map(({name}) => name))
  const passedOver = ignored.filter((name) => !names.has(name))
  return {
    name: 'data',
    ...dialect,
    fields: [
      ...fields,
      ...(targetField === null ? [] : [targetField]),
      ...passedOver.map((name): FieldDescription => ({kind: 'category', name, categories: []})),
    ],
    features: fields.map(({name}) => name),
    // Columns without a name are not read, so no column is called so.
    target: target?.name ?? '',
    ignored: passedOver,
  }
}
