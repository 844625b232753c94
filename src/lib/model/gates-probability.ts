import type {ResolvedGateBounds} from './gate-bounds.js'
import {type GateInput, partsOf} from './gate-input.js'
import type {GateVerdict} from './gate-result.js'

/** How sure the model is: never at a loss, sure on average, and very sure where the case is clear. A bound of 0 is no gate. */
export function probabilityGates(input: GateInput, bounds: ResolvedGateBounds): readonly GateVerdict[] {
  const {minimum, mean, maximum} = topProbabilities(input)
  const all = [
    {gate: 'minimum', requirement: 'every', value: minimum, bound: bounds.minimumProbability},
    {gate: 'mean', requirement: 'mean', value: mean, bound: bounds.minimumMeanProbability},
    {gate: 'maximum', requirement: 'some', value: maximum, bound: bounds.minimumTopProbability},
  ]
  return all
    .filter(({bound}) => bound > 0)
    .map(({gate, requirement, value, bound}) => ({
      gate: `top-probability-${gate}`,
      requirement: `${requirement} highest probability > ${bound}`,
      value,
      bound,
      passed: value > bound,
    }))
}

/** Of the highest probability of each row. */
export function topProbabilities(input: GateInput): {
  readonly minimum: number
  readonly mean: number
  readonly maximum: number
} {
  const parts = partsOf(input)
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  return {
    minimum: Math.min(...parts.map((part) => part.topProbability.minimum)),
    mean: parts.reduce((sum, part) => sum + part.topProbability.mean * part.rows, 0) / rows,
    maximum: Math.max(...parts.map((part) => part.topProbability.maximum)),
  }
}
