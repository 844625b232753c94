import type {FieldDescription} from '../dataset/description.js'
import {columnOf, type Column, type Table} from '../dataset/table.js'
import type {Random} from '../statistics/random.js'

/** Rows enough to tell two sets of them apart, and few enough to keep of each of many files. */
export const sampleLimit = 5000

/** Some rows of a table or file, in its order. */
export interface RowSample {
  /** The compared features. */
  readonly table: Table
  /** Shape [rows]: number of each row, 1 being the first. */
  readonly rowNumbers: Float64Array
  /** Shape [rows], as `errorsOf` gives it; null without a model. */
  readonly errors: Int8Array | null
}

/**
 * Keeps a sample of the rows that come by, each with the same chance to be in it.
 *
 * @source reservoir sampling: Vitter (1985), Random sampling with a reservoir, algorithm R
 */
export class Reservoir {
  private seen = 0
  private readonly columns: readonly ReservoirColumn[]
  private readonly rowNumbers: number[] = []
  private readonly errors: number[] = []

  constructor(
    fields: readonly FieldDescription[],
    private readonly random: Random,
    private readonly limit = sampleLimit,
  ) {
    this.columns = fields.map(({name, kind}) =>
      kind === 'number' ? new NumberReservoir(name) : new TextReservoir(name),
    )
  }

  /**
   * @param numberOf - number of a row of the table in its file
   * @param errors - which of its rows a model got wrong
   */
  add(table: Table, numberOf: (row: number) => number, errors?: Int8Array): void {
    const writers = this.columns.map((column) => column.writer(columnOf(table, column.name)))
    for (let row = 0; row < table.rows; row++) {
      const place = this.seen < this.limit ? this.seen : Math.floor(this.random() * (this.seen + 1))
      this.seen++
      if (place >= this.limit) continue
      this.rowNumbers[place] = numberOf(row)
      if (errors !== undefined) this.errors[place] = errors[row]!
      for (const write of writers) write(place, row)
    }
  }

  finish(): RowSample {
    const order = Int32Array.from(this.rowNumbers.keys()).sort((a, b) => this.rowNumbers[a]! - this.rowNumbers[b]!)
    return {
      table: {rows: order.length, columns: this.columns.map((column) => column.finish(order))},
      rowNumbers: Float64Array.from(order, (place) => this.rowNumbers[place]!),
      errors: this.errors.length === 0 ? null : Int8Array.from(order, (place) => this.errors[place]!),
    }
  }
}

interface ReservoirColumn {
  readonly name: string
  /** Puts the value of a row of the column into a place. */
  writer(column: Column): (place: number, row: number) => void
  finish(order: Int32Array): Column
}

class NumberReservoir implements ReservoirColumn {
  private readonly values: number[] = []

  constructor(readonly name: string) {}

  writer(column: Column): (place: number, row: number) => void {
    const values = column.kind === 'number' ? column.values : new Float64Array()
    return (place, row) => {
      this.values[place] = values[row]!
    }
  }

  finish(order: Int32Array): Column {
    return {kind: 'number', name: this.name, values: Float64Array.from(order, (place) => this.values[place]!)}
  }
}

class TextReservoir implements ReservoirColumn {
  private readonly texts: (string | undefined)[] = []

  constructor(readonly name: string) {}

  writer(column: Column): (place: number, row: number) => void {
    const {codes, categories} = column.kind === 'category' ? column : {codes: [], categories: []}
    return (place, row) => {
      this.texts[place] = categories[codes[row]!]
    }
  }

  finish(order: Int32Array): Column {
    const codeOf = new Map<string, number>()
    const codes = Int32Array.from(order, (place) => {
      const text = this.texts[place]
      if (text === undefined) return -1
      if (!codeOf.has(text)) codeOf.set(text, codeOf.size)
      return codeOf.get(text)!
    })
    return {kind: 'category', name: this.name, codes, categories: [...codeOf.keys()]}
  }
}
