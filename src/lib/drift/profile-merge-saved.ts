import {isDeepStrictEqual} from 'node:util'
import type {FieldDescription} from '../dataset/description.js'
import {MlopsError} from '../errors.js'
import type {ProfileSource, SavedProfile} from './profile-format.js'
import {mergeProfiles} from './profile-merge.js'

/** A saved profile, and what to call it in messages. */
export interface NamedProfile {
  readonly name: string
  readonly saved: SavedProfile
}

/**
 * Profiles of parts as the profile of the whole. Files are listed by name, so that the order does not matter.
 *
 * @param parts - at least one
 * @throws MlopsError `PROFILE_INVALID` when they do not describe the same columns, or were made with different models
 */
export function mergeSavedProfiles(parts: readonly NamedProfile[]): SavedProfile {
  const [first, ...rest] = parts
  for (const part of rest) refuseDifferences(first!, part)
  return rest.reduce<SavedProfile>(
    (whole, {saved}) => ({
      ...whole,
      sources: [...whole.sources, ...saved.sources].sort(bySource),
      profile: mergeProfiles(whole.profile, saved.profile, whole.columns),
    }),
    first!.saved,
  )
}

/** Files that are in more than one of the parts: their rows count twice. */
export function countedTwice(sources: readonly ProfileSource[]): readonly string[] {
  const isTwice = (source: ProfileSource, place: number): boolean =>
    sources.slice(0, place).some(({hash}) => hash === source.hash)
  return [...new Set(sources.filter(isTwice).map(({file}) => file))]
}

function bySource(a: ProfileSource, b: ProfileSource): number {
  const [first, second] = [`${a.file}\n${a.hash}`, `${b.file}\n${b.hash}`]
  return first === second ? 0 : first < second ? -1 : 1
}

function refuseDifferences(a: NamedProfile, b: NamedProfile): void {
  const [first, second] = [fieldsOf(a.saved), fieldsOf(b.saved)]
  for (const [name, field] of first) {
    const other = second.get(name)
    if (other === undefined) throw different(a, b, `"${name}" is in ${a.name} and not in ${b.name}`)
    const difference = differenceOf(field, other)
    if (difference !== undefined) throw different(a, b, `"${name}" has ${difference}`)
  }
  const extra = [...second.keys()].find((name) => !first.has(name))
  if (extra !== undefined) throw different(a, b, `"${extra}" is in ${b.name} and not in ${a.name}`)
  if ([...first.keys()].join('\n') !== [...second.keys()].join('\n')) {
    throw different(
      a,
      b,
      `the columns stand in another order: ${[...first.keys()].join(', ')} and ${[...second.keys()].join(', ')}`,
    )
  }
  const [firstTarget, secondTarget] = [a.saved.columns.target?.name, b.saved.columns.target?.name]
  if (firstTarget !== secondTarget) {
    throw different(
      a,
      b,
      `the label is ${describeName(firstTarget)} in ${a.name} and ${describeName(secondTarget)} in ${b.name}`,
    )
  }
  if (a.saved.model?.hash !== b.saved.model?.hash) {
    throw new MlopsError('PROFILE_INVALID', {
      message: `${a.name} was made ${describeModel(a)} and ${b.name} ${describeModel(b)}: they cannot be merged.`,
      suggestion: 'Make all parts with the same --model, or all without one.',
    })
  }
}

function fieldsOf({columns}: SavedProfile): ReadonlyMap<string, FieldDescription> {
  const all = [...columns.fields, ...(columns.targetField === null ? [] : [columns.targetField])]
  return new Map(all.map((field) => [field.name, field]))
}

/** What is not the same in a way that changes the counts. */
function differenceOf(a: FieldDescription, b: FieldDescription): string | undefined {
  if (a.kind !== b.kind) return `${describeKind(a)} in one and ${describeKind(b)} in the other`
  if (a.kind === 'number' && b.kind === 'number') {
    const isSame = a.minimum === b.minimum && a.maximum === b.maximum
    return isSame ? undefined : `the range ${describeRange(a)} in one and ${describeRange(b)} in the other`
  }
  if (a.kind === 'category' && b.kind === 'category') {
    const [first, second] = [a, b].map(({categories}) => categories.map(({value}) => value))
    if (!isDeepStrictEqual(first, second)) return 'other described categories in one than in the other'
    if (a.valueType !== b.valueType) return 'another type in one than in the other'
  }
  return undefined
}

function describeKind({kind}: FieldDescription): string {
  return kind === 'number' ? 'numbers' : 'categories'
}

function describeRange(field: FieldDescription): string {
  const {minimum, maximum} = field.kind === 'number' ? field : {}
  return `${minimum ?? '-infinity'} to ${maximum ?? 'infinity'}`
}

function describeName(name: string | undefined): string {
  return name === undefined ? 'unknown' : `"${name}"`
}

function describeModel({saved: {model}}: NamedProfile): string {
  return model === null
    ? 'without a model'
    : `with version ${model.version} of ${model.name} (${model.hash.slice(0, 15)}…)`
}

function different(a: NamedProfile, b: NamedProfile, what: string): MlopsError {
  return new MlopsError('PROFILE_INVALID', {
    message: `${a.name} and ${b.name} cannot be merged: ${what}.`,
    suggestion: 'Make all parts with one description: mlops profile --schema FILE, or with one model: --model VERSION.',
  })
}
