import type {FieldDescription} from '../dataset/description.js'
import type {Column, Table} from '../dataset/table.js'
import type {ModelOutputs} from '../drift/profile-outputs.js'
import {CategoryCodes} from './category-codes.js'

/** What a window keeps of an answered row. */
export interface WindowRow {
  /** Features in the order of the fields; null is missing. */
  readonly values: readonly (number | string | null)[]
  /** Class index of the model. */
  readonly predicted: number
  /** Highest probability. */
  readonly confidence: number
  /** Index into `answerSources`. */
  readonly source: number
}

/** The rows of a window, the oldest first, in memory of their own: it may be handed to another thread. */
export interface WindowSnapshot {
  readonly table: Table
  readonly outputs: ModelOutputs
}

export interface RowWindowOptions {
  /** Rows that it keeps: the last ones. */
  readonly capacity: number
  /** Categories of each field that are known beforehand; none for numbers. */
  readonly known: readonly (readonly string[])[]
  /** Whether answers may come from a fallback. */
  readonly hasFallback: boolean
}

/** The last rows that came by. Memory is allocated once; to add a row takes the same time however many there are. */
export class RowWindow {
  /** Rows in it, at most its capacity. */
  rows = 0
  readonly capacity: number
  private next = 0
  private readonly columns: readonly (NumberRing | CategoryRing)[]
  private readonly predicted: Int32Array
  private readonly confidence: Float64Array
  private readonly sources: Uint8Array | null

  constructor(fields: readonly FieldDescription[], {capacity, known, hasFallback}: RowWindowOptions) {
    this.capacity = capacity
    this.columns = fields.map(({name, kind}, place) =>
      kind === 'number' ? new NumberRing(name, capacity) : new CategoryRing(name, capacity, known[place] ?? []),
    )
    this.predicted = new Int32Array(capacity)
    this.confidence = new Float64Array(capacity)
    this.sources = hasFallback ? new Uint8Array(capacity) : null
  }

  /**
   * Adds a row; the oldest one leaves a full window.
   *
   * @param codes - shape [fields], overwritten: the code of each category, below the number of known ones where it is
   * known, -1 where it is missing; of numbers it is left as it is
   */
  add({values, predicted, confidence, source}: WindowRow, codes: Int32Array): void {
    const at = this.next
    const isFull = this.rows === this.capacity
    for (let place = 0; place < this.columns.length; place++) {
      const column = this.columns[place]!
      const value = values[place] ?? null
      if (column instanceof NumberRing) column.values[at] = typeof value === 'number' ? value : NaN
      else codes[place] = column.put(at, value, isFull)
    }
    this.predicted[at] = predicted
    this.confidence[at] = confidence
    if (this.sources !== null) this.sources[at] = source
    this.next = at + 1 === this.capacity ? 0 : at + 1
    if (!isFull) this.rows++
  }

  snapshot(): WindowSnapshot {
    const start = this.rows === this.capacity ? this.next : 0
    const inOrder = <T extends Int32Array | Float64Array | Uint8Array>(ring: T): T => {
      const ordered = ring.slice(0, this.rows) as T
      ordered.set(ring.subarray(start, this.rows))
      ordered.set(ring.subarray(0, start), this.rows - start)
      return ordered
    }
    return {
      table: {
        rows: this.rows,
        columns: this.columns.map((column): Column => {
          const {name} = column
          return column instanceof NumberRing
            ? {kind: 'number', name, values: inOrder(column.values)}
            : {kind: 'category', name, codes: inOrder(column.codes), categories: column.dictionary.categories()}
        }),
      },
      outputs: {
        predicted: inOrder(this.predicted),
        confidence: inOrder(this.confidence),
        sources: this.sources && inOrder(this.sources),
      },
    }
  }
}

/** The memory of a snapshot, to be handed over instead of copied. */
export function buffersOf({table, outputs}: WindowSnapshot): ArrayBuffer[] {
  const arrays = [
    ...table.columns.map((column) => (column.kind === 'number' ? column.values : column.codes)),
    outputs.predicted,
    outputs.confidence,
    ...(outputs.sources === null ? [] : [outputs.sources]),
  ]
  return arrays.map(({buffer}) => buffer as ArrayBuffer)
}

class NumberRing {
  readonly values: Float64Array

  constructor(
    readonly name: string,
    capacity: number,
  ) {
    this.values = new Float64Array(capacity)
  }
}

class CategoryRing {
  readonly codes: Int32Array
  readonly dictionary: CategoryCodes

  constructor(
    readonly name: string,
    capacity: number,
    known: readonly string[],
  ) {
    this.codes = new Int32Array(capacity)
    this.dictionary = new CategoryCodes(known)
  }

  put(at: number, value: number | string | null, isReplaced: boolean): number {
    const {codes, dictionary} = this
    const code = value === null ? -1 : dictionary.take(typeof value === 'string' ? value : String(value))
    if (isReplaced) dictionary.release(codes[at]!)
    codes[at] = code
    return code
  }
}
