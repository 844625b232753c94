import type {DatasetDescription, FieldDescription, GateBounds, TargetDescription} from './description.js'
import {Entry} from './data-package-entry.js'
import {namesInRules} from './fallback-rules.js'
import {asTargetField, type DraftDescription} from './load-draft.js'
import {nearestName} from './nearest-name.js'

const ownKeys = ['task', 'target', 'features', 'ignored', 'aliases', 'fallback', 'gates']
const gateNames = [
  'minimumAccuracy',
  'maximumAccuracy',
  'maximumSpread',
  'classShareTolerance',
  'classShares',
  'minimumProbability',
  'minimumMeanProbability',
  'minimumTopProbability',
] as const satisfies readonly (keyof GateBounds)[]

type OwnKeys = Pick<DraftDescription, 'target' | 'features' | 'ignored' | 'aliases' | 'fallback' | 'gates' | 'fields'>

/** The "mlops" entries of a package and of one of its resources; each key of the resource goes first. */
export function mergeOwnKeys(ofPackage: Entry, ofResource: Entry): (key: string) => Entry {
  for (const own of [ofPackage, ofResource]) if (own.exists) own.allowOnly(ownKeys)
  return (key) => (ofResource.get(key).exists ? ofResource.get(key) : ofPackage.get(key))
}

/** Checks and resolves the keys under "mlops" against the fields. */
export function parseOwnKeys(
  own: (key: string) => Entry,
  {fields, unreadable}: {readonly fields: readonly FieldDescription[]; readonly unreadable: readonly string[]},
): OwnKeys {
  const names = fields.map(({name}) => name)
  const fieldName = (entry: Entry): string => {
    const name = entry.text()
    return names.includes(name) ? name : entry.fail('expected the name of a field', names)
  }
  const readableName = (entry: Entry): string => {
    const name = fieldName(entry)
    return unreadable.includes(name) ? entry.fail('a field of a type that a model cannot read') : name
  }
  own('task').optional((entry) => entry.oneOf(['classification']))
  const target = own('target').optional(readableName)
  const features = own('features').optional((list) => distinct(list, readableName))
  if (features?.length === 0) own('features').fail('expected at least one field')
  const ignored = own('ignored').optional((list) => distinct(list, fieldName)) ?? []
  refuseClash(own('features'), {taken: target === undefined ? [] : [target], by: 'target'})
  refuseClash(own('ignored'), {taken: target === undefined ? [] : [target], by: 'target'})
  refuseClash(own('ignored'), {taken: features ?? [], by: 'features'})
  const classes = target === undefined ? 0 : targetOf({fields}, target).classes.length
  const fallback = own('fallback').optional((entry) => parseFallback(entry, names))
  const gates = own('gates').optional((entry) => parseGateBounds(entry, classes))
  const isLeftOut = (name: string): boolean =>
    features === undefined ? ignored.includes(name) || unreadable.includes(name) : !features.includes(name)
  return {
    fields: fields.map((field) => (field.name === target ? asTargetField(field) : field)),
    ...(target === undefined ? {} : {target}),
    ...(features === undefined ? {} : {features}),
    ignored: names.filter((name) => name !== target && isLeftOut(name)),
    aliases: own('aliases').optional((entry) => parseAliases(entry, names)) ?? {},
    ...(fallback === undefined ? {} : {fallback}),
    ...(gates === undefined ? {} : {gates}),
  }
}

/** A field has one part only. */
function refuseClash(list: Entry, {taken, by}: {readonly taken: readonly string[]; readonly by: string}): void {
  const clash = list.exists ? list.items().find(({value}) => taken.some((name) => name === value)) : undefined
  clash?.fail(`which is also named under "${by}"`)
}

/** The target as the model needs it; without classes while these are open. */
export function targetOf({fields}: Pick<DatasetDescription, 'fields'>, name: string): TargetDescription {
  const {categories, valueType} = asTargetField(fields.find((field) => field.name === name)!)
  return {name, classes: categories, valueType: valueType === 'integer' ? 'integer' : 'string'}
}

function distinct(list: Entry, read: (entry: Entry) => string): readonly string[] {
  const names = new Set<string>()
  for (const entry of list.items()) {
    const name = read(entry)
    if (names.has(name)) entry.fail('which is there twice')
    names.add(name)
  }
  return [...names]
}

function parseAliases(entry: Entry, names: readonly string[]): Readonly<Record<string, string>> {
  const aliases: [string, string][] = []
  for (const alias of entry.keys()) {
    const name = entry.get(alias)
    if (names.includes(alias)) name.fail('but the spelling on its left is a field already')
    if (!names.includes(name.text())) name.fail('expected the name of a field', names)
    aliases.push([alias, name.text()])
  }
  return Object.fromEntries(aliases)
}

function parseFallback(entry: Entry, names: readonly string[]): NonNullable<DatasetDescription['fallback']> {
  entry.allowOnly(['rules', 'minimumProbability'])
  const rules = entry.get('rules')
  if (!rules.exists) rules.fail('expected JsonLogic that gives a class')
  for (const name of namesInRules(rules.value)) {
    if (names.includes(name)) continue
    const nearest = nearestName(name, names)
    rules.fail(`where {"var": "${name}"} names no field${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`)
  }
  return {rules: rules.value, minimumProbability: share(entry.get('minimumProbability'))}
}

/**
 * Bounds of the quality gates.
 *
 * @param classes - number of classes; 0 when it is not known yet
 */
export function parseGateBounds(entry: Entry, classes: number): GateBounds {
  entry.allowOnly(gateNames)
  const bounds: Partial<Record<keyof GateBounds, number | readonly number[]>> = {}
  for (const name of gateNames) {
    const bound = entry.get(name)
    if (!bound.exists) continue
    if (name === 'classShares') bounds[name] = parseClassShares(bound, classes)
    else bounds[name] = name === 'classShareTolerance' ? notNegative(bound) : share(bound)
  }
  return bounds as GateBounds
}

function parseClassShares(entry: Entry, classes: number): readonly number[] {
  const shares = entry.items().map(share)
  if (classes > 0 && shares.length !== classes) entry.fail(`expected ${classes} numbers, one a class`)
  const sum = shares.reduce((total, each) => total + each, 0)
  if (Math.abs(sum - 1) > 0.01) entry.fail(`expected numbers that sum to 1, not to ${Number(sum.toFixed(4))}`)
  return shares
}

function share(entry: Entry): number {
  const value = entry.number()
  return value >= 0 && value <= 1 ? value : entry.fail('expected a number from 0 to 1')
}

function notNegative(entry: Entry): number {
  const value = entry.number()
  return value >= 0 ? value : entry.fail('expected a number of at least 0')
}
