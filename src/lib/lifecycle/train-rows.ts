import {loadDataset, type Dataset, type DatasetOptions} from '../dataset/load-dataset.js'
import type {ColumnFlags} from '../model/manifest.js'
import {toModelName} from '../model/model-name.js'
import type {Registry} from '../model/registry.js'
import {columnFlagsOf} from './column-flags.js'
import type {LogSource} from './drift-log.js'
import {readLabelledLog, type LabelledLog} from './train-log.js'

export type FileOfRows = Omit<DatasetOptions, 'requireTarget'>

/** Predictions that turned out to be right or wrong. */
export interface LogOfRows {
  readonly log: LogSource
  /** Version or alias that says what the columns are; the one in production, else the newest, when missing. */
  readonly model?: string | undefined
}

/** Rows to learn from, and what a model that is made from them inherits. */
export interface TrainingRows {
  readonly dataset: Dataset
  /** Name for the model when nobody gave one. */
  readonly name: string
  readonly columnFlags: ColumnFlags
  /** Null when the rows came from a file. */
  readonly log: LabelledLog | null
}

export interface TrainingRowsOptions {
  readonly registry: Registry
  readonly clock: () => Date
  readonly signal?: AbortSignal | undefined
}

/** @throws MlopsError what reading a file or a log throws; `MODEL_NOT_FOUND` for a log without a model */
export async function readTrainingRows(
  data: FileOfRows | LogOfRows,
  {registry, clock, signal}: TrainingRowsOptions,
): Promise<TrainingRows> {
  if (!('log' in data)) {
    const dataset = await loadDataset({...data, requireTarget: true, signal})
    const {description} = dataset
    return {dataset, name: toModelName(description.name), columnFlags: columnFlagsOf(dataset, data), log: null}
  }
  const {manifest} = await registry.load(await registry.resolve(data.model))
  const {dataset, log} = await readLabelledLog(data.log, manifest, {now: clock, signal})
  return {dataset, name: manifest.name, columnFlags: manifest.data.columnFlags, log}
}
