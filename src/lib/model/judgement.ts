import {selectRows, type Table} from '../dataset/table.js'
import {MlopsError} from '../errors.js'
import {classificationMetrics, type ClassificationMetrics} from '../statistics/classification-metrics.js'
import type {Interval} from '../statistics/interval.js'
import {wilsonInterval} from '../statistics/wilson-interval.js'
import {fallbackFigures, type FallbackFigures, type LabelledPredictions} from './fallback-figures.js'
import type {ResolvedGateBounds} from './gate-bounds.js'
import {evaluateGates, type GateResult} from './gates.js'
import type {Manifest} from './manifest.js'
import type {Predictions} from './predictor.js'
import {labelsOf} from './preprocessing.js'
import {unfamiliarValues, type UnfamiliarValues} from './unfamiliar-values.js'

/** Labelled rows, and the file that they came from. */
export interface LabelledRows {
  readonly table: Table
  /** 'sha256-' + hex digest of the file's content. */
  readonly hash: string
}

/** How good a model is on labelled rows, and whether that is good enough. */
export interface Judgement {
  /** Whether these are the rows that the model was made from. */
  readonly situation: 'training-file' | 'other-file'
  /** Of the rows that the model has not learned from: of its training file those held out, of any other file all. */
  readonly metrics: ClassificationMetrics
  /** On the training file: of the rows it learned from, and of those held out. */
  readonly split: {readonly train: ClassificationMetrics; readonly test: ClassificationMetrics} | null
  /** 95 % interval (Wilson) of the accuracy in `metrics`. */
  readonly accuracyInterval: Interval
  readonly gates: readonly GateResult[]
  /** On the rows of `metrics`; null when the model has no fallback rules. */
  readonly fallback: FallbackFigures | null
  /** In the rows of `metrics`: what the rules answer, or, where there are none, the model all the same. */
  readonly unfamiliar: readonly UnfamiliarValues[]
}

export function judge(
  {
    manifest,
    rows,
    predictions,
  }: {
    readonly manifest: Manifest
    readonly rows: LabelledRows
    readonly predictions: Predictions
  },
  bounds: ResolvedGateBounds,
): Judgement {
  const {description} = manifest
  const {probabilities, classes} = predictions
  const all = {table: rows.table, labels: labelsOf(rows.table, description), probabilities, classes}
  const classLabels = description.target.classes.map(({label}) => label)
  const learned = trainedRows(manifest, rows)
  if (learned === undefined) {
    const metrics = classificationMetrics(all)
    const trainingTestAccuracy = manifest.metrics.test.accuracy
    return {
      situation: 'other-file',
      metrics,
      split: null,
      accuracyInterval: intervalOf(metrics),
      gates: evaluateGates({kind: 'other-file', metrics, trainingTestAccuracy, classLabels}, bounds),
      fallback: fallbackFigures(manifest, all),
      unfamiliar: unfamiliarValues(manifest, all.table),
    }
  }
  const heldOut = select(all, (row) => learned[row] === 0)
  const split = {
    train: classificationMetrics(select(all, (row) => learned[row] === 1)),
    test: classificationMetrics(heldOut),
  }
  return {
    situation: 'training-file',
    metrics: split.test,
    split,
    accuracyInterval: intervalOf(split.test),
    gates: evaluateGates({kind: 'training-file', ...split, classLabels}, bounds),
    fallback: fallbackFigures(manifest, heldOut),
    unfamiliar: unfamiliarValues(manifest, heldOut.table),
  }
}

/**
 * Which rows a model was trained on: 1 for each of them, when this is its training file; undefined otherwise. A file
 * is known by the hash of its content, wherever it lies, whatever it is called, gzipped or not.
 *
 * @throws MlopsError `MODEL_INVALID` when the record does not fit the rows
 */
export function trainedRows({data}: Manifest, {table, hash}: LabelledRows): Uint8Array | undefined {
  if (hash !== data.hash) return undefined
  if (table.rows !== data.rows) {
    throw new MlopsError('MODEL_INVALID', {
      message: `The model was made from ${data.rows} rows of ${data.file}, but ${table.rows} were read from the same file.`,
      suggestion:
        'Its record of which rows were held out does not fit them. Read the file as at training (--on-bad-row), or train again.',
    })
  }
  const seen = new Uint8Array(table.rows).fill(1)
  for (const row of data.testRows) seen[row] = 0
  return seen
}

function select(all: LabelledPredictions, isWanted: (row: number) => boolean): LabelledPredictions {
  const {table, labels, probabilities, classes} = all
  const wanted = labels.map((_label, row) => row).filter(isWanted)
  const selected = new Float32Array(wanted.length * classes)
  for (const [index, row] of wanted.entries()) {
    selected.set(probabilities.subarray(row * classes, (row + 1) * classes), index * classes)
  }
  return {
    table: selectRows(table, wanted),
    labels: wanted.map((row) => labels[row]!),
    probabilities: selected,
    classes,
  }
}

function intervalOf({accuracy, rows}: ClassificationMetrics): Interval {
  return wilsonInterval(Math.round(accuracy * rows), rows)
}
