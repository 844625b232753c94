import type {ClassificationMetrics} from '../statistics/classification-metrics.js'
import type {Interval} from '../statistics/interval.js'
import {wilsonInterval} from '../statistics/wilson-interval.js'
import type {ResolvedGateBounds} from './gate-bounds.js'
import type {OtherFileFigures, TrainingFileFigures} from './gate-input.js'
import {count, fraction, type GateAdvice, percent} from './gate-result.js'

/** Advice on accuracies and their spread, and whether it is of a kind that explains more. */
export interface AccuracyAdvice extends GateAdvice {
  /** The model does not know the relation: that it favours a class, or is not sure, follows from that. */
  readonly explainsMore?: true
}

/** @param failed - names of the failed gates */
export function adviceOnTrainingFile(
  {train, test}: TrainingFileFigures,
  {minimumAccuracy}: ResolvedGateBounds,
  failed: ReadonlySet<string>,
): readonly AccuracyAdvice[] {
  const [learned, fresh] = [percent(train.accuracy), percent(test.accuracy)]
  const overfit = failed.has('accuracy-spread') && train.accuracy > test.accuracy
  const advice: AccuracyAdvice[] = []
  const say = (gates: readonly string[], text: string, more: Pick<AccuracyAdvice, 'explainsMore'> = {}): void => {
    advice.push({gates, text, ...more})
  }

  if (failed.has('train-accuracy-minimum')) {
    const gates = ['train-accuracy-minimum', 'test-accuracy-minimum', ...(overfit ? ['accuracy-spread'] : [])]
    say(gates, overfit ? needsMoreData(learned, fresh) : tooLittle({train, test}), {explainsMore: true})
  } else if (overfit) {
    say(
      ['accuracy-spread', 'train-accuracy-maximum', 'test-accuracy-minimum'],
      `It knows the rows it learned from by heart (${learned} right) and new ones less well (${fresh}): more rows, more --dropout, smaller --hidden or fewer --epochs.`,
    )
  } else if (failed.has('test-accuracy-minimum')) {
    say(
      ['test-accuracy-minimum'],
      `Right on ${fresh} of new rows and ${learned} of those it learned from: more --epochs, more rows or features that tell more.${chance(test, minimumAccuracy)}`,
    )
  }
  if (failed.has('accuracy-spread') && !overfit) {
    say(
      ['accuracy-spread'],
      `The test rows happen to be easier (${fresh} right) than those it learned from (${learned}): a larger --test-share would tell whether that is chance.`,
    )
  }
  if ((failed.has('train-accuracy-maximum') && !overfit) || failed.has('test-accuracy-maximum')) {
    say(
      ['train-accuracy-maximum', 'test-accuracy-maximum'],
      `Right on ${learned} of the rows it learned from and ${fresh} of new ones is more than most tasks allow: ${suspicion}`,
    )
  }
  return advice
}

/** @param failed - names of the failed gates */
export function adviceOnOtherFile(
  input: OtherFileFigures,
  bounds: ResolvedGateBounds,
  failed: ReadonlySet<string>,
): readonly AccuracyAdvice[] {
  const {metrics, trainingTestAccuracy} = input
  const [now, then] = [percent(metrics.accuracy), percent(trainingTestAccuracy)]
  const fell = failed.has('accuracy-spread') && metrics.accuracy < trainingTestAccuracy
  const rose = failed.has('accuracy-spread') && !fell
  const advice: AccuracyAdvice[] = []
  if (failed.has('accuracy-minimum') || fell) {
    const gates = ['accuracy-minimum', ...(fell ? ['accuracy-spread'] : [])]
    advice.push({gates, ...fallen(input, bounds, {isTooLow: failed.has('accuracy-minimum'), fell})})
  }
  if (failed.has('accuracy-maximum') || rose) {
    const gates = ['accuracy-maximum', ...(rose ? ['accuracy-spread'] : [])]
    const easier = rose
      ? `Right on ${now} of these rows, on ${then} of unseen ones when it was made`
      : `Right on ${now}`
    advice.push({
      gates,
      text: failed.has('accuracy-maximum')
        ? `${easier}: was it trained on some of these rows? If not, ${suspicion}`
        : `${easier}: make sure that it was not trained on some of these rows.`,
    })
  }
  return advice
}

const suspicion =
  'look for a column that gives the label away (mlops explore names suspects); if the task is this easy, agree a higher maximumAccuracy (1 switches the gate off).'

/** Has the world moved, or was the model never good enough? A drop that chance makes too is no evidence of the first. */
function fallen(
  {metrics, trainingTestAccuracy}: OtherFileFigures,
  {minimumAccuracy}: ResolvedGateBounds,
  {isTooLow, fell}: {readonly isTooLow: boolean; readonly fell: boolean},
): Omit<AccuracyAdvice, 'gates'> {
  const [now, then] = [percent(metrics.accuracy), percent(trainingTestAccuracy)]
  const {lower, upper} = intervalOf(metrics)
  if (upper < trainingTestAccuracy) {
    const text = `Right on ${now} of these rows, on ${then} of unseen ones when it was made: the world has moved. Find what changed with mlops explore, then train on newer rows and compare.`
    return {text, explainsMore: true}
  }
  if (isTooLow && trainingTestAccuracy <= minimumAccuracy) {
    const text = `It was no better when it was made (${then} right): it needs more training or features that tell more, not newer rows.`
    return {text, explainsMore: true}
  }
  const start = `Right on ${now} of these rows, not clearly less than the ${then} when it was made`
  return fell
    ? {
        text: `${start}: ${count(metrics.rows)} rows leave anything from ${fraction(lower)} to ${fraction(upper)} open, so validate on more rows first.`,
      }
    : {
        text: `${start}: it never had much room above the bound, so tune it, or agree a lower minimumAccuracy.${chance(metrics, minimumAccuracy)}`,
      }
}

function tooLittle({train, test}: Pick<TrainingFileFigures, 'train' | 'test'>): string {
  const start = `It has learned too little: right on ${percent(train.accuracy)} of the rows it learned from and ${percent(test.accuracy)} of new ones`
  const most = Math.max(...train.perClass.map(({support}) => support)) / train.rows
  // Within 5 points of a guess, more training seldom helps: the features do not tell the label.
  return train.accuracy < most + 0.05
    ? `${start}, where naming the most frequent class always would be right on ${percent(most)}. The features tell next to nothing: is it the right label (--target)? Else give it others, or try more --epochs.`
    : `${start}. Try more --epochs or larger --hidden, less --dropout, or features that tell more.`
}

function needsMoreData(learned: string, fresh: string): string {
  return `Right on ${learned} of the rows it learned from and only ${fresh} of new ones: it needs more rows, or features that tell more.`
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
