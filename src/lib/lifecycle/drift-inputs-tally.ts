import type {Table} from '../dataset/table.js'
import type {DataProfile} from '../drift/data-profile.js'
import {modelOutputs, type ModelOutputs} from '../drift/profile-outputs.js'
import {ProfileBuilder} from '../drift/profile-table.js'
import {createRandom} from '../statistics/random.js'
import type {RowModel, RowReader} from './drift-inputs-reader.js'
import {Reservoir, sampleLimit, type RowSample} from '../drift/row-sample.js'
import {errorsIn} from './drift-inputs-errors.js'

export interface TallyOptions {
  /** Decides which rows are sampled. */
  readonly seed: number | string
  /** Rows that are sampled of a period; 0 for none. */
  readonly sampleLimit?: number | undefined
  /** Distinct numbers that are kept apart in a column. */
  readonly distinctLimit?: number | undefined
  /** Rows, 0 being the first that is read, of which the model's answers count; all when missing. */
  readonly tested?: ReadonlySet<number> | undefined
}

/** Where the rows of a table stand in their file. */
export interface RowPlaces {
  /** Number of a row, 1 being the first after the header; rows that are left out count. */
  readonly numberOf: (row: number) => number
  /** Place of a row among those that are read, from 0. */
  readonly placeOf: (row: number) => number
}

/** Counts and samples the rows of one period, and has a model answer them. */
export class PeriodTally {
  rows = 0
  private readonly builder: ProfileBuilder
  private readonly sample: Reservoir | null
  private readonly model: RowModel | null
  private readonly tested: ReadonlySet<number> | undefined
  private readonly columns: RowReader['columns']

  constructor(
    {columns, model}: Pick<RowReader, 'columns' | 'model'>,
    {seed, distinctLimit, sampleLimit: limit = sampleLimit, tested}: TallyOptions,
  ) {
    this.builder = new ProfileBuilder(columns, {
      ...(distinctLimit === undefined ? {} : {distinctLimit}),
      model: model && {hasFallback: model.fallback !== undefined},
    })
    this.sample = limit === 0 ? null : new Reservoir(columns.fields, createRandom(seed), limit)
    this.model = model
    this.tested = tested
    this.columns = columns
  }

  add(table: Table, {numberOf, placeOf}: RowPlaces): void {
    this.rows += table.rows
    const outputs = this.outputsOf(table, placeOf)
    this.builder.add(table, outputs)
    this.sample?.add(table, numberOf, outputs && errorsIn(table, outputs, this.columns))
  }

  finish(): {readonly profile: DataProfile; readonly sample: RowSample | null} {
    return {profile: this.builder.finish(), sample: this.sample?.finish() ?? null}
  }

  private outputsOf(table: Table, placeOf: RowPlaces['placeOf']): ModelOutputs | undefined {
    const {model, tested} = this
    if (model === null) return undefined
    const outputs = modelOutputs(table, model.predictor.predictTable(table), model.fallback)
    if (tested === undefined) return outputs
    return {...outputs, predicted: outputs.predicted.map((code, row) => (tested.has(placeOf(row)) ? code : -1))}
  }
}
