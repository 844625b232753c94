import type {DatasetDescription} from '../dataset/description.js'
import {classOf, describeClasses} from './ground-truth-label.js'
import {quoted} from './request-row.js'

/** What a model served elsewhere answered to a row. */
export interface GivenOutput {
  /** Class index. */
  readonly predicted: number
  /** Highest probability; NaN when none came. */
  readonly confidence: number
}

export type GivenOutputOrProblem = GivenOutput | {readonly field: GivenName; readonly problem: string} | undefined

/** Under which names the other model's answer comes; a feature of that name goes first. */
export const givenNames = ['prediction', 'probabilities'] as const
type GivenName = (typeof givenNames)[number]

/**
 * Reads the other model's answer from a row.
 *
 * @returns undefined when there is none
 */
export function readGivenOutput(
  row: Readonly<Record<string, unknown>>,
  {target, features}: DatasetDescription,
): GivenOutputOrProblem {
  const valueOf = (name: GivenName): unknown => (features.includes(name) ? null : (row[name] ?? null))
  const given = valueOf('prediction')
  const probabilities = readProbabilities(valueOf('probabilities'), target.classes)
  if (typeof probabilities === 'string') return {field: 'probabilities', problem: probabilities}
  if (given === null) {
    if (probabilities === null) return undefined
    const confidence = Math.max(...probabilities)
    return {predicted: probabilities.indexOf(confidence), confidence}
  }
  const isScalar = typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean'
  const value = isScalar ? classOf(given, target) : undefined
  if (value === undefined) {
    return {field: 'prediction', problem: `prediction is ${quoted(given)}, expected one of ${describeClasses(target)}`}
  }
  return {
    predicted: target.classes.findIndex((each) => each.value === value),
    confidence: probabilities === null ? NaN : Math.max(...probabilities),
  }
}

/** @returns shape [classes], null when there are none, or what is wrong with them */
function readProbabilities(
  given: unknown,
  classes: DatasetDescription['target']['classes'],
): readonly number[] | null | string {
  if (given === null) return null
  const names = classes.map(({value, label}) => (value === label ? value : `${label} or ${value}`)).join(', ')
  const expected = `expected a number from 0 to 1 for each class: ${names}`
  if (typeof given !== 'object') return `probabilities is ${quoted(given)}, ${expected}`
  if (Array.isArray(given) && given.length !== classes.length) {
    return `probabilities holds ${given.length} values, ${expected}, in this order`
  }
  const values = classes.map(({value, label}, place): unknown => {
    if (Array.isArray(given)) return given[place]
    const byName = given as Readonly<Record<string, unknown>>
    return Object.hasOwn(byName, value) ? byName[value] : Object.hasOwn(byName, label) ? byName[label] : undefined
  })
  const wrong = values.findIndex((value) => !(typeof value === 'number' && value >= 0 && value <= 1))
  if (wrong < 0) return values as readonly number[]
  const {label} = classes[wrong]!
  const what = values[wrong] === undefined ? `has none for ${label}` : `of ${label} is ${quoted(values[wrong])}`
  return `probabilities ${what}, ${expected}`
}
