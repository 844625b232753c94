import {MlopsError} from '../errors.js'
import {parseSince} from '../serve/prediction-log-since.js'
import {tableFromLog} from '../serve/prediction-log-table.js'
import type {PeriodData} from './drift-inputs.js'
import type {RowReader} from './drift-inputs-reader.js'
import {PeriodTally, type TallyOptions} from './drift-inputs-tally.js'
import {LogNotes} from './log-notes.js'

/** Rows that `mlops serve` has answered. */
export interface LogSource {
  /** Folder of the prediction log. */
  readonly folder: string
  /** Rows before are left out: '7d', '12h', or a date. All rows when missing. */
  readonly since?: string | undefined
}

export interface LogReadingOptions extends TallyOptions {
  readonly now: () => Date
  readonly signal?: AbortSignal | undefined
  /** Told the rows so far, now and then. */
  readonly report?: ((rows: number) => void) | undefined
}

/**
 * Reads what a server was asked as a period, with labels where they have come, and says what could not be used. The model answers the rows anew: another
 * version may have answered them then.
 *
 * @throws MlopsError `USAGE` without a model, which says what the features are; `FILE_NOT_FOUND` without a log,
 *   `DATA_EMPTY` without a row in it
 */
export async function readLogPeriod(
  {folder, since: asked}: LogSource,
  reader: RowReader,
  {now, signal, report, ...options}: LogReadingOptions,
): Promise<{readonly period: PeriodData; readonly notes: readonly string[]}> {
  if (reader.model === null) {
    throw new MlopsError('USAGE', {
      message: 'A log of predictions is read as a model says, and none was named.',
      suggestion: 'Name one with --model.',
    })
  }
  const since = asked === undefined ? undefined : parseSince(asked, now().getTime())
  const tally = new PeriodTally(reader, options)
  const {description} = reader.model.manifest
  const notes = new LogNotes()
  for await (const {table, firstRow} of tableFromLog(folder, description, {
    ...{since, labels: 'known', signal, onSkipped: notes.onSkipped, onForeign: notes.onForeign},
  })) {
    tally.add(table, {numberOf: (row) => firstRow + row + 1, placeOf: (row) => firstRow + row})
    report?.(tally.rows)
  }
  if (tally.rows === 0) {
    throw new MlopsError('DATA_EMPTY', {
      message: [
        `${folder} holds no prediction${since === undefined ? '' : ` since ${new Date(since).toISOString()}`}.`,
        ...notes.sentences,
      ].join(' '),
      suggestion: 'Name an earlier time with --since, or another folder with --from-log.',
    })
  }
  const period = {name: 'log', path: folder, rows: tally.rows, skippedRows: notes.damagedLines, ...tally.finish()}
  return {period, notes: notes.sentences}
}
