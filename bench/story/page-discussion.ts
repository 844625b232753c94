import {mean} from '../measure.js'
import {
  accuracyWithoutDrift,
  fallbackAccuracy,
  fallbackGain,
  firstCall,
  lossThatCounts,
  repeated,
  told,
  worseSince,
} from './figures.js'
import {tellsApart} from './page-told.js'
import {labelDelay, monthsPlayed, toldSeed, type WorldRun} from './results.js'
import {paragraph, percent, points} from './words.js'

export function discussion(runs: readonly WorldRun[]): readonly string[] {
  return [
    '## Is it a problem at all, and what to do?',
    ...[alarmIsNotDamage(runs), noAlarmIsNoProof(runs), aSample(runs), fallback(runs), retrain].map(paragraph),
  ]
}

const retrain = `**When labels say \`retrain\`**, learn from them: a model of month 12 is right again on the months after it, though it may fail
  other gates, for good reason, as the [front page](../README.md) shows. \`mlops validate --compare\` says which of two is better on rows that neither
  has seen. Where the server says \`investigate\` and a labelled sample is answered as well as ever, there is nothing to do but to look again.`

function alarmIsNotDamage(runs: readonly WorldRun[]): string {
  const ahead = repeated(runs, 'covariate').flatMap((run) => {
    const [call, worse] = [firstCall(run), worseSince(run, runs)]
    return call === null || worse === null ? [] : [worse - call]
  })
  return `**An alarm is not damage.** Where customers move, it comes ${Math.min(...ahead)} to ${Math.max(...ahead)} months before five points of accuracy are lost,
    ${mean(ahead).toFixed(0)} on average: a model bears some change of its customers. The alarm is not false, for they did change; nor is it a reason to
    retrain at once. It is the time in which somebody can find out.`
}

function noAlarmIsNoProof(runs: readonly WorldRun[]): string {
  const apart = tellsApart(runs, ['covariate', 'full']) + tellsApart(runs, ['none', 'concept'])
  const seeds = new Set(runs.map(({seed}) => seed)).size
  const found =
    apart === 0
      ? `For none of ${seeds} insurers did the server say anything else where both move than where only customers do, nor anything else
        where what causes risk moves than where nothing does`
      : `For ${apart} of ${2 * seeds} pairs of worlds with the same customers the server said something else`
  return `**No alarm is no proof.** ${found}. No monitor of features, answers and confidence could: the difference is in the labels.`
}

function aSample(runs: readonly WorldRun[]): string {
  const before = accuracyWithoutDrift(runs, toldSeed)
  const size = sampleSize(before)
  return `**So have a few labelled, early.** The insurer waits ${labelDelay} months for claims; an expert's judgement of some files may be had sooner. To see
    a loss of five points from ${percent(before)} in four of five cases takes about ${size} of them (two-sided level 5 %), ${(size / 15).toFixed(0)} % of a month's customers. Do it when
    the server says \`investigate\`, and once or twice a year when it says nothing: where what causes risk moves, nothing else would have told before month
    ${(worseSince(told(runs, 'concept'), runs) ?? 0) + labelDelay}. \`mlops validate\` takes the sample; \`mlops drift\` on it says whether the model errs more on customers
    like those it knew (\`retrain\`), or whether others came (\`investigate\`).`
}

/** Rows to see a fall of a known share by what counts, two-sided at 5 %, with a power of 80 %: the textbook's normal formula. */
function sampleSize(before: number): number {
  const after = before - lossThatCounts
  const [level, power] = [1.96, 0.8416]
  const root = level * Math.sqrt(before * (1 - before)) + power * Math.sqrt(after * (1 - after))
  return 10 * Math.ceil((root / lossThatCounts) ** 2 / 10)
}

function fallback(runs: readonly WorldRun[]): string {
  const from = monthsPlayed - 11
  const parts = (['covariate', 'full'] as const).map((world) => {
    const found = repeated(runs, world)
    return {
      baseline: mean(found.map((run) => fallbackAccuracy(run, from, monthsPlayed).baseline)),
      model: mean(found.map((run) => fallbackAccuracy(run, from, monthsPlayed).model)),
      gain: mean(found.map((run) => fallbackGain(run, from, monthsPlayed))),
    }
  })
  const [moving, both] = parts as [(typeof parts)[number], (typeof parts)[number]]
  const effect = (gain: number): string => `${gain >= 0 ? 'adds' : 'costs'} ${points(gain)} points of accuracy`
  return `**What did the fallback do?** In the third year it answers ever more customers out of range. Where only customers move, the baseline
    is right on ${percent(moving.baseline)} of those it answers, on which the model would have been right in ${percent(moving.model)}: it ${effect(moving.gain)}. Where both move, it is right on
    ${percent(both.baseline)} of the same customers, and the model would have been on ${percent(both.model)}: it ${effect(both.gain)}. Rules are an assumption about the world, too. \`mlops
    validate\` shows on labelled rows whether they help; \`fallback share\` is a column of the drift table, so that nobody learns late who answers a third of
    the customers.`
}
