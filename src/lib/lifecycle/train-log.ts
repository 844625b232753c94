import {createHash} from 'node:crypto'
import {basename, resolve} from 'node:path'
import type {Dataset} from '../dataset/load-dataset.js'
import type {Table} from '../dataset/table.js'
import type {Manifest} from '../model/manifest.js'
import {parseSince} from '../serve/prediction-log-since.js'
import {tableFromLog} from '../serve/prediction-log-table.js'
import type {LogSource} from './drift-log.js'
import {LogNotes} from './log-notes.js'
import {LabelCounter, type LabelledLog} from './train-log-months.js'
import {nothingToLearn, requireLearnable} from './train-log-refusals.js'
import {joinTables} from './train-log-table.js'

export type {LabelledLog} from './train-log-months.js'

/**
 * The predictions whose truth is known, as rows to learn from, in order of their times. A log says no more of its
 * columns than their names: what they mean, the fallback and the gates are those of a model.
 *
 * @throws MlopsError `FILE_NOT_FOUND` without a log; `DATA_EMPTY` without a prediction or a label in it;
 *   `TARGET_UNUSABLE` and `COLUMN_UNUSABLE` when the labelled rows are too few or too much alike
 */
export async function readLabelledLog(
  {folder, since: asked}: LogSource,
  {description, name, version}: Manifest,
  {now, signal}: {readonly now: () => Date; readonly signal?: AbortSignal | undefined},
): Promise<{readonly dataset: Dataset; readonly log: LabelledLog}> {
  const since = asked === undefined ? undefined : parseSince(asked, now().getTime())
  const notes = new LogNotes()
  const counter = new LabelCounter()
  // Of the rows themselves: the same rows are the same data, however the files that they stand in were cut.
  const digest = createHash('sha256')
  const tables: Table[] = []
  for await (const {table} of tableFromLog(folder, description, {
    ...{since, labels: 'only', signal, onSkipped: notes.onSkipped, onForeign: notes.onForeign},
    onRow({id, time, answered, features}, label) {
      counter.add(time, label === null ? null : String(answered) === label)
      if (label === null) return
      const values = description.features.map((feature) => features[feature] ?? null)
      digest.update(`${JSON.stringify([id, time, values, label])}\n`)
    },
  })) {
    tables.push(table)
  }

  const {firstAt, lastAt, ...counts} = counter.counts
  const read = {
    ...{folder, since: since === undefined ? null : new Date(since).toISOString(), model: {name, version}},
    ...{...counts, leftOut: notes.foreignRows, damagedLines: notes.damagedLines},
  }
  if (firstAt === null || lastAt === null) throw nothingToLearn(read, notes.sentences)
  const table = joinTables(tables)
  requireLearnable(read, table, description)
  const inherited = `Columns, fallback and gates are those of ${name}, version ${version}.`
  const dataset: Dataset = {
    ...{table, description, hash: `sha256-${digest.digest('hex')}`, file: basename(resolve(folder))},
    source: {kind: 'file', notes: [inherited, ...notes.sentences]},
    ...{warnings: notes.sentences, skippedRows: 0, badRows: []},
  }
  return {dataset, log: {...read, firstAt, lastAt}}
}
