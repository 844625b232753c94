import {join} from 'node:path'
import {shellWord} from '../suggested-command.js'
import type {TargetLabels} from '../simulate/backfill-openmetrics.js'

/** First line of every configuration that is written, by which it is known again. */
export const ownConfiguration = '# Written by mlops simulate --backfill.'

/** A Prometheus that goes on where the backfilled series end, should a server listen there. */
export function configurationText({job, instance}: TargetLabels): string {
  return [
    ownConfiguration,
    '# The series of the past bear these labels; mlops serve at this address continues them.',
    'global:',
    '  scrape_interval: 15s',
    'scrape_configs:',
    `  - job_name: ${JSON.stringify(job)}`,
    '    static_configs:',
    `      - targets: [${JSON.stringify(instance)}]`,
    '',
  ].join('\n')
}

/** Where the blocks go: a folder of their own. */
export function databaseIn(folder: string): string {
  return join(folder, 'prometheus')
}

export interface CommandsOptions {
  readonly folder: string
  readonly file: string
  readonly configuration: string
  /** Of the first sample, and the present: milliseconds since the epoch. */
  readonly from: number
  readonly now: number
  readonly intervalHours: number
}

/**
 * Half a year, the eighth of the steps by which Prometheus makes blocks larger (2 h times powers of 3): promtool reads
 * the whole file once for each block, and without this for each two hours.
 */
const BLOCK_HOURS = 2 * 3 ** 7

const YEAR_MS = 365 * 86_400_000

/** What brings the file into a Prometheus, and starts one on it. */
export function commandsOf({folder, file, configuration, from, now, intervalHours}: CommandsOptions): {
  readonly createBlocks: string
  readonly startPrometheus: string
} {
  const database = databaseIn(folder)
  const line = (words: readonly string[]): string => words.map(shellWord).join(' ')
  return {
    createBlocks: line([
      ...['promtool', 'tsdb', 'create-blocks-from', 'openmetrics', '--quiet'],
      ...[`--max-block-duration=${BLOCK_HOURS}h`, file, database],
    ]),
    startPrometheus: line([
      ...['prometheus', `--config.file=${configuration}`, `--storage.tsdb.path=${database}`],
      // By default Prometheus deletes what is older than 15 days,
      `--storage.tsdb.retention.time=${Math.ceil((now - from) / YEAR_MS) + 10}y`,
      // and a series is over five minutes after its last sample.
      `--query.lookback-delta=${2 * intervalHours}h`,
    ]),
  }
}
