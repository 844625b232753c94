import type {Readable} from 'node:stream'
import {compareRows} from '../drift/compare-rows.js'
import type {DriftReport, ColumnOverride, PeriodDrift} from '../drift/drift-report.js'
import {drivingRows} from '../drift/driving-rows.js'
import {throwIfInterrupted} from '../errors.js'
import {formatCount} from '../numbers.js'
import {createRandom} from '../statistics/random.js'
import {profileFile, type PeriodData} from './drift-inputs.js'
import type {RowReader} from './drift-inputs-reader.js'
import type {ReferenceData} from './drift-inputs-reference.js'
import {readPeriod} from './drift-inputs-saved.js'
import {isProfilePath} from './profile-files.js'

/** How the rows of a file are read and judged. It can be handed to another thread. */
export interface FileDriftSettings {
  readonly policy: DriftReport['policy']
  readonly alpha: number
  readonly minEffect: number
  readonly overrides: readonly ColumnOverride[]
  /** Rows to show of each period, the most unlike the reference first. */
  readonly showRows: number
  readonly delimiter?: string | undefined
  readonly onBadRow: 'fail' | 'skip'
  readonly by?: string | undefined
  readonly chunk?: number | undefined
  /** Permutation importance of each feature; null without a model. */
  readonly importance: ReadonlyMap<string, number> | null
}

export interface FileDriftOptions extends FileDriftSettings {
  readonly stdin?: Readable | undefined
  readonly signal?: AbortSignal | undefined
  /** Told what is read, now and then. */
  readonly report?: ((text: string) => void) | undefined
}

/** What rows are compared with. */
export type ReferenceSide = Pick<ReferenceData, 'profile' | 'sample'>

/** The periods of a file, and sentences on what was assumed and left out. */
export interface FileDrift {
  readonly periods: readonly Omit<PeriodDrift, 'verdict'>[]
  readonly notes: readonly string[]
}

/** Decides which rows are sampled, and how the folds are dealt: the same files always give the same answer. */
export const driftSeed = 'drift'

/** Scores to the last digit need every value; they say nothing of rows. */
export function precision(policy: DriftReport['policy']): {
  readonly sampleLimit?: number
  readonly distinctLimit?: number
} {
  return policy === 'evidently' ? {sampleLimit: 0, distinctLimit: Infinity} : {}
}

/**
 * Reads a file and compares each of its periods with the reference.
 *
 * @param against - how rows are read, and the reference, which need not be there before they have been read
 * @throws MlopsError of every kind that has to do with files and data
 */
export async function driftOfFile(
  path: string,
  against: {
    readonly reader: RowReader
    readonly reference: ReferenceSide | Promise<ReferenceSide>
  },
  options: FileDriftOptions,
): Promise<FileDrift> {
  const {periods, notes} = await readPeriods(path, against.reader, options)
  return driftOfPeriods({periods, notes}, {...against, reference: await against.reference}, options)
}

/** Compares periods that have been read. */
export async function driftOfPeriods(
  {periods, notes}: ReadPeriods,
  against: {readonly reader: RowReader; readonly reference: ReferenceSide},
  options: FileDriftOptions,
): Promise<FileDrift> {
  const compared: Omit<PeriodDrift, 'verdict'>[] = []
  for (const period of periods) compared.push(await comparePeriod(period, against, options))
  return {
    periods: compared,
    notes: [...notes, ...roundingNotes(periods, options)],
  }
}

interface ReadPeriods {
  readonly periods: readonly PeriodData[]
  readonly notes: readonly string[]
}

async function readPeriods(path: string, reader: RowReader, options: FileDriftOptions): Promise<ReadPeriods> {
  const {delimiter, onBadRow, by, chunk, policy, stdin, signal, report} = options
  if (isProfilePath(path)) {
    const {period, notes} = await readPeriod(path, reader)
    return {periods: [period], notes}
  }
  return profileFile(path, reader, {
    ...{
      delimiter,
      onBadRow,
      by,
      chunk,
      stdin,
      signal,
      seed: driftSeed,
      ...precision(policy),
    },
    report: (rows) => report?.(`${path}, ${formatCount(rows)} rows`),
  })
}

async function comparePeriod(
  {name, path, rows, skippedRows, profile, sample}: PeriodData,
  {reader, reference}: {readonly reader: RowReader; readonly reference: ReferenceSide},
  {policy, alpha, minEffect, overrides, importance, showRows, signal}: FileDriftOptions,
): Promise<Omit<PeriodDrift, 'verdict'>> {
  throwIfInterrupted(signal)
  const {drift, multivariate} = await compareRows(
    reference,
    {profile, sample},
    {
      ...{policy, alpha, minEffect, overrides, importance, signal},
      compared: reader.columns,
      random: createRandom(driftSeed),
      wantsDrivers: showRows > 0,
    },
  )
  const drivers =
    showRows === 0 || sample === null || multivariate === null || 'notTested' in multivariate
      ? []
      : drivingRows(sample.table, sample.rowNumbers, multivariate.probabilities, showRows)
  return {name, path, rows, skippedRows, drift, drivers}
}

/** Scores of Evidently are to the last digit only where no value was rounded, as in profiles of many. */
function roundingNotes(periods: readonly PeriodData[], {policy}: FileDriftOptions): readonly string[] {
  if (policy === 'calibrated') return []
  return periods.flatMap(({path, profile}) => {
    const rounded = profile.columns.filter((column) => column.kind === 'number' && column.values.droppedBits > 0)
    if (rounded.length === 0) return []
    const names = rounded.map(({name}) => name).join(', ')
    return [`${path} holds rounded values of ${names}: their scores are near those of Evidently, not the same.`]
  })
}
