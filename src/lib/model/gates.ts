import type {GateBounds} from '../dataset/description.js'
import {MlopsError} from '../errors.js'
import {gateAdvice} from './gate-advice.js'
import {accuracyGates, spreadGate} from './gates-accuracy.js'
import {classShareGates} from './gates-class-share.js'
import {probabilityGates} from './gates-probability.js'
import {resolveGateBounds} from './gate-bounds.js'
import type {GateInput} from './gate-input.js'
import type {GateResult} from './gate-result.js'

export type {GateInput} from './gate-input.js'
export type {GateResult} from './gate-result.js'

/**
 * Holds a model to its quality gates, in the order in which they are shown.
 *
 * On the training file, accuracies and their spread are of the train and the test split. Class counts and
 * probabilities are of all its rows: the gates ask how often the model answers what, on a sample of the world, and
 * 300 test rows would fail 15 % of 100 by luck alone. On any other file every gate is about all of its rows, and the
 * spread is against the accuracy on the test split when the model was made. A gate whose bound every model meets, such
 * as an accuracy below 1, is left out.
 *
 * @param bounds - a missing one takes its default
 * @throws MlopsError `GATES_INVALID` when the bounds contradict each other or the classes
 */
export function evaluateGates(input: GateInput, bounds: GateBounds = {}): GateResult[] {
  const resolved = resolveGateBounds(bounds)
  checkClassShares(resolved, input.classLabels)
  const verdicts = [
    ...accuracyGates(input, resolved),
    ...spreadGate(input, resolved),
    ...classShareGates(input, resolved),
    ...probabilityGates(input, resolved),
  ]
  const failed = new Set(verdicts.flatMap(({gate, passed}) => (passed ? [] : [gate])))
  const advice = failed.size === 0 ? [] : gateAdvice(input, resolved, failed)
  return verdicts.map((verdict) => ({
    ...verdict,
    advice: verdict.passed ? '' : advice.find(({gates}) => gates.includes(verdict.gate))!.text,
  }))
}

/**
 * Whether agreed shares are one a class.
 *
 * @throws MlopsError `GATES_INVALID`
 */
export function checkClassShares({classShares: shares}: GateBounds, classLabels: readonly string[]): void {
  if (shares === undefined || shares.length === classLabels.length) return
  throw new MlopsError('GATES_INVALID', {
    message: `classShares has ${shares.length} numbers, expected ${classLabels.length}: one a class, for ${classLabels.join(', ')}.`,
  })
}
