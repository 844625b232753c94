import {dirname, join, relative, resolve} from 'node:path'
import {addAbortSignal, Readable} from 'node:stream'
import {buffer} from 'node:stream/consumers'
import {setImmediate} from 'node:timers/promises'
import type {BadValue} from '../dataset/csv-bad-rows.js'
import {formatDataPackage} from '../dataset/data-package-format.js'
import {dataPackageFile} from '../dataset/data-package-file.js'
import type {
  DatasetDescription,
  DescriptionSource,
  FieldDescription,
  TargetDescription,
} from '../dataset/description.js'
import {loadDataset, type Dataset, type DatasetOptions} from '../dataset/load-dataset.js'
import {loadUnlabelled} from '../dataset/load-unlabelled.js'
import {profileTable} from '../dataset/profile.js'
import type {Finding, TableProfile} from '../dataset/profile-types.js'
import {MlopsError, throwIfInterrupted} from '../errors.js'
import {describeFinding, type FindingWords} from '../report/exploration-words.js'
import {isHtmlPage, refuseForeignFile} from './refuse-foreign-file.js'
import {readIfPresent, writeWhole} from './write-whole.js'

export interface ExploreOptions {
  readonly data: Omit<DatasetOptions, 'requireTarget'>
  /** Where to write the page. */
  readonly html?: string | undefined
  /** Where to write the data package; '' is datapackage.json beside the data. */
  readonly writeSchema?: string | undefined
  /** What to do with a file that exists and holds something else. */
  readonly existing: 'keep' | 'replace'
  readonly report?: ((text: string) => void) | undefined
}

export interface Exploration extends Omit<TableProfile, 'findings'> {
  /** As it was named; '-' for standard input. */
  readonly path: string
  readonly file: string
  readonly hash: string
  /** Where the description of the columns came from, and what was assumed. */
  readonly source: DescriptionSource
  readonly skippedRows: number
  /** What was wrong with the first skipped rows. */
  readonly badRows: readonly BadValue[]
  /** Most serious first, each with what to do about it. */
  readonly findings: readonly (Finding & FindingWords)[]
  /** Files that were written; null for one that was not asked for. */
  readonly written: {readonly html: string | null; readonly schema: string | null}
}

/** Bad values that a result holds: enough to see what is wrong. */
const SHOWN_BAD_VALUES = 20

/**
 * Looks at a file as a data scientist does before training: what is in it, how it goes with the label, what is wrong.
 * Without a label, all that needs none. Writes the page and the data package that were asked for.
 *
 * @throws MlopsError of every kind that has to do with files and data; `FILE_EXISTS` before anything was written
 */
export async function explore(options: ExploreOptions): Promise<Exploration> {
  const {html, writeSchema, report} = options
  const {signal, path} = options.data
  refuseClobbering(options)
  const loaded = await load(options.data)
  const schema = writeSchema === undefined ? undefined : await planSchema(loaded, {...options, writeSchema})
  if (html !== undefined) {
    await refuseForeignFile(html, {existing: options.existing, isOwn: isHtmlPage, noun: 'an HTML page'})
  }
  const profile = await profileTable(loaded.table, loaded, {
    beforeColumn: async (name) => {
      report?.(name)
      // A pause in which a signal can arrive: a column is one long computation.
      await setImmediate()
      throwIfInterrupted(signal)
    },
  })
  const {file, hash, source, skippedRows} = loaded
  const exploration: Exploration = {
    path,
    file,
    hash,
    source,
    skippedRows,
    badRows: loaded.badRows.slice(0, SHOWN_BAD_VALUES),
    ...profile,
    findings: profile.findings.map((finding) => ({...finding, ...describeFinding(finding)})),
    written: {html: html ?? null, schema: schema?.path ?? null},
  }
  if (schema !== undefined) await writeWhole(schema.path, schema.text)
  if (html !== undefined) {
    report?.('charts')
    const {renderExplorationPage} = await import('../report/exploration-page.js')
    const page = await renderExplorationPage(profile, {file, hash, skippedRows, notes: source.notes})
    throwIfInterrupted(signal)
    await writeWhole(html, page)
  }
  return exploration
}

type Loaded = Omit<Dataset, 'description'> & {
  readonly fields: readonly FieldDescription[]
  readonly ignored: readonly string[]
  readonly target?: TargetDescription | undefined
  /** Missing without a label: a data package needs to name one. */
  readonly description?: DatasetDescription
}

/** With its label where there is one; where nothing can be taken for one, and none was named, without. */
async function load(options: Omit<DatasetOptions, 'requireTarget'>): Promise<Loaded> {
  // Standard input may have to be read twice.
  const piped = options.path === '-' ? await readPiped(options) : undefined
  const again = piped === undefined ? {} : {stdin: Readable.from([piped])}
  try {
    const dataset = await loadDataset({...options, ...again, requireTarget: false})
    const {fields, ignored, target} = dataset.description
    return {...dataset, fields, ignored, target}
  } catch (error) {
    const isWithoutLabel =
      error instanceof MlopsError &&
      ['TARGET_UNUSABLE', 'COLUMN_UNUSABLE'].includes(error.code) &&
      options.target === undefined
    if (!isWithoutLabel) throw error
    const retried = piped === undefined ? {} : {stdin: Readable.from([piped])}
    const unlabelled = await loadUnlabelled({...options, ...retried})
    const {source} = unlabelled
    return {...unlabelled, source: {...source, notes: [...source.notes, `Explored without a label. ${error.message}`]}}
  }
}

async function readPiped({stdin = process.stdin, signal}: Pick<DatasetOptions, 'stdin' | 'signal'>): Promise<Buffer> {
  try {
    return await buffer(signal === undefined ? stdin : addAbortSignal(signal, stdin))
  } catch (error) {
    throwIfInterrupted(signal)
    throw error
  }
}

/** A slip of the keyboard must not cost the data. */
function refuseClobbering({html, writeSchema, data}: ExploreOptions): void {
  for (const [flag, target] of [
    ['--html', html],
    ['--write-schema', writeSchema],
  ] as const) {
    if (target === undefined || data.path === '-' || resolve(target) !== resolve(data.path)) continue
    throw new MlopsError('USAGE', {
      message: `${flag} ${target} would overwrite the data itself.`,
      suggestion: `Name another file with ${flag}.`,
    })
  }
}

interface PlannedFile {
  readonly path: string
  readonly text: string
}

async function planSchema(
  {description}: Loaded,
  {writeSchema, data, existing}: ExploreOptions & {readonly writeSchema: string},
): Promise<PlannedFile> {
  if (description === undefined) {
    throw new MlopsError('TARGET_UNUSABLE', {
      message: 'A data package names the column that holds the label, and none is known.',
      suggestion: 'Name it: --target COLUMN --write-schema.',
    })
  }
  if (writeSchema === '' && data.path === '-') {
    throw new MlopsError('USAGE', {
      message: 'Standard input has no folder to write the data package to.',
      suggestion: 'Name the file: --write-schema FILE.',
    })
  }
  const path = writeSchema === '' ? join(dirname(data.path), dataPackageFile) : writeSchema
  const described = data.path === '-' ? undefined : [relative(dirname(path), data.path).split('\\').join('/')]
  const text = `${JSON.stringify(formatDataPackage(description, described), null, 2)}\n`
  const present = await readIfPresent(path)
  if (present !== undefined && present !== text && existing === 'keep') {
    throw new MlopsError('FILE_EXISTS', {
      message: `${path} is there already and says something else.`,
      suggestion: 'Choose another name with --write-schema FILE, or replace it with --force.',
    })
  }
  return {path, text}
}
