import {basename} from 'node:path'
import type {Readable} from 'node:stream'
import type {BadValue} from '../dataset/csv-bad-rows.js'
import {streamDatasetAs, type StreamedDataset} from '../dataset/stream-dataset.js'
import type {DataProfile} from '../drift/data-profile.js'
import {MlopsError} from '../errors.js'
import {OnePeriod, periodLimit, PeriodsByLength, PeriodsByValue, type CountedPeriods} from './drift-inputs-periods.js'
import type {RowReader} from './drift-inputs-reader.js'
import type {RowSample} from '../drift/row-sample.js'
import {PeriodTally, type TallyOptions} from './drift-inputs-tally.js'

/** The rows of one time: a file, or some rows of one. */
export interface PeriodData {
  /** File name without extension, value of the column, or rows of the chunk. */
  readonly name: string
  readonly path: string
  readonly rows: number
  readonly skippedRows: number
  readonly profile: DataProfile
  /** Null where only counts are at hand. */
  readonly sample: RowSample | null
}

export interface ProfiledFile {
  /** In natural order of their names, or of their rows. */
  readonly periods: readonly PeriodData[]
  /** File name without folders; '<stdin>' for standard input. */
  readonly file: string
  readonly hash: string
  readonly rows: number
  readonly skippedRows: number
  /** What was wrong with the skipped rows: the first thousand values at most. */
  readonly badRows: readonly BadValue[]
  /** Sentences on what a person may want to know of the file. */
  readonly notes: readonly string[]
}

export interface ProfileFileOptions extends Omit<TallyOptions, 'tested'> {
  /** What separates the columns; found when missing. */
  readonly delimiter?: string | undefined
  readonly onBadRow: 'fail' | 'skip'
  /** Column of which each value is a period of its own. */
  readonly by?: string | undefined
  /** Rows of a period. */
  readonly chunk?: number | undefined
  readonly stdin?: Readable | undefined
  readonly signal?: AbortSignal | undefined
  /** Told the rows so far, now and then. */
  readonly report?: ((rows: number) => void) | undefined
}

/**
 * Counts the rows of a CSV file of any size, in one pass, with what a model answers to them. The label is counted where
 * the file has one.
 *
 * @throws MlopsError of every kind that has to do with files and data; `USAGE` when `by` or `chunk` make too many periods
 */
export async function profileFile(path: string, reader: RowReader, options: ProfileFileOptions): Promise<ProfiledFile> {
  const {model} = reader
  const counted = await countFile(path, reader, options).catch((error: unknown) => {
    const mayBeKnown = model !== null && model.manifest.data.skippedRows > 0 && path !== '-'
    if (!(error instanceof MlopsError) || error.code !== 'DATA_INVALID' || !mayBeKnown) throw error
    return withKnownBadRows(error, path, reader, options)
  })
  if (model === null || counted.read.hash !== model.manifest.data.hash) return profiledFile(path, counted)
  if (path === '-') {
    return profiledFile(path, counted, ['The model was trained on most of these rows: its answers to them say little.'])
  }
  // Answers to rows that a model was trained on are better than those to new ones.
  const onBadRow = counted.read.skippedRows > 0 ? 'skip' : options.onBadRow
  const again = await countFile(path, reader, {...options, onBadRow, tested: new Set(model.manifest.data.testRows)})
  const note = `${path} is the file that the model was made from: of its answers, only those to its test rows count.`
  return profiledFile(path, again, [note])
}

/** Rows that were left out of the file at training are no news on the same file, so they are left out again. */
async function withKnownBadRows(
  error: MlopsError,
  path: string,
  reader: RowReader,
  options: ProfileFileOptions,
): Promise<CountedFile> {
  const counted = await countFile(path, reader, {...options, onBadRow: 'skip'})
  if (counted.read.hash === reader.model?.manifest.data.hash) return counted
  throw error
}

type CountingOptions = ProfileFileOptions & TallyOptions

interface CountedFile extends CountedPeriods {
  readonly read: StreamedDataset
}

async function countFile(path: string, reader: RowReader, options: CountingOptions): Promise<CountedFile> {
  const {delimiter, onBadRow, by, chunk: rowsPerPeriod, stdin, signal, report} = options
  const open = (): PeriodTally => new PeriodTally(reader, options)
  const periods =
    by !== undefined
      ? new PeriodsByValue(open, () => tooManyPeriods(path, options))
      : rowsPerPeriod !== undefined
        ? new PeriodsByLength(rowsPerPeriod, open, () => tooManyPeriods(path, options))
        : new OnePeriod(open)
  const read = await streamDatasetAs(
    reader.draft,
    {path, delimiter, onBadRow, requireTarget: false, classes: 'open', groupBy: by, stdin, signal},
    (chunk) => {
      periods.add(chunk)
      report?.(chunk.firstRow + chunk.table.rows)
    },
  )
  return {read, ...periods.finish()}
}

function profiledFile(
  path: string,
  {read, periods, withoutPeriod}: CountedFile,
  notes: readonly string[] = [],
): ProfiledFile {
  const {file, hash, rows, skippedRows, badRows, source} = read
  if (periods.length === 0) {
    throw new MlopsError('DATA_EMPTY', {message: `No row of ${path} has a value in the column of --by.`})
  }
  const isWhole = periods.length === 1
  return {
    periods: periods.map(({name, tally}) => {
      const {profile, sample} = tally.finish()
      return {
        name: name ?? periodName(path),
        path,
        rows: profile.rows,
        skippedRows: isWhole ? skippedRows : 0,
        profile,
        sample,
      }
    }),
    ...{file, hash, rows, skippedRows, badRows},
    notes: [
      ...source.notes,
      ...notes,
      ...(withoutPeriod === 0 ? [] : [`Rows of ${path} without a period, left out: ${count(withoutPeriod)}.`]),
      ...(isWhole || skippedRows === 0
        ? []
        : [`Rows of ${path} with invalid values, left out: ${count(skippedRows)}.`]),
    ],
  }
}

/** File name without what says that it is a table or a profile. */
export function periodName(path: string): string {
  if (path === '-') return '<stdin>'
  const name = basename(path).replace(/(?:\.(?:csv|tsv|txt|json))?(?:\.gz)?$/i, '')
  return name === '' ? basename(path) : name
}

function tooManyPeriods(path: string, {by, chunk}: ProfileFileOptions): MlopsError {
  return new MlopsError('USAGE', {
    message:
      by === undefined
        ? `--chunk ${chunk ?? ''} cuts ${path} into more than ${periodLimit} periods.`
        : `The column "${by}" of ${path} has more than ${periodLimit} values: too many for a period each.`,
    suggestion:
      by === undefined
        ? 'Give more rows to a period.'
        : 'Name a column such as a month with --by, or cut the file into periods of equal length with --chunk N.',
  })
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
