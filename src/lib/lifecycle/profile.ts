import type {Readable} from 'node:stream'
import {gzipSync} from 'node:zlib'
import type {BadValue} from '../dataset/csv-bad-rows.js'
import {mergeSavedProfiles, countedTwice} from '../drift/profile-merge-saved.js'
import {
  formatProfile,
  profileFormat,
  type ProfiledModel,
  type ProfileSource,
  type SavedProfile,
} from '../drift/profile-format.js'
import {MlopsError, throwIfInterrupted} from '../errors.js'
import {Registry} from '../model/registry.js'
import type {Random} from '../statistics/random.js'
import {profileFile} from './drift-inputs.js'
import {countOwnFile} from './drift-inputs-own.js'
import {readerForModel, rowModelOf} from './drift-inputs-reader.js'
import {expandPaths} from './drift-inputs-paths.js'
import {isProfilePath, readSavedProfile} from './profile-files.js'
import {
  summariseCategories,
  summariseColumns,
  type CategoryColumnSummary,
  type ColumnSummary,
} from './profile-summary.js'
import {readIfPresent, writeWhole} from './write-whole.js'

export interface ProfileOptions {
  /** CSV file, plain or gzipped; '-' for standard input. */
  readonly data: string
  /** Where to write the profile; gzipped when it ends in .gz; '-' hands it back as text. */
  readonly out: string
  /** Version or alias whose answers are counted too; no model when missing. */
  readonly model?: string | undefined
  /** Folder of the registry. */
  readonly models: string
  /** Features to count; all when missing. */
  readonly columns?: readonly string[] | undefined
  /** How the columns are read, where no model says it. */
  readonly schema?: string | undefined
  readonly target?: string | undefined
  readonly ignore?: readonly string[] | undefined
  readonly delimiter?: string | undefined
  readonly onBadRow: 'fail' | 'skip'
  /** What to do with a file that exists and is no profile. */
  readonly existing: 'keep' | 'replace'
  readonly now: () => Date
  readonly random: Random
  readonly stdin?: Readable
  readonly signal?: AbortSignal
  readonly report?: (text: string) => void
}

export interface MergeOptions extends Pick<ProfileOptions, 'out' | 'existing' | 'signal' | 'report'> {
  /** Profiles, or patterns that name some. */
  readonly profiles: readonly string[]
}

export interface ProfileAnswer {
  /** Where it was written; '-' when it was not. */
  readonly out: string
  /** Size of the file; of the text where none was written. */
  readonly bytes: number
  readonly rows: number
  readonly sources: readonly ProfileSource[]
  readonly model: ProfiledModel | null
  readonly columns: readonly ColumnSummary[]
  readonly label: CategoryColumnSummary | null
  /** What was wrong with the first skipped rows. */
  readonly badRows: readonly BadValue[]
  /** Sentences on what was assumed and left out. */
  readonly notes: readonly string[]
}

/** A result, and the text of the profile. */
export interface WrittenProfile {
  readonly answer: ProfileAnswer
  readonly text: string
}

/** Bad values that a result holds: enough to see what is wrong. */
const shownBadValues = 20

/**
 * Counts the rows of a file and writes the counts: what drift needs to know of it, and nothing of a single row.
 *
 * @throws MlopsError of every kind that has to do with files, schemas, data and models; `FILE_EXISTS`
 */
export async function profile(options: ProfileOptions): Promise<WrittenProfile> {
  await refuseForeignFile(options)
  const counted = options.model === undefined ? await countPlain(options) : await countWithModel(options, options.model)
  throwIfInterrupted(options.signal)
  const {saved, badRows, notes} = counted
  return write(saved, options, {badRows: badRows.slice(0, shownBadValues), notes})
}

/**
 * Merges profiles of parts into that of the whole.
 *
 * @throws MlopsError `PROFILE_INVALID` when one is broken or they do not fit together; `FILE_…`
 */
export async function mergeProfileFiles(options: MergeOptions): Promise<WrittenProfile> {
  await refuseForeignFile(options)
  const paths = await expandPaths(options.profiles)
  const parts: {readonly name: string; readonly saved: SavedProfile}[] = []
  for (const path of paths) {
    throwIfInterrupted(options.signal)
    options.report?.(path)
    parts.push({name: path, saved: await readSavedProfile(path)})
  }
  const saved = mergeSavedProfiles(parts)
  const twice = countedTwice(saved.sources)
  const notes = twice.length === 0 ? [] : [`In more than one part, so counted more than once: ${twice.join(', ')}.`]
  return write(saved, options, {badRows: [], notes})
}

interface Counted {
  readonly saved: SavedProfile
  readonly badRows: readonly BadValue[]
  readonly notes: readonly string[]
}

async function countPlain({data, report, ...options}: ProfileOptions): Promise<Counted> {
  const {columns, profile, read} = await countOwnFile(data, {
    ...options,
    seed: 0,
    sampleLimit: 0,
    report: (rows) => report?.(`${rows.toLocaleString('en-US')} rows`),
  })
  const {file, hash, rows, skippedRows, badRows, source} = read
  return {
    saved: {columns, model: null, sources: [{file, hash, rows, skippedRows}], profile},
    badRows,
    notes: source.notes,
  }
}

async function countWithModel({data, report, ...options}: ProfileOptions, name: string): Promise<Counted> {
  refuseOwnColumns(options)
  const {models, now, random, columns: only} = options
  const registry = new Registry(models, {now, random})
  const model = rowModelOf(await registry.load(await registry.resolve(name)))
  const reader = readerForModel(model, only)
  const read = await profileFile(data, reader, {
    ...options,
    seed: 0,
    sampleLimit: 0,
    report: (rows) => report?.(`${rows.toLocaleString('en-US')} rows`),
  })
  const {file, hash, rows, skippedRows, badRows, notes} = read
  return {
    saved: {
      columns: reader.columns,
      model: model.identity,
      sources: [{file, hash, rows, skippedRows}],
      profile: read.periods[0]!.profile,
    },
    badRows,
    notes,
  }
}

function refuseOwnColumns({schema, target, ignore}: Pick<ProfileOptions, 'schema' | 'target' | 'ignore'>): void {
  const given = Object.entries({schema, target, ignore}).find(([, value]) => value !== undefined)
  if (given === undefined) return
  throw new MlopsError('USAGE', {
    message: `--${given[0]} cannot be used with --model: the model says what the columns are.`,
    suggestion: `Leave out --${given[0]}, or --model.`,
  })
}

async function write(
  saved: SavedProfile,
  {out}: Pick<ProfileOptions, 'out'>,
  {badRows, notes}: Pick<ProfileAnswer, 'badRows' | 'notes'>,
): Promise<WrittenProfile> {
  const text = formatProfile(saved)
  const bytes =
    out === '-' ? Buffer.byteLength(text) : await writeWhole(out, out.endsWith('.gz') ? gzipSync(text) : text)
  const {columns, profile, model, sources} = saved
  const {target} = columns
  return {
    text,
    answer: {
      ...{out, bytes, rows: profile.rows, sources, model},
      columns: summariseColumns(profile.columns, columns.fields),
      label: profile.label && summariseCategories(profile.label, target?.classes ?? []),
      ...{badRows, notes},
    },
  }
}

/** A slip of the keyboard must not cost what is there: only a profile is replaced by another one. */
async function refuseForeignFile({out, existing}: Pick<ProfileOptions, 'out' | 'existing'>): Promise<void> {
  if (out === '-') return
  if (!isProfilePath(out)) {
    throw new MlopsError('USAGE', {
      message: `The profile would be written to ${out}, which does not end in .json or .json.gz.`,
      suggestion: `Name it so, that other commands take it for what it is: --out ${out.replace(/\.[^./\\]*$/, '')}.json`,
    })
  }
  if (existing === 'replace' || (await readIfPresent(out)) === undefined || (await isProfile(out))) return
  throw new MlopsError('FILE_EXISTS', {
    message: `${out} is there already and is no profile.`,
    suggestion: 'Choose another name, or replace it with --force.',
  })
}

/** Whether a file says that it is one; a broken one may be replaced too. */
async function isProfile(path: string): Promise<boolean> {
  return readSavedProfile(path).then(
    () => true,
    async (error: unknown) =>
      error instanceof MlopsError &&
      error.code === 'PROFILE_INVALID' &&
      ((await readIfPresent(path)) ?? '').slice(0, 200).includes(`"format": "${profileFormat}"`),
  )
}
