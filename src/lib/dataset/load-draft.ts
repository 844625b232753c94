import {MlopsError} from '../errors.js'
import type {CategoryField, DatasetDescription, FieldDescription} from './description.js'
import {namesInRules} from './fallback-rules.js'
import {didYouMean} from './nearest-name.js'

/**
 * A description before the data have been seen: the target may not be named yet, and a category field without
 * categories (the target too) is open: its values come from the data.
 */
export interface DraftDescription extends Omit<DatasetDescription, 'target' | 'features' | 'ignored'> {
  readonly target?: string
  /** As declared; when missing, all fields but the target and the ignored ones. */
  readonly features?: readonly string[]
  readonly ignored: readonly string[]
}

/** A draft in which every field has its part: it is the target, a feature, or ignored. */
export interface ResolvedDraft extends Omit<DatasetDescription, 'target'> {
  readonly target: string
}

/** What a user chose on the command line. */
export interface Choices {
  /** In place of the declared target. */
  readonly target?: string | undefined
  /** How far the label may be guessed where nobody names it: by a usual name, or else the last column (the default). */
  readonly guessTarget?: 'by name' | 'last column' | undefined
  /** Kept from the model, beside the columns that are ignored anyway. */
  readonly ignore?: readonly string[] | undefined
}

/** The draft of a description that is complete. */
export function draftOf({target, ...rest}: DatasetDescription): ResolvedDraft {
  return {...rest, target: target.name}
}

/**
 * Gives every field its part.
 *
 * @param header - names of the columns of the file
 * @returns the draft, and sentences on what was decided beyond what the user said
 * @throws MlopsError `TARGET_UNUSABLE` when no target is named, `COLUMN_MISSING` when a chosen column does not exist,
 *   `USAGE` when the choices leave nothing to learn from
 */
export function resolveDraft(
  draft: DraftDescription,
  choices: Choices,
  header: readonly string[],
): {readonly resolved: ResolvedDraft; readonly notes: readonly string[]} {
  const names = draft.fields.map(({name}) => name)
  const target = chooseTarget(draft, choices, names)
  const chosenToIgnore = chooseIgnored(draft, {target, choices, names, header})
  const left = new Set([...draft.ignored, ...chosenToIgnore])
  if (draft.target !== undefined && draft.target !== target) left.add(draft.target)
  const features = (draft.features ?? names).filter((name) => name !== target && !left.has(name))
  if (features.length === 0) {
    throw new MlopsError('USAGE', {
      message: `No feature is left beside the target "${target}".`,
      suggestion: 'Ignore fewer columns, or give a file with more columns.',
    })
  }
  const extras = chooseExtras(draft, {target, features})
  return {
    resolved: {
      name: draft.name,
      delimiter: draft.delimiter,
      missingValues: draft.missingValues,
      aliases: draft.aliases,
      ...extras.kept,
      target,
      features,
      ignored: names.filter((name) => name !== target && !features.includes(name)),
      fields: draft.fields.map((field) => (field.name === target ? asTargetField(field) : field)),
    },
    notes: extras.notes,
  }
}

/** The target as a field: its classes are its categories, open when it was declared as a number. */
export function asTargetField(field: FieldDescription): CategoryField {
  if (field.kind === 'category') return field
  const {name, title, description, missingValues} = field
  return {
    kind: 'category',
    name,
    ...(title === undefined ? {} : {title}),
    ...(description === undefined ? {} : {description}),
    ...(missingValues === undefined ? {} : {missingValues}),
    valueType: field.integer ? 'integer' : 'number',
    categories: [],
  }
}

function chooseTarget(draft: DraftDescription, choices: Choices, names: readonly string[]): string {
  const target = choices.target === undefined ? draft.target : nameOf(choices.target, draft)
  if (target === undefined) {
    throw new MlopsError('TARGET_UNUSABLE', {
      message: `The data package names no target: one of ${names.join(', ')}.`,
      suggestion: 'Name it with --target, or as "mlops": {"target": …} in the data package.',
    })
  }
  if (!names.includes(target)) throw unknownColumn('--target', target, names)
  return target
}

interface IgnoreContext {
  readonly target: string
  readonly choices: Choices
  readonly names: readonly string[]
  readonly header: readonly string[]
}

function chooseIgnored(draft: DraftDescription, {target, choices, names, header}: IgnoreContext): readonly string[] {
  const ignored = (choices.ignore ?? []).map((name) => nameOf(name, draft))
  for (const name of ignored) {
    if (name === target) {
      throw new MlopsError('USAGE', {
        message: `--ignore ${name} would leave out the target.`,
        suggestion: 'Choose another target with --target, or drop the --ignore.',
      })
    }
    if (!names.includes(name) && !header.includes(name)) throw unknownColumn('--ignore', name, names)
  }
  return ignored
}

/** Fallback and gates belong to the declared target, and the rules to the features that they read. */
function chooseExtras(
  {fallback, gates, target: declared}: DraftDescription,
  {target, features}: {readonly target: string; readonly features: readonly string[]},
): {readonly kept: Pick<DatasetDescription, 'fallback' | 'gates'>; readonly notes: readonly string[]} {
  if (declared !== undefined && declared !== target) {
    const extras = fallback === undefined && gates === undefined ? '' : ' The declared fallback and gates are not used.'
    return {kept: {}, notes: [`"${target}" is the target in place of "${declared}", which is left out.${extras}`]}
  }
  const unread = fallback === undefined ? [] : namesInRules(fallback.rules).filter((name) => !features.includes(name))
  return {
    kept: {
      ...(fallback === undefined || unread.length > 0 ? {} : {fallback}),
      ...(gates === undefined ? {} : {gates}),
    },
    notes: unread.length === 0 ? [] : [`There is no fallback: its rules read ${unread.join(', ')}, which is left out.`],
  }
}

function nameOf(name: string, {aliases}: DraftDescription): string {
  return Object.hasOwn(aliases, name) ? aliases[name]! : name
}

function unknownColumn(flag: string, name: string, names: readonly string[]): MlopsError {
  return new MlopsError('COLUMN_MISSING', {
    message: `There is no column "${name}".${didYouMean(name, names)} The columns are ${names.join(', ')}.`,
    suggestion: `Name one of these columns with ${flag}.`,
  })
}
