import type {Readable} from 'node:stream'
import {streamDataset, type StreamedDataset} from '../dataset/stream-dataset.js'
import type {DataProfile} from '../drift/data-profile.js'
import {dataColumnsOf, type DataColumns} from '../drift/profile-columns.js'
import {restrict} from './drift-inputs-reader.js'
import type {RowSample} from '../drift/row-sample.js'
import {PeriodTally, type TallyOptions} from './drift-inputs-tally.js'

export interface OwnFileOptions extends Omit<TallyOptions, 'tested'> {
  /** Features to count; all when missing. */
  readonly columns?: readonly string[] | undefined
  /** How the columns are read, as `loadDataset` takes it. */
  readonly schema?: string | undefined
  readonly target?: string | undefined
  readonly ignore?: readonly string[] | undefined
  /** What separates the columns; found when missing. */
  readonly delimiter?: string | undefined
  readonly onBadRow: 'fail' | 'skip'
  readonly stdin?: Readable | undefined
  readonly signal?: AbortSignal | undefined
  /** Told what the columns are, as soon as that is known. */
  readonly describe?: ((columns: DataColumns) => void) | undefined
  /** Told the rows so far, now and then. */
  readonly report?: ((rows: number) => void) | undefined
}

export interface OwnFile {
  readonly columns: DataColumns
  readonly profile: DataProfile
  readonly sample: RowSample | null
  readonly read: StreamedDataset
}

/**
 * Counts a CSV file of any size, of which its own description says what the columns are: its data package, or its first
 * rows. What the description leaves open stays so, since other parts of the same data may hold other values.
 *
 * @throws MlopsError of every kind that has to do with files, schemas and data
 */
export async function countOwnFile(path: string, options: OwnFileOptions): Promise<OwnFile> {
  const {schema, target, ignore, delimiter, onBadRow, stdin, signal, report, columns: only} = options
  let counting: {readonly columns: DataColumns; readonly tally: PeriodTally} | undefined
  const read = await streamDataset(
    {path, schema, target, ignore, delimiter, onBadRow, requireTarget: false, stdin, signal},
    ({table, firstRow, numberOf, plan}) => {
      if (counting === undefined) {
        const columns = restrict(dataColumnsOf(plan.resolved), only)
        options.describe?.(columns)
        counting = {columns, tally: new PeriodTally({columns, model: null}, options)}
      }
      counting.tally.add(table, {numberOf, placeOf: (row) => firstRow + row})
      report?.(firstRow + table.rows)
    },
  )
  // A file without a good row has thrown.
  const {columns, tally} = counting!
  return {columns, ...tally.finish(), read}
}
