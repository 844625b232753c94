import {mean, median} from '../measure.js'
import type {DriftKind} from '../../src/lib/dataset/generator.js'
import {
  accuracy,
  falseAlarms,
  falseEpisodes,
  fallbackShare,
  firstCall,
  firstDrift,
  lastingDrift,
  rangeOf,
  repeated,
  retrainSince,
  worldNames,
  worldsInOrder,
  worseSince,
  type FalseAlarms,
} from './figures.js'
import {looksInMonth} from './looks.js'
import {features, labelDelay, monthsPlayed, togetherKey, type WorldRun} from './results.js'
import {list, paragraph, percent, rangeText, rateText, table} from './words.js'

export function repeatedSections(runs: readonly WorldRun[]): readonly string[] {
  const {length} = repeated(runs, 'none')
  return [
    `## ${length} insurers`,
    `Seeds 1 to ${length}: other customers, other models. Median, and from the earliest to the latest in brackets.`,
    '### False alarms where nothing moves',
    falseAlarmTable(runs),
    falseAlarmWords(runs),
    '### When columns are called drifted',
    'Where customers move; the server says the same where both move.',
    columnTable(runs),
    '### What was so',
    truthTable(runs),
    paragraph(
      'Where nothing moves, and where only what causes risk moves, what the server says is a false alarm: its columns are still.',
    ),
  ]
}

function falseAlarmTable(runs: readonly WorldRun[]): string {
  const found = repeated(runs, 'none').map(falseAlarms)
  const months = found.reduce((sum, each) => sum + each.months, 0)
  const line = (name: string, of: (each: FalseAlarms) => number): readonly string[] => {
    const hits = found.reduce((sum, each) => sum + of(each), 0)
    const quiet = found.filter((each) => of(each) === 0).length
    return [
      name,
      `${hits} of ${months}`,
      rateText(hits, months),
      `${quiet} of ${found.length}`,
      String(Math.max(...found.map(of))),
    ]
  }
  return table(
    ['', 'months', 'share and interval', 'insurers without any', 'most months of one'],
    [
      line('a feature is called drifted (`mlops_feature_drifted`)', ({feature}) => feature),
      line('any column is (`mlops_dataset_drifted`)', ({table: any}) => any),
      line('the verdict is investigate', ({verdict}) => verdict),
      line('the verdict is watch or investigate', ({watch}) => watch),
    ],
  )
}

function falseAlarmWords(runs: readonly WorldRun[]): string {
  const still = repeated(runs, 'none')
  const keys = [...new Set(still.flatMap(({live}) => Object.keys(live.columns)))]
  const blamed = keys.filter((key) => still.some((run) => firstDrift(run, key) !== null))
  const lasting = keys.filter((key) => still.some((run) => lastingDrift(run, key) !== null))
  const retrained = still.filter((run) => retrainSince(run) !== null).length
  const most = [...still].sort((a, b) => falseAlarms(b).table - falseAlarms(a).table)[0]!
  const ofMost = keys.filter((key) => firstDrift(most, key) !== null)
  const held = `The level that is held is 5 % of tables with a warning or drift ([drift-calibration.md](drift-calibration.md)).
    The columns that were wrongly called drifted are ${list(blamed)}. ${
      lasting.length === 0 ? 'None of them was called lasting drift' : `Called lasting drift were ${list(lasting)}`
    }, and with labels \`retrain\` was ${retrained === 0 ? 'never said' : `said of ${retrained}`}. False alarms come in
    bunches, because a reference is a sample as well: ${falseAlarms(most).table} are of one insurer, by ${list(ofMost)}.`
  return [held, episodeWords(still)].map(paragraph).join('\n\n')
}

function episodeWords(still: readonly WorldRun[]): string {
  const found = still.map(falseEpisodes)
  const looks = found.reduce((sum, each) => sum + each.looks, 0)
  const drifted = found.reduce((sum, each) => sum + each.drifted, 0)
  const lengths = found.flatMap((each) => each.lengths)
  const quiet = found.filter(({drifted: hits}) => hits === 0).length
  const days = (count: number): string => `${((count / looksInMonth) * 30).toFixed(0)} days`
  const stayed = lengths.filter((length) => length > looksInMonth).length
  return `A server does not look once a month: it looks all along, and each look is one more chance to be wrong. With ${looksInMonth} looks a month,
    one whenever 150 of the 1,500 rows are new, ${drifted} of ${looks.toLocaleString('en-US')} looks call a column drifted, ${percent(drifted / looks)}. These are ${lengths.length} false alarms,
    one in ${(looks / looksInMonth / 12 / lengths.length).toFixed(1)} years of an insurer; ${quiet} of ${still.length} insurers had none in three years. Half of them are over after ${days(median(lengths))}, the longest after
    ${days(Math.max(...lengths))}. **So look again when all rows of the window are new**: by then ${stayed === 0 ? 'every one of them was over' : `all but ${stayed} of them were over`}.`
}

function columnTable(runs: readonly WorldRun[]): string {
  const moving = repeated(runs, 'covariate')
  const keys = [
    ...features,
    togetherKey,
    'predicted class',
    'highest probability',
    'fallback share',
    'miles: out-of-range',
  ]
  return table(
    ['', 'first alarm, month', 'lasting drift since month'],
    keys.map((key) => [
      key,
      rangeText(rangeOf(moving.map((run) => firstDrift(run, key)))),
      rangeText(rangeOf(moving.map((run) => lastingDrift(run, key)))),
    ]),
  )
}

function truthTable(runs: readonly WorldRun[]): string {
  const line = (name: string, cell: (found: readonly WorldRun[]) => string): readonly string[] => [
    name,
    ...worldsInOrder.map((world: DriftKind) => cell(repeated(runs, world))),
  ]
  const spread = (values: readonly number[]): string =>
    `${percent(mean(values))} (${percent(Math.min(...values)).replace(' %', '')}–${percent(Math.max(...values)).replace(' %', '')})`
  const later = (month: number | null): number | null => (month === null ? null : month + labelDelay)
  return table(
    ['', ...worldsInOrder.map((world) => worldNames[world])],
    [
      line('the server says investigate first, month', (found) => rangeText(rangeOf(found.map(firstCall)))),
      line('five points of accuracy lost since month', (found) =>
        rangeText(rangeOf(found.map((run) => worseSince(run, runs)))),
      ),
      line('labels say so in month', (found) => rangeText(rangeOf(found.map((run) => later(worseSince(run, runs)))))),
      line('`mlops drift` with labels says retrain since month', (found) =>
        rangeText(rangeOf(found.map(retrainSince))),
      ),
      ...[1, 12, 24, monthsPlayed].map((month) =>
        line(`accuracy in month ${month}, mean`, (found) => spread(found.map((run) => accuracy(run, month)))),
      ),
      line(`fallback share in month ${monthsPlayed}, mean`, (found) =>
        spread(found.map((run) => fallbackShare(run, monthsPlayed))),
      ),
    ],
  )
}
