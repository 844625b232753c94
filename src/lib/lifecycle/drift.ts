import type {Readable} from 'node:stream'
import {alikeRows} from '../drift/concept.js'
import {compareProfiles, type CompareOptions} from '../drift/compare-profiles.js'
import {testMultivariate, type MultivariateTest} from '../drift/domain-test.js'
import type {ColumnOverride, DriftReport, PeriodDrift, ReferenceSource} from '../drift/drift-report.js'
import {drivingRows} from '../drift/driving-rows.js'
import {timelineOf} from '../drift/timeline.js'
import {verdictOf} from '../drift/verdict.js'
import {MlopsError, throwIfInterrupted} from '../errors.js'
import type {Artifact} from '../model/artifact.js'
import {Registry} from '../model/registry.js'
import {createRandom, type Random} from '../statistics/random.js'
import {profileFile, type PeriodData} from './drift-inputs.js'
import {expandPaths} from './drift-inputs-paths.js'
import type {RowSample} from './drift-inputs-sample.js'
import {readReference, type ReferenceData} from './drift-inputs-reference.js'
import {readPeriod} from './drift-inputs-saved.js'
import {checkOverrides} from './drift-overrides.js'
import {isProfilePath} from './profile-files.js'
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
  readonly signal?: AbortSignal | undefined
  readonly report?: ((text: string) => void) | undefined
}

export interface DriftAnswer extends DriftReport {
  /** Files that were written; null for one that was not asked for. */
  readonly written: {readonly html: string | null; readonly markdown: string | null}
}

/** Decides which rows are sampled, and how the folds are dealt: the same files always give the same answer. */
const SEED = 'drift'

/**
 * Compares files with a reference, one after the other, and says what drifted, since when, and what to do. A file that
 * cannot be read does not cost the others their result.
 *
 * @throws MlopsError of every kind that has to do with files, data and models
 */
export async function drift(options: DriftOptions): Promise<DriftAnswer> {
  const {policy, alpha, minEffect, overrides, report, signal} = options
  if (options.data.length + options.profiles.length === 0) throw nothingGiven()
  await refuseForeignFiles(options)
  const paths = [...(await expandPaths(options.data)), ...(await expandPaths(options.profiles))]
  const artifact = await loadModel(options)
  report?.('the reference')
  const reference = await readReference({
    ...options,
    ...precision(policy),
    artifact,
    seed: SEED,
    report: (rows) => report?.(`the reference, ${rows.toLocaleString('en-US')} rows`),
  })
  checkOverrides(overrides, reference.reader.columns)

  const periods: Omit<PeriodDrift, 'verdict'>[] = []
  const failed: {name: string; path: string; message: string; error: MlopsError}[] = []
  const notes = new Set(reference.notes)
  for (const path of paths) {
    report?.(path)
    try {
      const read = await readPeriods(path, reference, options)
      for (const note of [...read.notes, ...roundingNotes(read.periods, options)]) notes.add(note)
      for (const period of read.periods) periods.push(await comparePeriod(period, {reference, artifact, options}))
    } catch (error) {
      throwIfInterrupted(signal)
      if (!(error instanceof MlopsError) || paths.length === 1) throw error
      failed.push({name: path, path, message: error.message, error})
    }
  }
  if (periods.length === 0) throw failed[0]!.error

  const timeline = periods.length > 1 ? timelineOf(periods) : null
  const judged = periods.map((period) => ({...period, verdict: verdictOf(period.drift)}))
  const answer: DriftAnswer = {
    policy,
    settings: {
      alpha: policy === 'calibrated' ? alpha : null,
      minEffect: policy === 'calibrated' ? minEffect : null,
      overrides,
    },
    reference: await describeReference(reference, {artifact, options}),
    periods: judged,
    timeline,
    verdict: verdictOf(periods.at(-1)!.drift, timeline),
    failed: failed.map(({name, path, message}) => ({name, path, message})),
    notes: [...notes],
    written: {html: options.html ?? null, markdown: writtenMarkdown(options) ?? null},
  }
  await writeReports(answer, options)
  return answer
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

/** Scores to the last digit need every value; they say nothing of rows. */
function precision(policy: DriftReport['policy']): {readonly sampleLimit?: number; readonly distinctLimit?: number} {
  return policy === 'evidently' ? {sampleLimit: 0, distinctLimit: Infinity} : {}
}

/** Scores of Evidently are to the last digit only where no value was rounded, as in profiles of many. */
function roundingNotes(periods: readonly PeriodData[], {policy}: DriftOptions): readonly string[] {
  if (policy === 'calibrated') return []
  return periods.flatMap(({path, profile}) => {
    const rounded = profile.columns.filter((column) => column.kind === 'number' && column.values.droppedBits > 0)
    if (rounded.length === 0) return []
    const names = rounded.map(({name}) => name).join(', ')
    return [`${path} holds rounded values of ${names}: their scores are near those of Evidently, not the same.`]
  })
}

interface ReadPeriods {
  readonly periods: readonly PeriodData[]
  readonly notes: readonly string[]
}

async function readPeriods(path: string, {reader}: ReferenceData, options: DriftOptions): Promise<ReadPeriods> {
  const {delimiter, onBadRow, by, chunk, policy, stdin, signal, report} = options
  if (isProfilePath(path)) {
    const {period, notes} = await readPeriod(path, reader)
    return {periods: [period], notes}
  }
  return profileFile(path, reader, {
    ...{delimiter, onBadRow, by, chunk, stdin, signal, seed: SEED, ...precision(policy)},
    report: (rows) => report?.(`${path}, ${rows.toLocaleString('en-US')} rows`),
  })
}

interface Comparison {
  readonly reference: ReferenceData
  readonly artifact: Artifact | undefined
  readonly options: DriftOptions
}

async function comparePeriod(
  {name, path, rows, skippedRows, profile, sample}: PeriodData,
  {reference, artifact, options}: Comparison,
): Promise<Omit<PeriodDrift, 'verdict'>> {
  const {policy, alpha, minEffect, overrides, showRows, signal} = options
  throwIfInterrupted(signal)
  const {columns} = reference.reader
  const features = columns.fields.map((field) => field.name)
  const isComparable = policy === 'calibrated' && sample !== null && reference.sample !== null
  const multivariate =
    isComparable && (features.length > 1 || showRows > 0)
      ? await testMultivariate(reference.sample.table, sample.table, {features, random: createRandom(SEED), signal})
      : null
  const drift = compareProfiles(reference.profile, profile, {
    ...{policy, alpha, minEffect, overrides, compared: columns},
    importance: importanceOf(artifact),
    multivariate: multivariateOf(features.length, {multivariate, isComparable}),
    alikeErrors: isComparable ? alikeErrorsOf(reference.sample, sample, multivariate) : null,
  })
  const drivers =
    sample === null || multivariate === null || 'notTested' in multivariate
      ? []
      : drivingRows(sample.table, sample.rowNumbers, multivariate.probabilities, showRows)
  return {name, path, rows, skippedRows, drift, drivers}
}

/** Null where the question does not arise; a reason where it cannot be answered. */
function multivariateOf(
  features: number,
  {
    multivariate,
    isComparable,
  }: {
    readonly multivariate: MultivariateTest | {readonly notTested: string} | null
    readonly isComparable: boolean
  },
): CompareOptions['multivariate'] {
  if (features < 2) return null
  return isComparable ? multivariate : {notTested: 'a profile holds counts, and no rows to look at'}
}

/** Rows that are equally likely to be current are alike in all features. */
function alikeErrorsOf(
  reference: RowSample,
  current: RowSample,
  multivariate: MultivariateTest | {readonly notTested: string} | null,
): CompareOptions['alikeErrors'] {
  if (multivariate === null || 'notTested' in multivariate || reference.errors === null || current.errors === null) {
    return null
  }
  return alikeRows(
    {probabilities: multivariate.referenceProbabilities, errors: reference.errors},
    {probabilities: multivariate.probabilities, errors: current.errors},
  )
}

function importanceOf(artifact: Artifact | undefined): ReadonlyMap<string, number> | null {
  if (artifact === undefined) return null
  return new Map(artifact.manifest.permutationImportance.map(({feature, mean}) => [feature, mean]))
}

async function describeReference(
  {kind, name, rows}: ReferenceData,
  {artifact, options}: Omit<Comparison, 'reference'>,
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
