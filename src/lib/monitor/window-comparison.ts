import type {DatasetDescription} from '../dataset/description.js'
import {compareRows, type ComparedRows, type CompareRowsOptions} from '../drift/compare-rows.js'
import type {Verdict} from '../drift/drift-report.js'
import {dataColumnsOf, type DataColumns} from '../drift/profile-columns.js'
import {modelOutputs} from '../drift/profile-outputs.js'
import {profileOf, type ProfileOptions} from '../drift/profile-table.js'
import {Reservoir, sampleLimit} from '../drift/row-sample.js'
import type {TableDrift} from '../drift/table-drift.js'
import {verdictOf} from '../drift/verdict.js'
import type {ReferenceRows} from '../model/artifact.js'
import {createFallback} from '../model/fallback.js'
import type {FeatureImportance} from '../model/manifest.js'
import type {Preprocessing} from '../model/preprocessing.js'
import {createRandom} from '../statistics/random.js'
import {evidentlyFigures, type EvidentlyFigures} from './evidently-figures.js'
import type {WindowSnapshot} from './row-window.js'

/** What a model's window is compared with, and how. Plain data: it is sent to the thread that compares. */
export interface MonitoredReference {
  readonly description: DatasetDescription
  readonly preprocessing: Preprocessing
  readonly rows: ReferenceRows
  readonly importance: readonly FeatureImportance[]
  readonly settings: ComparisonSettings
}

export interface ComparisonSettings {
  /** False discovery rate over the table. */
  readonly alpha: number
  /** Effect from which a significant difference is drift. */
  readonly minEffect: number
  /** Whether the figures of Evidently's old monitor are wanted besides. */
  readonly evidently: boolean
}

export interface WindowDrift {
  readonly drift: TableDrift
  readonly verdict: Verdict
  readonly evidently: EvidentlyFigures | null
}

/** Compares windows with one reference. */
export type WindowComparison = (window: WindowSnapshot) => Promise<WindowDrift>

/** Of `mlops drift`: the same rows get the same answer, wherever they are compared. */
const SEED = 'drift'

/** Counts the reference once, for many windows. */
export function createWindowComparison(reference: MonitoredReference): WindowComparison {
  const {description, preprocessing, rows, importance, settings} = reference
  const {table, predicted, probabilities} = rows
  const columns = dataColumnsOf(description)
  const fallback = createFallback(description, preprocessing)
  const classes = description.target.classes.length
  const outputs = modelOutputs(table, {rows: table.rows, classes, probabilities, predicted}, fallback)
  const before = countRows({table, outputs}, columns)
  const options: Omit<CompareRowsOptions, 'random'> = {
    ...{policy: 'calibrated', alpha: settings.alpha, minEffect: settings.minEffect, overrides: []},
    compared: columns,
    importance: new Map(importance.map(({feature, mean}) => [feature, mean])),
    wantsDrivers: false,
  }
  return async (window) => {
    const current = countRows(window, columns)
    const {drift} = await compareRows(before, current, {...options, random: createRandom(SEED)})
    return {
      drift,
      verdict: verdictOf(drift),
      evidently: settings.evidently ? evidentlyFigures(before.profile, current.profile) : null,
    }
  }
}

function countRows({table, outputs}: WindowSnapshot, columns: DataColumns): ComparedRows {
  const sample = new Reservoir(columns.fields, createRandom(SEED), sampleLimit)
  sample.add(table, (row) => row + 1)
  const model: ProfileOptions['model'] = {hasFallback: outputs.sources !== null}
  return {profile: profileOf(table, columns, {outputs, model}), sample: sample.finish()}
}
