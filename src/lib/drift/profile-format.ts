import {formatField} from '../dataset/data-package-format.js'
import type {
  CategoryProfile,
  ColumnProfile,
  DataProfile,
  ErrorProfile,
  NumberProfile,
  OutputProfile,
} from './data-profile.js'
import type {DataColumns} from './profile-columns.js'

export const profileFormat = 'mlops-profile'
/** Raised when an older program could not read the file any more. */
export const profileVersion = 1

/** A profile with what is needed to merge it, and to compare other rows with it. */
export interface SavedProfile {
  readonly columns: DataColumns
  readonly model: ProfiledModel | null
  /** The files that were counted, by name. */
  readonly sources: readonly ProfileSource[]
  readonly profile: DataProfile
}

/** The model that answered the rows. */
export interface ProfiledModel {
  readonly version: number
  readonly name: string
  /** Of its weights: two models with the same number may be different ones. */
  readonly hash: string
}

export interface ProfileSource {
  readonly file: string
  readonly hash: string
  readonly rows: number
  readonly skippedRows: number
}

/** A profile as JSON text, a line for each list of numbers. Numbers stand in the shortest form that reads back the same. */
export function formatProfile({columns, model, sources, profile}: SavedProfile): string {
  return `${stringify({
    format: profileFormat,
    version: profileVersion,
    rows: profile.rows,
    sources,
    model,
    description: formatColumns(columns),
    columns: profile.columns.map(formatColumn),
    label: profile.label && formatCategories(profile.label),
    outputs: profile.outputs && formatOutputs(profile.outputs),
  })}\n`
}

/** In the words of a data package. */
export function formatColumns({
  fields,
  target,
  targetField,
  ignored,
  delimiter,
  missingValues,
  aliases,
}: DataColumns): Readonly<Record<string, unknown>> {
  const all = [...fields, ...(targetField === null ? [] : [targetField])]
  const names = new Set(all.map(({name}) => name))
  return {
    dialect: {delimiter},
    schema: {fields: all.map(formatField), missingValues},
    mlops: {
      ...(target === null ? {} : {target: target.name}),
      aliases: Object.fromEntries(Object.entries(aliases).filter(([, name]) => names.has(name))),
    },
    ignored,
  }
}

function formatColumn(column: ColumnProfile): Readonly<Record<string, unknown>> {
  return column.kind === 'number' ? formatNumbers(column) : formatCategories(column)
}

function formatNumbers({name, missing, infinite, range, values}: NumberProfile): Readonly<Record<string, unknown>> {
  return {
    name,
    kind: 'number',
    missing,
    infinite,
    range,
    droppedBits: values.droppedBits,
    values: Array.from(values.values),
    counts: Array.from(values.counts),
  }
}

function formatCategories({
  name,
  missing,
  overflow,
  categories,
  counts,
}: CategoryProfile): Readonly<Record<string, unknown>> {
  return {name, kind: 'category', missing, overflow, categories, counts: Array.from(counts)}
}

function formatOutputs({
  rows,
  predicted,
  confidence,
  sources,
  errors,
}: OutputProfile): Readonly<Record<string, unknown>> {
  return {
    rows,
    predicted: formatCategories(predicted),
    confidence: formatNumbers(confidence),
    sources: sources && formatCategories(sources),
    errors: errors && formatErrors(errors),
  }
}

function formatErrors({rows, errors}: ErrorProfile): Readonly<Record<string, unknown>> {
  return {rows: Array.from(rows), errors: Array.from(errors)}
}

/** JSON with two blanks a level, in which a list of plain values takes one line. */
function stringify(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const isList = Array.isArray(value)
  const inner = `${indent}  `
  const parts = isList
    ? value.map((each: unknown) => stringify(each, inner))
    : Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${stringify(each, inner)}`)
  const [open, close] = isList ? '[]' : '{}'
  const isPlain = isList && value.every((each) => typeof each !== 'object' || each === null)
  if (parts.length === 0) return `${open!}${close!}`
  return isPlain ? `[${parts.join(',')}]` : `${open!}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close!}`
}
