import type {ClassificationMetrics} from '../statistics/classification-metrics.js'
import type {ResolvedGateBounds} from './gate-bounds.js'
import type {GateInput} from './gate-input.js'
import {fraction, type GateVerdict} from './gate-result.js'

/** Good enough, and not suspiciously good. A bound that every model meets is no gate. */
export function accuracyGates(
  input: GateInput,
  {minimumAccuracy, maximumAccuracy}: ResolvedGateBounds,
): readonly GateVerdict[] {
  return judged(input).flatMap(({gate, name, metrics: {accuracy: value}}) => [
    ...(minimumAccuracy <= 0
      ? []
      : [
          {
            gate: `${gate}-minimum`,
            requirement: `${name} > ${minimumAccuracy}`,
            value,
            bound: minimumAccuracy,
            passed: value > minimumAccuracy,
          },
        ]),
    ...(maximumAccuracy >= 1
      ? []
      : [
          {
            gate: `${gate}-maximum`,
            requirement: `${name} < ${maximumAccuracy}`,
            value,
            bound: maximumAccuracy,
            passed: value < maximumAccuracy,
          },
        ]),
  ])
}

/** As good on new rows as on those it is compared with. */
export function spreadGate(input: GateInput, {maximumSpread}: ResolvedGateBounds): readonly GateVerdict[] {
  if (maximumSpread >= 1) return []
  const [earlier, later] = spreadOf(input)
  const value = Math.abs(earlier - later)
  return [
    {
      gate: 'accuracy-spread',
      requirement:
        input.kind === 'training-file'
          ? `train and test accuracy within ${maximumSpread}`
          : `accuracy within ${maximumSpread} of ${fraction(earlier)} at training`,
      value,
      bound: maximumSpread,
      passed: value < maximumSpread,
    },
  ]
}

/** The two accuracies that should not be far apart: on rows that the model knows better, and on others. */
export function spreadOf(input: GateInput): readonly [earlier: number, later: number] {
  return input.kind === 'training-file'
    ? [input.train.accuracy, input.test.accuracy]
    : [input.trainingTestAccuracy, input.metrics.accuracy]
}

interface Judged {
  /** Start of the gates' names: 'train-accuracy'. */
  readonly gate: string
  /** In a sentence: 'train accuracy'. */
  readonly name: string
  readonly metrics: ClassificationMetrics
}

function judged(input: GateInput): readonly Judged[] {
  if (input.kind === 'other-file') return [{gate: 'accuracy', name: 'accuracy', metrics: input.metrics}]
  return [
    {gate: 'train-accuracy', name: 'train accuracy', metrics: input.train},
    {gate: 'test-accuracy', name: 'test accuracy', metrics: input.test},
  ]
}
