import {loadDatasetAs} from '../../src/lib/dataset/load-dataset.js'
import type {Column} from '../../src/lib/dataset/table.js'
import {train, type TrainOptions, type TrainReport} from '../../src/lib/lifecycle/train.js'
import type {Artifact} from '../../src/lib/model/artifact.js'
import {labelsOf} from '../../src/lib/model/preprocessing.js'
import {defaultTrainingConfig} from '../../src/lib/model/training-config.js'

type Learning = Pick<TrainOptions, 'data' | 'registry'> & Partial<TrainOptions>

/** Two epochs on a small network: what matters is which rows it learns from. */
export function learn(options: Learning): Promise<TrainReport> {
  return train({
    config: {...defaultTrainingConfig, epochs: 2, hidden: [8]},
    backend: 'wasm',
    loadNative: () => ({available: false, reason: 'not asked for'}),
    clock: () => new Date('2026-03-01T12:00:00.000Z'),
    now: () => 0,
    createdBy: 'test',
    ...options,
  })
}

export interface LabelledRow {
  readonly values: readonly number[]
  readonly label: number
}

/** Rows of a month of the example, in the order of the model's features. */
export async function rowsOfMonth(
  month: number,
  {manifest}: Pick<Artifact, 'manifest'>,
): Promise<readonly LabelledRow[]> {
  const {description} = manifest
  const path = `data/month-${month}.csv`
  const {table} = await loadDatasetAs(description, {path, onBadRow: 'fail', requireTarget: true})
  const columns = description.features.map((name) => table.columns.find((column) => column.name === name)!)
  const labels = labelsOf(table, description)
  return Array.from({length: table.rows}, (_, row) => ({
    values: columns.map((column) => valueOf(column, row)),
    label: labels[row]!,
  }))
}

function valueOf(column: Column, row: number): number {
  return column.kind === 'number' ? column.values[row]! : Number(column.categories[column.codes[row]!]!)
}
