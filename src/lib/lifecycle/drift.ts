import type {Readable} from 'node:stream'
import type {ColumnOverride, DriftReport, PeriodDrift, ReferenceSource} from '../drift/drift-report.js'
import {timelineOf} from '../drift/timeline.js'
import {verdictOf, withSkippedRows} from '../drift/verdict.js'
import {MlopsError, throwIfInterrupted} from '../errors.js'
import type {Artifact} from '../model/artifact.js'
import {Registry} from '../model/registry.js'
import {formatCount} from '../numbers.js'
import type {Random} from '../statistics/random.js'
import {driftOfFile, driftOfPeriods, driftSeed, precision, type FileDriftSettings} from './drift-file.js'
import {expandPaths} from './drift-inputs-paths.js'
import {readLogPeriod, type LogSource} from './drift-log.js'
import {readReference, type ReferenceData} from './drift-inputs-reference.js'
import {checkOverrides} from './drift-overrides.js'
import {filesForThreads} from './drift-threads.js'
import {DriftWorkers} from './drift-workers.js'
import {isHtmlPage, refuseForeignFile} from './refuse-foreign-file.js'
import {writeWhole} from './write-whole.js'

export interface DriftOptions {
  /** Folder of the registry. */
  readonly models: string
  /** Version or alias; the one in production, else the newest, when missing. */
  readonly model?: string | undefined
  /** CSV file or profile to compare with, in place of the rows of a model. */
  readonly reference?: string | undefined
  /** CSV files, patterns of them, and profiles; '-' is standard input. */
  readonly data: readonly string[]
  /** Profiles, and patterns of them. */
  readonly profiles: readonly string[]
  /** Rows that a server has answered, as the last period. */
  readonly log?: LogSource | undefined
  readonly by?: string | undefined
  readonly chunk?: number | undefined
  /** Features to compare; all when missing. */
  readonly columns?: readonly string[] | undefined
  readonly policy: DriftReport['policy']
  readonly alpha: number
  readonly minEffect: number
  readonly overrides: readonly ColumnOverride[]
  /** Rows to show of each period, the most unlike the reference first. */
  readonly showRows: number
  /** How a reference file is read. */
  readonly schema?: string | undefined
  readonly target?: string | undefined
  readonly ignore?: readonly string[] | undefined
  readonly delimiter?: string | undefined
  readonly onBadRow: 'fail' | 'skip'
  /** Files to write. */
  readonly html?: string | undefined
  readonly markdown?: string | undefined
  /** What to do with files of these names that hold something else. */
  readonly existing: 'replace' | 'keep'
  readonly now: () => Date
  /** For the registry's temporary names; what is computed is seeded. */
  readonly random: Random
  readonly stdin?: Readable | undefined
  /** Threads at most; only this one when missing. */
  readonly threads?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly report?: ((text: string) => void) | undefined
}

export interface DriftAnswer extends DriftReport {
  /** Files that were written; null for one that was not asked for. */
  readonly written: {readonly html: string | null; readonly markdown: string | null}
}

/**
 * Compares files with a reference, one after the other, and says what drifted, since when, and what to do. A file that
 * cannot be read does not cost the others their result.
 *
 * @throws MlopsError of every kind that has to do with files, data and models
 */
export async function drift(options: DriftOptions): Promise<DriftAnswer> {
  if (options.data.length + options.profiles.length === 0 && options.log === undefined) throw nothingGiven()
  await refuseForeignFiles(options)
  const paths = [...(await expandPaths(options.data)), ...(await expandPaths(options.profiles))]
  const artifact = await loadModel(options)
  const workers = await openWorkers(paths, {artifact, options})
  try {
    const compared = await compareFiles(paths, {artifact, options, workers})
    await writeReports(compared, options)
    return compared
  } finally {
    workers?.close()
  }
}

interface Comparing {
  readonly artifact: Artifact | undefined
  readonly options: DriftOptions
  readonly workers: DriftWorkers | null
}

async function compareFiles(paths: readonly string[], {artifact, options, workers}: Comparing): Promise<DriftAnswer> {
  const {policy, alpha, minEffect, overrides, report, signal} = options
  report?.('the reference')
  const reference = await readReference({
    ...options,
    ...precision(policy),
    artifact,
    seed: driftSeed,
    announce: (reader) => workers?.start(reader),
    report: (rows) => report?.(`the reference, ${formatCount(rows)} rows`),
  })
  checkOverrides(overrides, reference.reader.columns)
  const {reader, profile, sample} = reference
  workers?.compareWith({profile, sample}, reader)
  const settings = settingsOf(options, artifact)

  const periods: Omit<PeriodDrift, 'verdict'>[] = []
  const failed: {name: string; path: string; message: string; error: MlopsError}[] = []
  const notes = new Set(reference.notes)
  for (const path of paths) {
    report?.(path)
    try {
      const found =
        (await workers?.drift(path)) ?? (await driftOfFile(path, {reader, reference}, {...options, ...settings}))
      for (const note of found.notes) notes.add(note)
      periods.push(...found.periods)
    } catch (error) {
      throwIfInterrupted(signal)
      if (!(error instanceof MlopsError) || paths.length === 1) throw error
      failed.push({name: path, path, message: error.message, error})
    }
  }
  if (options.log !== undefined) {
    const {period, notes: logNotes} = await readLogPeriod(options.log, reader, {
      ...{now: options.now, signal, seed: driftSeed, ...precision(policy)},
      report: (rows) => report?.(`the log, ${formatCount(rows)} rows`),
    })
    const found = await driftOfPeriods(
      {periods: [period], notes: logNotes},
      {reader, reference: {profile, sample}},
      {...options, ...settings},
    )
    for (const note of found.notes) notes.add(note)
    periods.push(...found.periods)
  }
  if (periods.length === 0) throw failed[0]!.error

  const timeline = periods.length > 1 ? timelineOf(periods) : null
  const judged = periods.map((period) => ({...period, verdict: withSkippedRows(verdictOf(period.drift), period)}))
  const last = periods.at(-1)!
  return {
    policy,
    settings: {
      alpha: policy === 'calibrated' ? alpha : null,
      minEffect: policy === 'calibrated' ? minEffect : null,
      overrides,
    },
    reference: await describeReference(reference, {artifact, options}),
    periods: judged,
    timeline,
    verdict: withSkippedRows(verdictOf(last.drift, timeline), last),
    failed: failed.map(({name, path, message}) => ({name, path, message})),
    notes: [...notes],
    written: {html: options.html ?? null, markdown: writtenMarkdown(options) ?? null},
  }
}

/** Other threads for the files; null where they would not pay. */
async function openWorkers(
  paths: readonly string[],
  {artifact, options}: Omit<Comparing, 'workers'>,
): Promise<DriftWorkers | null> {
  const {reference, threads = 1, signal, report} = options
  const files = await filesForThreads({paths, reference, threads})
  if (files.length === 0) return null
  return new DriftWorkers({
    ...{threads, artifact, signal, report},
    paths: files,
    settings: settingsOf(options, artifact),
  })
}

function settingsOf(options: DriftOptions, artifact: Artifact | undefined): FileDriftSettings {
  const {policy, alpha, minEffect, overrides, showRows, delimiter, onBadRow, by, chunk} = options
  return {
    ...{policy, alpha, minEffect, overrides, showRows, delimiter, onBadRow, by, chunk},
    importance: importanceOf(artifact),
  }
}

function nothingGiven(): MlopsError {
  return new MlopsError('USAGE', {
    message: 'No rows were named that could be compared.',
    suggestion: 'Name files with --data, or profiles with --current.',
  })
}

/** A reference file needs no model; rows without one are compared with those of a model. */
async function loadModel({models, model, reference, now, random}: DriftOptions): Promise<Artifact | undefined> {
  if (reference !== undefined && model === undefined) return undefined
  const registry = new Registry(models, {now, random})
  return registry.load(await registry.resolve(model))
}

function importanceOf(artifact: Artifact | undefined): ReadonlyMap<string, number> | null {
  if (artifact === undefined) return null
  return new Map(artifact.manifest.permutationImportance.map(({feature, mean}) => [feature, mean]))
}

async function describeReference(
  {kind, name, rows}: ReferenceData,
  {artifact, options}: Omit<Comparing, 'workers'>,
): Promise<ReferenceSource> {
  if (artifact === undefined) return {kind, name, rows, version: null, model: null}
  const {version, manifest} = artifact
  const aliases = await new Registry(options.models, options).aliases()
  const named = Object.keys(aliases).filter((alias) => aliases[alias] === version)
  const shown = kind === 'model' && named.length > 0 ? `${name} (${named.join(', ')})` : name
  return {kind, name: shown, rows, version, model: manifest.name}
}

function writtenMarkdown({markdown}: DriftOptions): string | undefined {
  return markdown === '-' ? undefined : markdown
}

async function refuseForeignFiles(options: DriftOptions): Promise<void> {
  const {html, existing} = options
  if (html !== undefined) await refuseForeignFile(html, {existing, isOwn: isHtmlPage, noun: 'an HTML page'})
  const markdown = writtenMarkdown(options)
  if (markdown === undefined) return
  await refuseForeignFile(markdown, {existing, isOwn: (text) => /^#+ /.test(text), noun: 'Markdown with a heading'})
}

async function writeReports(answer: DriftAnswer, options: DriftOptions): Promise<void> {
  const {html, report, signal} = options
  const markdown = writtenMarkdown(options)
  if (html !== undefined) {
    report?.('charts')
    const {renderDriftPage} = await import('../report/drift-page.js')
    const page = await renderDriftPage(answer)
    throwIfInterrupted(signal)
    await writeWhole(html, page)
  }
  if (markdown !== undefined) {
    const {renderDriftMarkdown} = await import('../report/drift-markdown.js')
    await writeWhole(markdown, renderDriftMarkdown(answer))
  }
}
