import type {DriftKind} from '../../src/lib/dataset/generator.js'
import {
  accuracy,
  accuracyWithoutDrift,
  columnStatuses,
  fallbackShare,
  firstCall,
  lastingDrift,
  retrainSince,
  told,
  worldNames,
  worldsInOrder,
  worseSince,
  type Month,
} from './figures.js'
import {features, labelDelay, monthsPlayed, toldSeed, type WorldRun} from './results.js'
import {list, monthText, paragraph, percent, table} from './words.js'

/** The insurer whose months are in `data/`. */
export function toldSections(runs: readonly WorldRun[]): readonly string[] {
  return [
    '## One insurer',
    `The one of the picture, seed ${toldSeed}. Its test accuracy at training was ${percent(told(runs, 'none').model.testAccuracy)}; where nothing moves the answers of three years are right in ${percent(accuracyWithoutDrift(runs, toldSeed))}. ` +
      'Months, by world:',
    toldTable(runs),
    nothingMoves(runs),
    customersMove(runs),
    meaningMoves(runs),
    bothMove(runs),
  ]
}

function toldTable(runs: readonly WorldRun[]): string {
  const worlds = worldsInOrder.map((world) => told(runs, world))
  const line = (name: string, cell: (run: WorldRun) => string): readonly string[] => [name, ...worlds.map(cell)]
  const lasting = ['miles', 'emergency_braking', 'age', 'all features together', 'predicted class', 'fallback share']
  return table(
    ['', ...worldsInOrder.map((world) => worldNames[world])],
    [
      line('the server says investigate first', (run) => monthText(firstCall(run))),
      ...lasting.map((key) => line(`lasting drift: ${key}`, (run) => monthText(lastingDrift(run, key)))),
      line('**five points of accuracy lost since**', (run) => `**${monthText(worseSince(run, runs))}**`),
      line('labels say so in', (run) => monthText(later(worseSince(run, runs)))),
      line('`mlops drift` with labels says retrain since', (run) => monthText(retrainSince(run))),
      line('and that is known in', (run) => monthText(later(retrainSince(run)))),
      ...[1, 12, 24, monthsPlayed].map((month) =>
        line(`accuracy of the answers in month ${month}`, (run) => percent(accuracy(run, month))),
      ),
      line(`\`mlops_realised_accuracy\` in month ${monthsPlayed}`, (run) =>
        percent(accuracy(run, 1, monthsPlayed - labelDelay)),
      ),
      ...[1, 12, 24, monthsPlayed].map((month) =>
        line(`fallback share in month ${month}`, (run) => percent(fallbackShare(run, month))),
      ),
    ],
  )
}

function nothingMoves(runs: readonly WorldRun[]): string {
  const run = told(runs, 'none')
  const statuses = Object.keys(run.live.columns).flatMap((key) => columnStatuses(run, key))
  const [looks, warned, drifted] = [
    statuses.filter((status) => status !== 'not-tested').length,
    statuses.filter((status) => status === 'warning').length,
    statuses.filter((status) => status === 'drift').length,
  ]
  const found =
    drifted + warned === 0
      ? 'and not one of them is so much as a warning'
      : `${warned} of them warn and ${drifted} call drift, all by chance`
  const all = run.answers.right.map((right) => right / run.rows)
  return section(
    'Nothing moves',
    `In ${monthsPlayed} months the server makes ${looks} comparisons of a column, ${found}. The accuracy of a month is between
    ${percent(Math.min(...all))} and ${percent(Math.max(...all))}: so far do 1,500 customers wander by chance. A month that is worse by a point
    is no news.`,
  )
}

function customersMove(runs: readonly WorldRun[]): string {
  const run = told(runs, 'covariate')
  const call = firstCall(run)
  const reason = run.said?.find(({month}) => month === call)?.reason ?? ''
  const worse = worseSince(run, runs)
  const calm = features.filter((key) => lastingDrift(run, key) === null)
  const outOfRange = run.answers.outOfRange.at(-1)! / run.rows
  return section(
    'Customers move',
    `The server calls in month ${monthText(call)}: "${reason}" In that month the answers are right in ${percent(accuracy(run, call ?? 1))}, as
    ever. emergency_braking follows in month ${monthText(lastingDrift(run, 'emergency_braking'))} and age in month ${monthText(lastingDrift(run, 'age'))}; ${list(calm)} never do,
    and indeed they did not move. Five points of accuracy are not lost before month ${monthText(worse)}: the call was right, and early. The labels
    of that month come in month ${monthText(later(worse))}.`,
    `In month ${monthsPlayed}, ${percent(outOfRange)} of the customers are out of the range that the data package declares, nearly all of them by negative miles, which this
    world has and the real one has not. They are answered by the baseline.`,
  )
}

function meaningMoves(runs: readonly WorldRun[]): string {
  const run = told(runs, 'concept')
  const isSameAsStill = sameLive(run, told(runs, 'none'))
  const worse = worseSince(run, runs)
  return section(
    'What causes risk moves',
    `The server sees the very customers of the world in which nothing moves${isSameAsStill ? ', and says the same of them in every month' : ''}. Five
    points are lost since month ${monthText(worse)}; ${percent(1 - accuracy(run, 24))} of the answers are wrong in month 24, and ${percent(1 - accuracy(run, monthsPlayed))} in month ${monthsPlayed}. The model
    answers the same classes as where nothing moves and is as sure of them, because it is the same model on the same rows. The labels of month ${monthText(worse)} come
    in month ${monthText(later(worse))}. When the three years are over, all that labels have said is that ${percent(accuracy(run, 1, monthsPlayed - labelDelay))} of the answers
    were right in the first year.`,
  )
}

/** The bound of the example's gate. */
const gate = 0.85

function bothMove(runs: readonly WorldRun[]): string {
  const [run, moving] = [told(runs, 'full'), told(runs, 'covariate')]
  const realised = accuracy(run, 1, monthsPlayed - labelDelay)
  const isPassed = realised > gate
  const seen = sameLive(run, moving)
    ? 'Every status and every verdict of the server is that of the world in which only customers move: the same customers'
    : 'The server sees nearly what it sees where only customers move'
  return section(
    'Both move',
    `${seen}, the same alarm in month ${monthText(firstCall(run))}. But the answers are worse, ${percent(accuracy(run, monthsPlayed))} right in the end instead of
    ${percent(accuracy(moving, monthsPlayed))}. In month ${monthsPlayed} the labels of the first year say ${percent(realised)}, ${isPassed ? 'above' : 'below'} the ${percent(gate)} that the gate asks for:
    ${isPassed ? 'who waits for `mlops_realised_accuracy` alone sees no reason to act' : 'who waits for `mlops_realised_accuracy` alone learns it now'}, when ${percent(1 - accuracy(run, monthsPlayed))} of the answers are wrong.`,
  )
}

function section(title: string, ...paragraphs: readonly string[]): string {
  return [`### ${title}`, ...paragraphs.map(paragraph)].join('\n\n')
}

/** When the labels of a month come. */
function later(month: Month): Month {
  return month === null ? null : month + labelDelay
}

/** Whether the server has the same to say of both worlds, from the first month to the last. */
export function sameLive(a: WorldRun, b: WorldRun): boolean {
  return JSON.stringify(a.live) === JSON.stringify(b.live)
}

export function tellsApart(runs: readonly WorldRun[], [one, other]: readonly [DriftKind, DriftKind]): number {
  const seeds = new Set(runs.map(({seed}) => seed))
  return [...seeds].filter((seed) => {
    const of = (world: DriftKind): WorldRun => runs.find((run) => run.seed === seed && run.world === world)!
    return !sameLive(of(one), of(other))
  }).length
}
