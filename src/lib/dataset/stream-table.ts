import type {BadRows} from './csv-bad-rows.js'
import type {TableReader} from './csv-table.js'
import {readRows, type RowSink, type TablePlan, type TableRequest} from './load-table.js'
import {RowNumbers} from './stream-row-numbers.js'
import type {Table} from './table.js'

/** Rows that are handed on together: enough that the cost per table does not count, few enough for the cache. */
const rowsPerChunk = 32_768

/**
 * Takes some rows of a file, in order. No more are read until a promise that it answers is fulfilled.
 *
 * The categories of a column grow from chunk to chunk, and a code means the same in all of them; categories that only
 * rows with bad values have may be among them.
 */
export type AcceptChunk<P extends TablePlan = TablePlan> = (chunk: StreamedChunk<P>) => void | Promise<void>

export interface StreamedChunk<P extends TablePlan> {
  readonly table: Table
  /** Rows that were handed on before. */
  readonly firstRow: number
  /** Number in the file of a row of the table, 1 being the first after the header; left-out rows count, blank lines not. */
  readonly numberOf: (row: number) => number
  readonly plan: P
}

export interface StreamedTable<P extends TablePlan> {
  /** Rows that were handed on. */
  readonly rows: number
  readonly plan: P
  readonly bad: BadRows
  readonly hash: string
}

/**
 * Reads a CSV file as `readTable` does, but hands the rows on, some at a time, so that a file may be larger than the
 * memory. Rows that come before a bad one have been handed on when the error is thrown; those after it never are.
 *
 * @throws MlopsError as `readTable` does; and what `accept` throws
 */
export async function streamTable<P extends TablePlan>(
  request: TableRequest<P>,
  accept: AcceptChunk<P>,
): Promise<StreamedTable<P>> {
  const delivery = new Delivery(request, accept)
  const {reader, ...read} = await readRows(delivery.request, delivery)
  await delivery.finish(reader)
  return {...read, rows: reader.rows}
}

class Delivery<P extends TablePlan> implements RowSink {
  readonly numbers = new RowNumbers()
  /** The request, with an eye on its plan. */
  readonly request: TableRequest<P>
  private plan: P | undefined
  private delivered = 0
  /** The last delivery, when one took time: the next one waits for it. */
  private last: Promise<void> | undefined

  constructor(
    request: TableRequest<P>,
    private readonly accept: AcceptChunk<P>,
  ) {
    this.request = {...request, plan: (start) => (this.plan = request.plan(start))}
  }

  drain(reader: TableReader): void | Promise<void> {
    if (reader.waiting >= rowsPerChunk) return this.deliver(reader)
  }

  async finish(reader: TableReader): Promise<void> {
    if (reader.waiting > 0) await this.deliver(reader)
    await this.last
  }

  private deliver(reader: TableReader): void | Promise<void> {
    const chunk = {
      table: reader.take(),
      firstRow: this.delivered,
      numberOf: this.numbers.take(),
      plan: this.plan!,
    }
    this.delivered += chunk.table.rows
    // The rows only had to leave the memory.
    if (reader.bad.rows > 0 && this.request.onBadRow === 'fail') return
    const work = this.last === undefined ? this.accept(chunk) : this.last.then(() => this.accept(chunk))
    if (!(work instanceof Promise)) return
    this.last = work
    return work
  }
}
