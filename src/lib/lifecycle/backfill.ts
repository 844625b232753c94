import {constants} from 'node:fs'
import {access, open, readFile, rm, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {errorCode, makeFolder, writing} from '../durable-files.js'
import {MlopsError, throwIfInterrupted} from '../errors.js'
import {Registry} from '../model/registry.js'
import type {BackfilledMonth, BackfillReport} from '../report/backfill-report.js'
import {serveModel} from '../serve/served-model.js'
import {calendarOf, type CalendarMonth} from '../simulate/backfill-calendar.js'
import {playCalendar, type BackfillPlayed} from '../simulate/backfill-months.js'
import {firstLine, openMetricsText} from '../simulate/backfill-openmetrics.js'
import type {MonthRange} from '../simulate/months.js'
import type {World} from '../simulate/world.js'
import type {Random} from '../statistics/random.js'
import {commandsOf, configurationText, databaseIn, ownConfiguration} from './backfill-prometheus.js'
import {chooseMonths, openMonths} from './simulate.js'
import {writeWhole} from './write-whole.js'

export interface BackfillOptions {
  /** Folder to write to; made when it is missing. */
  readonly folder: string
  /** Folder of the months, or a world that is made up. */
  readonly data: string | World
  readonly target?: string | undefined
  readonly schema?: string | undefined
  readonly delimiter?: string | undefined
  /** All that there are when missing. */
  readonly months?: MonthRange | undefined
  /** 'YYYY-MM' of the first month; when missing, the last one is the one before the current one. */
  readonly start?: string | undefined
  /** Folder of the registry. */
  readonly models: string
  /** Version or alias; the one in production, else the newest, when missing. */
  readonly model?: string | undefined
  readonly labelDelay: number | null
  readonly seed: number | null
  /** Divides a day. */
  readonly scrapeIntervalHours: number
  /** Days between two comparisons with the reference at least; 2 when missing. */
  readonly comparisonDays?: number | undefined
  readonly job: string
  readonly instance: string
  readonly existing: 'keep' | 'replace'
  readonly now: () => number
  readonly random: Random
  readonly signal?: AbortSignal | undefined
  readonly onMonth?: ((month: BackfilledMonth, calendar: readonly CalendarMonth[]) => void) | undefined
}

/**
 * Writes the metrics that a server would have had, had it answered months of rows in the months before this one: a file
 * that `promtool` makes into blocks of a Prometheus, and a configuration to look at them. Each is whole or not there; when
 * one of them cannot be written, or at an interruption, both are as before.
 *
 * @throws MlopsError `USAGE`, `FILE_EXISTS`, `FILE_UNWRITABLE`, `INTERRUPTED`, and of every kind that has to do with data
 *   and models
 */
export async function backfill(options: BackfillOptions): Promise<BackfillReport> {
  const {folder, existing} = options
  const file = join(folder, 'metrics.om')
  const configuration = join(folder, 'prometheus.yml')
  if (folder === '') throw new MlopsError('USAGE', {message: 'The name of the folder to write to is empty.'})
  if (existing === 'keep') {
    await refuseOther(file, firstLine)
    await refuseOther(configuration, ownConfiguration)
  }
  const undo = await prepareFolder(folder)
  try {
    return await writeHistory(options, {file, configuration})
  } catch (error) {
    await undo()
    throw error
  }
}

interface Files {
  readonly file: string
  readonly configuration: string
}

async function writeHistory(options: BackfillOptions, {file, configuration}: Files): Promise<BackfillReport> {
  const {folder, models, start, now, random, signal, job, instance, labelDelay, onMonth} = options
  const months = chooseMonths(await openMonths(options), options.months)
  const calendar = calendarOf(months.numbers, {start, now: now()})
  const registry = new Registry(models, {now: () => new Date(now()), random})
  const artifact = await registry.load(await registry.resolve(options.model))
  const [from, to] = [calendar[0]!.from, calendar.at(-1)!.to]
  const model = serveModel(artifact, from)
  const played = await playCalendar({
    ...{months, calendar, model, labelDelay, seed: options.seed, signal},
    scrapeInterval: options.scrapeIntervalHours * 3_600_000,
    comparisonDays: options.comparisonDays,
    onMonth: (month) => onMonth?.(month, calendar),
  })
  const text = untilInterrupted(openMetricsText(played.scraped, {job, instance}), signal)
  const bytes = await withSmallFile(configuration, configurationText({job, instance}), () => writeWhole(file, text))
  return {
    ...{folder, file, bytes, configuration, source: months.source, job, instance, labelDelay},
    model: {name: model.name, version: model.version},
    ...{from: new Date(from).toISOString(), to: new Date(to).toISOString()},
    scrapeIntervalSeconds: options.scrapeIntervalHours * 3_600,
    scrapes: played.scraped.times.length,
    // Each scrape makes one more, called up.
    series: played.scraped.count + 1,
    samples: played.scraped.samples + played.scraped.times.length,
    ...{
      months: played.months,
      refusals: played.refusals,
      notes: [...notesOf(played, options), ...(await databaseNotes(folder))],
    },
    commands: commandsOf({folder, file, configuration, from, now: now(), intervalHours: options.scrapeIntervalHours}),
  }
}

/** Writes a small file and does the work for a large one; when that fails, the small one is as before. */
async function withSmallFile<T>(path: string, content: string, work: () => Promise<T>): Promise<T> {
  const before = await writing(path, () => readFile(path).catch(ignoreMissing))
  await writeWhole(path, content)
  try {
    return await work()
  } catch (error) {
    // What cannot be put back must not hide why.
    await (before === undefined ? rm(path, {force: true}) : writeWhole(path, before)).catch(() => undefined)
    throw error
  }
}

function ignoreMissing(error: unknown): undefined {
  if (errorCode(error) !== 'ENOENT') throw error
}

function notesOf({months, strangeLabels}: BackfillPlayed, {labelDelay}: BackfillOptions): readonly string[] {
  const notes: string[] = []
  if (strangeLabels > 0) notes.push(`${strangeLabels} labels are no classes of the model and were left out.`)
  if (labelDelay !== null && labelDelay >= months.length) {
    notes.push(
      `Labels come ${labelDelay} months late, after the last of ${months.length} months: none is in the metrics.`,
    )
  } else if (labelDelay !== null && months.every(({accuracy}) => accuracy === null)) {
    notes.push('The data have no labels, so there is no realised accuracy.')
  }
  return notes
}

/** Blocks of the same months would be joined with those that are there, sample by sample. */
async function databaseNotes(folder: string): Promise<readonly string[]> {
  const database = databaseIn(folder)
  const found = await stat(database).catch(() => undefined)
  return found === undefined ? [] : [`${database} is there already: delete it before you make blocks once more.`]
}

/** Finds out whether the folder can be written to before anything is computed; answers how to take it away again. */
function prepareFolder(folder: string): Promise<() => Promise<void>> {
  return writing(folder, async () => {
    const undo = await makeFolder(folder)
    await access(folder, constants.W_OK | constants.X_OK)
    return undo
  })
}

/**
 * A slip of the keyboard must not cost a file of another kind. The file may be larger than the memory: its first line
 * says what it is.
 */
async function refuseOther(path: string, first: string): Promise<void> {
  const line = await startOf(path, Buffer.byteLength(first))
  if (line === undefined || line === first) return
  throw new MlopsError('FILE_EXISTS', {
    message: `${path} is there already and was not written by this command.`,
    suggestion: 'Choose another folder, or replace it with --force.',
  })
}

async function startOf(path: string, bytes: number): Promise<string | undefined> {
  try {
    const file = await open(path, 'r')
    try {
      const start = Buffer.alloc(bytes)
      const {bytesRead} = await file.read(start, 0, bytes, 0)
      return start.toString('utf8', 0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    // A file in the place of the folder is refused when the folder is made.
    if (errorCode(error) === 'ENOTDIR') return undefined
    return ''
  }
}

function* untilInterrupted(pieces: Iterable<string>, signal: AbortSignal | undefined): Generator<string> {
  for (const piece of pieces) {
    throwIfInterrupted(signal)
    yield piece
  }
}
