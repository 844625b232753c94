import type {ClassificationMetrics} from '../statistics/classification-metrics.js'
import type {ResolvedGateBounds} from './gate-bounds.js'
import {type GateInput, partsOf} from './gate-input.js'
import {count, type GateResult, percent} from './gate-result.js'

interface ClassCounts {
  readonly label: string
  readonly predicted: number
  /** Rows that truly are of the class. */
  readonly support: number
  readonly expected: number
}

/** Each class is answered about as often as agreed. The counts of `parts` are summed. */
export function classShareGates(
  input: GateInput,
  {classShares, classShareTolerance: tolerance}: ResolvedGateBounds,
): GateResult[] {
  const {classLabels} = input
  const parts = partsOf(input)
  const rows = sumOf(parts, (part) => part.rows)
  const names = gateNames(classLabels)
  return classLabels.map((label, code) => {
    const predicted = sumOf(parts, (part) => part.perClass[code]!.predicted)
    const support = sumOf(parts, (part) => part.perClass[code]!.support)
    const expected = classShares === undefined ? rows / classLabels.length : rows * classShares[code]!
    const {least, most} = allowed(expected, tolerance)
    const passed = predicted >= least && predicted <= most
    return {
      gate: names[code]!,
      requirement: `${label} answered ${count(least)} to ${count(most)} times`,
      value: predicted,
      bound: predicted > expected ? most : least,
      unit: 'rows',
      passed,
      advice: passed ? '' : adviceFor(input.kind, {label, predicted, support, expected}, tolerance),
    }
  })
}

/** Whole counts within the tolerance; the margin keeps 15 % of 500 at 425 to 575, whatever floating point makes of it. */
function allowed(expected: number, tolerance: number): {least: number; most: number} {
  const margin = 1e-9 * expected
  return {
    least: Math.max(0, Math.ceil(expected * (1 - tolerance) - margin)),
    most: Math.floor(expected * (1 + tolerance) + margin),
  }
}

/** Is it the model that favours a class, or are there more such rows? Only the second asks for another agreement. */
function adviceFor(
  kind: GateInput['kind'],
  {label, predicted, support, expected}: ClassCounts,
  tolerance: number,
): string {
  const {least, most} = allowed(expected, tolerance)
  const tooMany = predicted > expected
  const distance = expected === 0 ? '' : `${percent(Math.abs(predicted / expected - 1), 0)} `
  const start = `Class ${label} is answered ${count(predicted)} times, ${distance}${tooMany ? 'above' : 'below'} the expected ${count(Math.round(expected))}`
  if (tooMany ? support > most : support < least) {
    return `${start}, and ${count(support)} rows truly are of it: no accurate model can pass. Agree other shares (classShares in the data package).`
  }
  const remedy = kind === 'training-file' ? 'Try another --seed or more --epochs' : 'Train on newer rows'
  return `${start}, but ${count(support)} rows truly are of it: the model ${tooMany ? 'favours' : 'neglects'} the class. ${remedy}, or agree other shares (classShares in the data package).`
}

/** 'class-share-low', from the label; from the class number where labels do not make distinct names. */
function gateNames(classLabels: readonly string[]): string[] {
  const names = classLabels.map((label) =>
    label
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, ''),
  )
  const distinct = new Set(names).size === names.length && !names.includes('')
  return names.map((name, code) => `class-share-${distinct ? name : code}`)
}

function sumOf(parts: readonly ClassificationMetrics[], value: (part: ClassificationMetrics) => number): number {
  return parts.reduce((sum, part) => sum + value(part), 0)
}
