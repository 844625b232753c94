import {join} from 'node:path'
import type {AliasChange} from './registry-aliases.js'
import {appendRecord, readRecords} from './registry-journal.js'

/** A line of `history.ndjson`. */
export type HistoryRecord = AliasChange | Addition

interface Addition {
  /** ISO 8601, UTC. */
  readonly time: string
  readonly action: 'add'
  readonly version: number
  readonly from: null
  readonly to: null
}

const fileName = 'history.ndjson'

/** What happened to the registry, oldest first. */
export async function readHistory(registry: string): Promise<readonly HistoryRecord[]> {
  const records = (await readRecords(join(registry, fileName))) as readonly HistoryRecord[]
  return records.filter((record) => Number.isSafeInteger(record.version))
}

export async function appendHistory(registry: string, record: HistoryRecord): Promise<void> {
  await appendRecord(join(registry, fileName), record)
}

export function isRecorded(records: readonly HistoryRecord[], {time, action, version}: AliasChange): boolean {
  return records.some((record) => record.time === time && record.action === action && record.version === version)
}
