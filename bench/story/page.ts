import {mean} from '../measure.js'
import {toldSections} from './page-told.js'
import {repeatedSections} from './page-repeated.js'
import {accuracy, falseAlarms, firstCall, lastingDrift, rangeOf, repeated, retrainSince, worseSince} from './figures.js'
import {discussion} from './page-discussion.js'
import {labelDelay, monthsPlayed, type WorldRun} from './results.js'
import {bullets, paragraph, percent, rangeText, rateText} from './words.js'

/** docs/story.md: for a reader who asks what a monitor is worth. */
export function storyPage(runs: readonly WorldRun[]): string {
  const sections = [
    '# Three years in four worlds',
    INTRODUCTION,
    '![Four worlds of one seed over 36 months: what the server saw, which verdict labels would have brought, and how often the answers were right](pictures/story.svg)',
    inShort(runs),
    ...toldSections(runs),
    ...discussion(runs),
    ...repeatedSections(runs),
    METHOD,
  ]
  return `${sections.join('\n\n')}\n`
}

const INTRODUCTION = [
  paragraph(
    `A monitor that calls when customers change sounds useful. Does it call when nothing happened? Does it call when it hurts?
    Here the world is made up, so the truth is known. A car insurer's model is trained on a reference month and serves for three
    years, in four worlds that differ in what moves:`,
  ),
  bullets([
    '**nothing moves**: each month brings new customers of the same kind (`drift=none`);',
    '**customers move**: they grow older, drive less, and their cars brake by themselves more often (`drift=covariate`);',
    '**what causes risk moves**: the same customers as where nothing moves, but their ability counts less and less (`drift=concept`);',
    '**both move** (`drift=full`), as in `data/` and on the front page.',
  ]),
  paragraph(
    `After each month of 1,500 customers the server compares them with the reference, without labels. The truth of a month is
    known ${labelDelay} months later.`,
  ),
].join('\n\n')

function inShort(runs: readonly WorldRun[]): string {
  const still = repeated(runs, 'none')
  const alarms = still.map(falseAlarms)
  const months = alarms.reduce((sum, each) => sum + each.months, 0)
  const wrong = alarms.reduce((sum, each) => sum + each.table, 0)
  const quiet = alarms.filter(({table}) => table === 0).length
  const [moving, meaning, both] = [repeated(runs, 'covariate'), repeated(runs, 'concept'), repeated(runs, 'full')]
  const called = rangeOf(moving.map(firstCall))
  const hurt = rangeOf(moving.map((run) => worseSince(run, runs)))
  const lost = rangeOf(meaning.map((run) => worseSince(run, runs)))
  const last = (worlds: readonly WorldRun[]): string => percent(mean(worlds.map((run) => accuracy(run, monthsPlayed))))
  const retrained = (worlds: readonly WorldRun[]): string =>
    `${worlds.filter((run) => retrainSince(run) !== null).length} of ${worlds.length}`
  const lasting = still.filter((run) => Object.keys(run.live.columns).some((key) => lastingDrift(run, key) !== null))
  return `**In short**, over ${still.length} such insurers:

${bullets([
  `Where nothing moves, a column was called drifted in ${wrong} of ${months} months, ${rateText(wrong, months)}. ${quiet} of ${still.length} insurers had
  three years without a false alarm, and ${lasting.length === 0 ? 'none was told of lasting drift' : `${lasting.length} were told of lasting drift`}.`,
  `Where customers move, the server asks to investigate from month ${rangeText(called)} on. The accuracy has lost five points in
  month ${rangeText(hurt)}; labels would say so in month ${hurt.median + labelDelay}. (Medians; in brackets the earliest and the latest.)`,
  `Where what causes risk moves, **no alarm comes**, beyond the false ones. Five points are lost in month ${rangeText(lost)}, and after
  three years ${last(meaning)} of the answers are right. What customers look like says nothing of it; only labels do.`,
  `Where both move, the server sees what it sees where only customers move, but ${last(both)} are right in the end instead of
  ${last(moving)}. Labels tell the two apart: \`mlops drift\` says \`retrain\` for ${retrained(both)} and for ${retrained(moving)}.`,
])}`
}

const METHOD = `## How it was done

${bullets([
  `Each seed has a reference of 1,500 customers, a model trained on it by the defaults of \`mlops train\`, and 36 months of as many
  customers in each world. Its reference and its model are the same in all four.`,
  `Each month is compared by the functions that \`mlops serve\` calls, at its defaults: a window of 1,500 rows, a false discovery rate
  of 5 %, effects from 0.1 on are drift. A test plays a world over HTTP, \`mlops simulate\` against \`mlops serve\`, and gets the same
  statuses, verdicts and answers in each of 36 months.`,
  "Answers are those that a client gets: the model's, or the baseline's where a value is out of range or the model is unsure.",
  `What labels say is the answer of \`mlops drift\` on files of labelled months. It knows how often the model errs on 300 reference
  rows, those that it was not trained on; [concept-drift.md](concept-drift.md) shows what more rows change.`,
  'Lasting drift begins where calm and drifted months are divided best, as in the timeline of `mlops drift`; one odd month is none.',
  `Five points are lost from the month on from which the accuracy stays below that of the same model where nothing moves, less
  5 points; one odd month does not count here either. Only the maker of a world knows that figure.`,
  `Intervals of shares are Wilson's, 95 %; they take months for independent, and those of one insurer have one reference.
  [story.ndjson](story.ndjson) has what was seen in each month, a line a world.`,
])}

To play a world yourself:

    mlops train -d data/reference.csv && mlops serve
    mlops simulate --world drift=concept --label-delay ${labelDelay}      # in another terminal

To repeat the page:

    npm run bench:story                # some four minutes on one core
    npm run bench:story -- --quick     # two seeds, to a temporary folder
    npm run bench:story -- --render    # page and chart from the results alone

## Limits

${bullets([
  'Months are independent draws. Customers who come back, seasons and holidays would make other months more alike or more unlike.',
  'The window is as long as a month. A shorter one sees less, sooner; [drift-calibration.md](drift-calibration.md) has other sizes.',
  'Four worlds of one kind of insurer are examples. What drifts fast here is what the model leans on; elsewhere it may be otherwise.',
])}`
