import type {ResolvedGateBounds} from './gate-bounds.js'
import {type GateInput, partsOf} from './gate-input.js'
import {count, type GateVerdict} from './gate-result.js'

/** How often a class is answered, is true, and may be answered. */
export interface ClassCount {
  /** Name of its gate. */
  readonly gate: string
  readonly label: string
  readonly predicted: number
  /** Rows that truly are of the class. */
  readonly support: number
  readonly expected: number
  /** Of the answers, both ends allowed. */
  readonly least: number
  readonly most: number
}

/** Each class is answered about as often as agreed. A range that holds every count is no gate. */
export function classShareGates(input: GateInput, bounds: ResolvedGateBounds): readonly GateVerdict[] {
  const rows = partsOf(input).reduce((sum, part) => sum + part.rows, 0)
  return classCounts(input, bounds)
    .filter(({least, most}) => least > 0 || most < rows)
    .map(({gate, label, predicted, expected, least, most}) => ({
      gate,
      requirement: `${label} answered ${count(least)} to ${count(most)} times`,
      value: predicted,
      bound: predicted > expected ? most : least,
      unit: 'rows',
      passed: predicted >= least && predicted <= most,
    }))
}

/** In class order; the counts of the input's parts are summed. */
export function classCounts(
  input: GateInput,
  {classShares, classShareTolerance}: ResolvedGateBounds,
): readonly ClassCount[] {
  const {classLabels} = input
  const parts = partsOf(input)
  const sumOf = (value: (part: (typeof parts)[number]) => number): number =>
    parts.reduce((sum, part) => sum + value(part), 0)
  const rows = sumOf((part) => part.rows)
  const names = gateNames(classLabels)
  return classLabels.map((label, code) => {
    const expected = classShares === undefined ? rows / classLabels.length : rows * classShares[code]!
    return {
      gate: names[code]!,
      label,
      predicted: sumOf((part) => part.perClass[code]!.predicted),
      support: sumOf((part) => part.perClass[code]!.support),
      expected,
      ...allowed(expected, classShareTolerance),
    }
  })
}

/** Whole counts within the tolerance; the margin keeps 15 % of 500 at 425 to 575, whatever floating point makes of it. */
function allowed(expected: number, tolerance: number): {least: number; most: number} {
  const margin = 1e-9 * expected
  const least = Math.max(0, Math.ceil(expected * (1 - tolerance) - margin))
  const most = Math.floor(expected * (1 + tolerance) + margin)
  // So few rows that no whole count lies within: the nearest ones do.
  return least <= most ? {least, most} : {least: Math.floor(expected), most: Math.ceil(expected)}
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
