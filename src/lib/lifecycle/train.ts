import type {DatasetDescription, DescriptionSource} from '../dataset/description.js'
import type {Dataset} from '../dataset/load-dataset.js'
import {stratifiedSplit, type Split} from '../dataset/split.js'
import {selectRows, type Table} from '../dataset/table.js'
import {MlopsError, throwIfInterrupted} from '../errors.js'
import type {ArtifactDraft} from '../model/artifact.js'
import {sampleReference} from '../model/artifact-reference.js'
import {chooseBackend} from '../model/backend.js'
import {createFallback} from '../model/fallback.js'
import {fitPredictor, type Recipe} from '../model/fit-predictor.js'
import {resolveGateBounds} from '../model/gate-bounds.js'
import {checkClassShares, evaluateGates} from '../model/gates.js'
import {toLayersFormat} from '../model/layers-format.js'
import {
  MANIFEST_FORMAT,
  type BackendName,
  type EpochRecord,
  type LogRecord,
  type OutOfFoldRecord,
  type TrainingConfig,
} from '../model/manifest.js'
import type {NativeBackend} from '../model/native-backend.js'
import {permutationImportance} from '../model/permutation-importance.js'
import {placePredictions, predictOutOfFold, unpredicted, type OutOfSample} from '../model/out-of-fold.js'
import type {Predictor} from '../model/predictor.js'
import {fitPreprocessing, labelsOf, requireVarying} from '../model/preprocessing.js'
import type {Registry} from '../model/registry.js'
import {unfamiliarValues, type UnfamiliarValues} from '../model/unfamiliar-values.js'
import {classificationMetrics, type ClassificationMetrics} from '../statistics/classification-metrics.js'
import {createRandom} from '../statistics/random.js'
import {shownManifest, type ShownManifest} from './shown-manifest.js'
import {readTrainingRows, type FileOfRows, type LogOfRows} from './train-rows.js'
import type {LabelledLog} from './train-log.js'

/** Shuffles of each feature for its importance: the standard deviation over them says whether that was enough. */
const IMPORTANCE_REPEATS = 10

export interface TrainOptions {
  /** Where the labelled rows are: in a file, or in the log of predictions. */
  readonly data: FileOfRows | LogOfRows
  readonly registry: Registry
  /** Name of the model; that of the data, made to fit, when missing. From a log, that of the model in whose words it is. */
  readonly name?: string | undefined
  readonly config: TrainingConfig
  readonly backend: 'auto' | BackendName
  /** Models that are trained besides, each without a part of the rows, to predict that part out of sample. */
  readonly folds?: number | undefined
  readonly loadNative: () => NativeBackend
  /** Wall clock, for the artifact. */
  readonly clock: () => Date
  /** Milliseconds of a monotonic clock, for durations. */
  readonly now: () => number
  /** What wrote the artifact: 'mlops 1.2.3'. */
  readonly createdBy: string
  /** With a fold, from 1, when it is not the model that learns but the one that stands in for it there. */
  readonly onEpoch?: ((record: EpochRecord, fold?: number) => void) | undefined
  /** Called before the importance of each feature is measured. */
  readonly onImportance?: ((feature: string) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface TrainReport {
  readonly version: number
  /** Folder of the new version. */
  readonly folder: string
  readonly manifest: ShownManifest
  /** Where the description of the columns came from, and what was assumed. */
  readonly source: DescriptionSource
  /** What a person should not overlook: those of the notes in `source`. */
  readonly warnings: readonly string[]
  /** What the log of predictions held; null when the rows came from a file. */
  readonly log: LabelledLog | null
  /** In the rows held out: values that the model has learned nothing about. */
  readonly unfamiliar: readonly UnfamiliarValues[]
  /** Whether all gates passed. The version is written either way: a person decides what it is good for. */
  readonly passed: boolean
}

/**
 * Learns a model from labelled rows, holds it to its gates, and adds it to the registry.
 *
 * @throws MlopsError `COLUMN_UNUSABLE`, `TARGET_UNUSABLE` and what reading the rows throws; `INTERRUPTED` when the
 *   signal fires. Nothing is written then.
 */
export async function train(options: TrainOptions): Promise<TrainReport> {
  const {registry, config, clock, now, signal} = options
  const {dataset, name, columnFlags, log} = await readTrainingRows(options.data, {registry, clock, signal})
  const {table, description} = dataset
  const classLabels = description.target.classes.map(({label}) => label)
  const split = splitRows(dataset, config)
  const trainTable = selectRows(table, split.train)
  const testTable = selectRows(table, split.test)
  requireVarying(table, description.features)
  const preprocessing = fitPreprocessing(trainTable, description.features)
  // Both throw when the data package does not fit: better now than after the training.
  createFallback(description, preprocessing)
  const bounds = resolveGateBounds(description.gates)
  checkClassShares(bounds, classLabels)

  const started = now()
  const shape = {inputs: preprocessing.inputs, hidden: config.hidden, classes: description.target.classes.length}
  const backend = chooseBackend({...options, requested: options.backend, shape, trainRows: trainTable.rows})
  const recipe = {description, config, createTrainer: backend.createTrainer, signal}
  const {predictor, network, history} = await fitPredictor(
    {preprocessing, train: trainTable, test: testTable},
    {...recipe, onEpoch: (record) => options.onEpoch?.(record)},
  )
  const durationSeconds = (now() - started) / 1000

  const measured = {
    train: measure(predictor, trainTable, description),
    test: measure(predictor, testTable, description),
  }
  const gates = evaluateGates({kind: 'training-file', ...measured, classLabels}, bounds)
  throwIfInterrupted(signal)
  const importance = await permutationImportance({
    ...{predictor, table: testTable, labels: labelsOf(testTable, description), features: description.features},
    ...{repeats: IMPORTANCE_REPEATS, seed: config.seed, onFeature: options.onImportance, signal},
  })
  const {answers, outOfFold} = await answerReference({...options, dataset, split, recipe, predictor})
  const draft: ArtifactDraft = {
    manifest: {
      formatVersion: MANIFEST_FORMAT,
      name: options.name ?? name,
      createdAt: clock().toISOString(),
      createdBy: options.createdBy,
      description,
      preprocessing,
      training: {
        ...{config, backend: backend.name, backendReason: backend.reason, durationSeconds, history},
        ...(outOfFold && {outOfFold}),
      },
      data: {...dataRecord(dataset, split.test), columnFlags, ...(log && {log: logRecord(log)})},
      metrics: measured,
      gates,
      permutationImportance: importance,
    },
    ...toLayersFormat(network, config.dropout),
    reference: sampleReference({table: referenceTable(dataset), ...answers}, createRandom(`${config.seed}/reference`)),
  }
  const version = await registry.add(draft, signal)
  const {folder, manifest} = await registry.load(version)
  return {
    version,
    folder,
    manifest: shownManifest(manifest),
    source: dataset.source,
    warnings: dataset.warnings,
    log,
    unfamiliar: unfamiliarValues({description, preprocessing}, testTable),
    passed: gates.every(({passed}) => passed),
  }
}

/** Splits the rows, each class by the same share. */
function splitRows({table, description, file}: Dataset, {testShare, seed}: TrainingConfig) {
  const {target} = description
  const labels = labelsOf(table, description)
  const counts = target.classes.map((_class, code) => labels.reduce((sum, label) => sum + (label === code ? 1 : 0), 0))
  const scarce = target.classes.filter((_class, code) => counts[code]! < 2)
  if (scarce.length > 0) {
    const found = target.classes.map(({value, label}, code) => `${name({value, label})}: ${counts[code]!}`).join(', ')
    throw new MlopsError('TARGET_UNUSABLE', {
      message: `${file}: the target "${target.name}" has too few rows of ${scarce.map(name).join(' and ')} (${found}).`,
      suggestion:
        'Every class needs at least two rows: one to learn from and one to test on. Add rows, or name another column with --target.',
    })
  }
  return stratifiedSplit(labels, target.classes.length, testShare, createRandom(`${seed}/split`))
}

function name({value, label}: {readonly value: string; readonly label: string}): string {
  return value === label ? `"${value}"` : `${label} ("${value}")`
}

function measure(predictor: Predictor, table: Table, description: DatasetDescription): ClassificationMetrics {
  const {probabilities, classes} = predictor.predictTable(table)
  return classificationMetrics({labels: labelsOf(table, description), probabilities, classes})
}

/** Predictions of all rows that the model, or with folds one that stands in for it, has not learned from. */
async function answerReference({
  dataset: {table, description},
  split,
  recipe,
  predictor,
  folds,
  onEpoch,
  now,
}: Pick<TrainOptions, 'folds' | 'onEpoch' | 'now'> & {
  readonly dataset: Dataset
  readonly split: Split
  readonly recipe: Recipe
  readonly predictor: Predictor
}): Promise<{readonly answers: OutOfSample; readonly outOfFold?: OutOfFoldRecord}> {
  // The test split is out of sample for the model itself: its own answers are what later ones will be compared with.
  const own = predictor.predictTable(selectRows(table, split.test))
  if (folds === undefined) {
    const answers = unpredicted(table.rows, predictor.classes)
    placePredictions(answers, split.test, own)
    return {answers}
  }
  const started = now()
  const answers = await predictOutOfFold({table, split, folds, recipe, onEpoch})
  const accuracy = accuracyOf(answers, labelsOf(table, description), split.train)
  placePredictions(answers, split.test, own)
  return {answers, outOfFold: {folds, accuracy, durationSeconds: (now() - started) / 1000}}
}

/** Share of the rows whose label was predicted. */
function accuracyOf({predicted}: OutOfSample, labels: Int32Array, rows: Int32Array): number {
  return rows.reduce((right, row) => right + (predicted[row] === labels[row] ? 1 : 0), 0) / rows.length
}

function dataRecord({file, hash, table, skippedRows}: Dataset, testRows: Int32Array) {
  return {file, hash, rows: table.rows, skippedRows, testRows: Array.from(testRows)}
}

function logRecord({predictions, firstAt, lastAt, model}: LabelledLog): LogRecord {
  return {predictions, firstAt, lastAt, describedBy: {name: model.name, version: model.version}}
}

/** Of all rows the features and the target. */
function referenceTable({table, description}: Dataset): Table {
  const kept = new Set([...description.features, description.target.name])
  return {rows: table.rows, columns: table.columns.filter((column) => kept.has(column.name))}
}
