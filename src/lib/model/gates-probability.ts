import type {ResolvedGateBounds} from './gate-bounds.js'
import {type GateInput, partsOf} from './gate-input.js'
import {fraction, type GateResult} from './gate-result.js'

/** How sure the model is: never at a loss, sure on average, and very sure where the case is clear. */
export function probabilityGates(input: GateInput, bounds: ResolvedGateBounds): GateResult[] {
  const parts = partsOf(input)
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const least = Math.min(...parts.map((part) => part.topProbability.minimum))
  const mean = parts.reduce((sum, part) => sum + part.topProbability.mean * part.rows, 0) / rows
  const greatest = Math.max(...parts.map((part) => part.topProbability.maximum))
  const guess = 1 / parts[0].perClass.length
  return [
    above({
      gate: 'top-probability-minimum',
      requirement: `every highest probability > ${bounds.minimumProbability}`,
      value: least,
      bound: bounds.minimumProbability,
      advice: `Its least sure answer has ${fraction(least)}, where a guess has ${fraction(guess)}: let fallback rules answer such rows ("fallback" in the data package), or agree a lower minimumProbability.`,
    }),
    above({
      gate: 'top-probability-mean',
      requirement: `mean highest probability > ${bounds.minimumMeanProbability}`,
      value: mean,
      bound: bounds.minimumMeanProbability,
      advice: `On average it is only ${fraction(mean)} sure of its answer: try more --epochs or less --dropout, or look for rows unlike those it learned from (mlops explore).`,
    }),
    above({
      gate: 'top-probability-maximum',
      requirement: `some highest probability > ${bounds.minimumTopProbability}`,
      value: greatest,
      bound: bounds.minimumTopProbability,
      advice: `Even its surest answer has only ${fraction(greatest)}: it has not learned the clear cases, so try more --epochs or less --dropout.`,
    }),
  ]
}

function above(gate: Omit<GateResult, 'passed'>): GateResult {
  const passed = gate.value > gate.bound
  return {...gate, passed, advice: passed ? '' : gate.advice}
}
