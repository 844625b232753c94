import {execFileSync} from 'node:child_process'
import {existsSync, mkdtempSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {EngineResult} from './drift-engine.js'
import {median, runInTurn, runProcess, type Comparison, type Section} from './measure.js'

const evidently = '.bench/evidently/bin/python'
const sizes = [
  {rows: 1_500, rounds: 7},
  {rows: 100_000, rounds: 5},
  {rows: 1_000_000, rounds: 3},
] as const
/** The page of several months is larger: a timeline is added to it. */
const months = 36

/** What Evidently's yardstick prints. */
interface EvidentlyResult {
  readonly version: string
  readonly engine_seconds: number
  readonly page_bytes: number
  readonly drifted: number
  readonly scores: Readonly<Record<string, number>>
}

/** `mlops drift` against Evidently, on the same files: whole processes, and the comparison alone. */
export function benchDrift(): Section | undefined {
  if (!existsSync(evidently)) {
    console.log('Drift is skipped: there is no Evidently here. bench/peers/install.sh evidently installs it.')
    return undefined
  }
  const folder = mkdtempSync(join(tmpdir(), 'mlops-bench-'))
  try {
    const measured = sizes.map((size) => measureSize(folder, size))
    const {version} = measured[0]!
    const worst = Math.max(...measured.map(({deviation}) => deviation))
    return {
      title: 'Drift',
      text:
        `One file against another, six columns, by \`mlops drift --reference A.csv -d B.csv\` and by \`DataDriftPreset\` of Evidently ${version}: the same files, as whole processes with the reading of the files, in turn; medians of ` +
        `${sizes.map(({rounds}) => rounds).join(', ')} runs. The engine alone goes from two tables in memory to the verdict on each column, in a fresh process. ` +
        '`calibrated` is the default of mlops; `evidently` computes what Evidently computes, and of each column ' +
        `the same score (largest difference in these runs ${worst.toExponential(0)}, relative). \`mlops drift\` also compares the label and tells the rows apart by all columns together; ` +
        `Evidently does not. The page of ${months} months has no counterpart there: it stands beside Evidently's page of one.`,
      names: ['mlops', 'Evidently'],
      comparisons: [...measured.flatMap(({comparisons}) => comparisons), ...measurePages(folder)],
    }
  } finally {
    rmSync(folder, {recursive: true})
  }
}

interface Measured {
  readonly comparisons: readonly Comparison[]
  readonly version: string
  /** Of our scores by the same policy, relative. */
  readonly deviation: number
}

function measureSize(folder: string, {rows, rounds}: (typeof sizes)[number]): Measured {
  const data = makeData(join(folder, `${rows}`), {rows, months: 1})
  const [reference, current] = [join(data, 'reference.csv'), join(data, 'month-1.csv')]
  const [calibrated, sameTests, theirs] = runInTurn(
    [
      ours(reference, current),
      [...ours(reference, current), '--policy', 'evidently'],
      [evidently, yardstick, reference, current],
    ],
    rounds,
  )
  const engine = (policy: string): EngineResult[] =>
    Array.from({length: rounds}, () => runEngine([reference, current, policy]))
  const [calibratedEngine, sameEngine] = [engine('calibrated'), engine('evidently')]
  const theirResults = Array.from(
    {length: rounds},
    () => lastLine(runProcess([evidently, yardstick, reference, current]).stdout) as EvidentlyResult,
  )
  const theirEngine = median(theirResults.map((result) => result.engine_seconds))
  rmSync(data, {recursive: true})

  const size = `\`mlops drift\`, ${rows.toLocaleString('en-US')} rows`
  const seconds = (what: string, ourSeconds: number, theirSeconds: number): Comparison =>
    ({what: `${size}: ${what}`, ours: ourSeconds, yardstick: theirSeconds, unit: 's'}) as const
  const secondsOf = (results: readonly EngineResult[]): number => median(results.map((result) => result.seconds))
  return {
    comparisons: [
      seconds('whole process', calibrated!.seconds, theirs!.seconds),
      seconds('whole process, `--policy evidently`', sameTests!.seconds, theirs!.seconds),
      seconds('engine alone', secondsOf(calibratedEngine), theirEngine),
      seconds('engine alone, policy `evidently`', secondsOf(sameEngine), theirEngine),
      {what: `${size}: peak memory`, ours: calibrated!.megabytes, yardstick: theirs!.megabytes, unit: 'MB'},
      {
        what: `${size}: peak memory, \`--policy evidently\``,
        ours: sameTests!.megabytes,
        yardstick: theirs!.megabytes,
        unit: 'MB',
      },
    ],
    version: theirResults[0]!.version,
    deviation: largestDeviation(sameEngine[0]!.scores, theirResults[0]!.scores),
  }
}

/** Sizes of the pages, and how long the whole process takes that writes one. */
function measurePages(folder: string): readonly Comparison[] {
  const data = makeData(join(folder, 'pages'), {rows: 1_500, months})
  const [reference, current] = [join(data, 'reference.csv'), join(data, 'month-1.csv')]
  const [page, longPage, theirPage] = ['page', 'long', 'theirs'].map((name) => join(folder, `${name}.html`))
  const [withPage, theirsWithPage] = runInTurn(
    [
      [...ours(reference, current), '--html', page!, '--force'],
      [evidently, yardstick, reference, current, theirPage!],
    ],
    5,
  )
  runProcess([...ours(reference, join(data, 'month-*.csv')), '--html', longPage!])
  const megabytes = (path: string): number => statSync(path).size / 1e6
  const theirSize = megabytes(theirPage!)
  return [
    {
      what: '`mlops drift --html`, 1,500 rows: whole process',
      ours: withPage!.seconds,
      yardstick: theirsWithPage!.seconds,
      unit: 's',
    },
    {what: 'page of one comparison', ours: megabytes(page!), yardstick: theirSize, unit: 'MB'},
    {what: `page of ${months} months`, ours: megabytes(longPage!), yardstick: theirSize, unit: 'MB'},
  ]
}

const yardstick = 'bench/peers/evidently_drift.py'

function ours(reference: string, current: string): readonly string[] {
  return [process.execPath, 'bin/run.js', 'drift', '--reference', reference, '-d', current]
}

function makeData(out: string, {rows, months}: {readonly rows: number; readonly months: number}): string {
  runProcess([process.execPath, 'bin/run.js', 'generate', '--rows', `${rows}`, '--months', `${months}`, '--out', out])
  return out
}

function runEngine(words: readonly string[]): EngineResult {
  const answer = execFileSync(process.execPath, ['--import', 'tsx', 'bench/drift-engine.ts', ...words], {
    encoding: 'utf8',
  })
  return lastLine(answer) as EngineResult
}

function lastLine(text: string): unknown {
  return JSON.parse(text.trim().split('\n').at(-1)!)
}

function largestDeviation(ourScores: EngineResult['scores'], theirScores: EvidentlyResult['scores']): number {
  const deviations = Object.entries(theirScores).map(([column, score]) =>
    ourScores[column] === score ? 0 : Math.abs(ourScores[column]! - score) / Math.abs(score),
  )
  return Math.max(...deviations)
}
