import type {ClassificationMetrics} from '../statistics/classification-metrics.js'
import type {Interval} from '../statistics/interval.js'
import {wilsonInterval} from '../statistics/wilson-interval.js'
import type {ResolvedGateBounds} from './gate-bounds.js'
import type {GateInput, OtherFileFigures} from './gate-input.js'
import {count, fraction, type GateResult, percent} from './gate-result.js'

interface Judged {
  /** Start of the gates' names: 'train-accuracy'. */
  readonly gate: string
  /** In a sentence: 'train accuracy'. */
  readonly name: string
  readonly metrics: ClassificationMetrics
  readonly tooLow: string
  readonly tooHigh: string
}

/** Good enough, and not suspiciously good. */
export function accuracyGates(input: GateInput, bounds: ResolvedGateBounds): GateResult[] {
  const {minimumAccuracy, maximumAccuracy} = bounds
  return judge(input, bounds).flatMap(({gate, name, metrics, tooLow, tooHigh}) => {
    const {accuracy} = metrics
    const highEnough = accuracy > minimumAccuracy
    const lowEnough = accuracy < maximumAccuracy
    return [
      {
        gate: `${gate}-minimum`,
        requirement: `${name} > ${minimumAccuracy}`,
        value: accuracy,
        bound: minimumAccuracy,
        passed: highEnough,
        advice: highEnough ? '' : `${tooLow}${chance(metrics, minimumAccuracy)}`,
      },
      {
        gate: `${gate}-maximum`,
        requirement: `${name} < ${maximumAccuracy}`,
        value: accuracy,
        bound: maximumAccuracy,
        passed: lowEnough,
        advice: lowEnough ? '' : tooHigh,
      },
    ]
  })
}

/** As good on new rows as on those it is compared with. */
export function spreadGate(input: GateInput, {maximumSpread}: ResolvedGateBounds): GateResult {
  const [earlier, later] =
    input.kind === 'training-file'
      ? [input.train.accuracy, input.test.accuracy]
      : [input.trainingTestAccuracy, input.metrics.accuracy]
  const value = Math.abs(earlier - later)
  const passed = value < maximumSpread
  return {
    gate: 'accuracy-spread',
    requirement:
      input.kind === 'training-file'
        ? `train and test accuracy within ${maximumSpread}`
        : `accuracy within ${maximumSpread} of ${fraction(earlier)} at training`,
    value,
    bound: maximumSpread,
    passed,
    advice: passed ? '' : spreadAdvice(input, {earlier, later}),
  }
}

function judge(input: GateInput, {minimumAccuracy}: ResolvedGateBounds): Judged[] {
  const suspicious =
    'Look for a column that gives the label away (mlops explore names suspects); if the task is this easy, agree a higher maximumAccuracy.'
  if (input.kind === 'other-file') {
    const {metrics} = input
    return [
      {
        gate: 'accuracy',
        name: 'accuracy',
        metrics,
        tooLow: tooLowNow(input, minimumAccuracy),
        tooHigh: `Are these rows that it was trained on? If not: ${suspicious.charAt(0).toLowerCase()}${suspicious.slice(1)}`,
      },
    ]
  }
  const {train, test} = input
  return [
    {
      gate: 'train-accuracy',
      name: 'train accuracy',
      metrics: train,
      tooLow: `It gets only ${percent(train.accuracy)} of the rows right that it learned from: try more --epochs or larger --hidden, less --dropout, or features that tell more.`,
      tooHigh:
        test.accuracy < train.accuracy - 0.02
          ? `It knows its training rows by heart (${percent(train.accuracy)} right, new rows ${percent(test.accuracy)}): more rows, more --dropout or smaller --hidden.`
          : suspicious,
    },
    {
      gate: 'test-accuracy',
      name: 'test accuracy',
      metrics: test,
      tooLow:
        train.accuracy > minimumAccuracy
          ? `It gets ${percent(train.accuracy)} right of the rows it learned from and ${percent(test.accuracy)} of new ones: more rows, more --dropout or smaller --hidden.`
          : `The rows it learned from are no easier for it (${percent(train.accuracy)} right): it needs more training or features that tell more.`,
      tooHigh: suspicious,
    },
  ]
}

/** Has the world moved, or was the model never good enough? A drop that chance makes too is no evidence of the first. */
function tooLowNow({metrics, trainingTestAccuracy}: OtherFileFigures, minimumAccuracy: number): string {
  const [now, then] = [percent(metrics.accuracy), percent(trainingTestAccuracy)]
  if (trainingTestAccuracy <= minimumAccuracy) {
    return `It was no better when it was made (${then} right): it needs more training or features that tell more, not newer rows.`
  }
  return intervalOf(metrics).upper < trainingTestAccuracy
    ? `Right on ${now} of these rows, on ${then} when it was made: the world has moved, so train on newer rows and compare.`
    : `Right on ${now} of these rows, not clearly less than the ${then} when it was made: it never had much room above the bound, so tune it, or agree a lower minimumAccuracy.`
}

function intervalOf({accuracy, rows}: ClassificationMetrics): Interval {
  return wilsonInterval(Math.round(accuracy * rows), rows)
}

/** Says it when so few rows cannot tell the value from the bound. */
function chance(metrics: ClassificationMetrics, bound: number): string {
  const {lower, upper} = intervalOf(metrics)
  if (upper <= bound) return ''
  return ` It may be chance: ${count(metrics.rows)} rows leave anything from ${fraction(lower)} to ${fraction(upper)} open.`
}

function spreadAdvice(input: GateInput, {earlier, later}: {earlier: number; later: number}): string {
  if (input.kind === 'training-file') {
    return earlier > later
      ? `It learned its training rows better (${fraction(earlier)}) than it does new ones (${fraction(later)}): more rows, more --dropout, smaller --hidden or fewer --epochs.`
      : `The test rows happen to be easier (${fraction(later)}) than the training rows (${fraction(earlier)}): try another --seed, or a larger --test-share.`
  }
  return later < earlier
    ? `It was right on ${percent(earlier)} of unseen rows when it was made and is on ${percent(later)} of these: find what changed with mlops explore, then train on newer rows.`
    : `These rows are easier for it (${percent(later)} right) than unseen ones were (${percent(earlier)}): make sure that it was not trained on them.`
}
