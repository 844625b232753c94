import {createHash} from 'node:crypto'
import type {DatasetDescription, FallbackDescription, GateBounds} from '../../src/lib/dataset/description.js'
import type {ArtifactDraft} from '../../src/lib/model/artifact.js'
import {toLayersFormat} from '../../src/lib/model/layers-format.js'
import {defaultTrainingConfig} from '../../src/lib/model/training-config.js'
import {MANIFEST_FORMAT, type ColumnFlags, type TrainingConfig} from '../../src/lib/model/manifest.js'
import {classificationMetrics, type ClassificationMetrics} from '../../src/lib/statistics/classification-metrics.js'

export interface ThresholdModel {
  /** It answers "yes" where x is above. */
  readonly threshold: number
  /** How fast it becomes sure with the distance from the threshold. */
  readonly steepness?: number
  /** Accuracy on the test split that the manifest claims, in percent. */
  readonly testAccuracy?: number
  readonly fallback?: FallbackDescription
  readonly gates?: GateBounds
  /** The file it was made from; a file that does not exist when missing. */
  readonly trainingFile?: {
    readonly text: string
    readonly rows: number
    readonly testRows: readonly number[]
    readonly skippedRows?: number
  }
  /** How it says that its file was read, where that is not by inference. */
  readonly columnFlags?: Partial<ColumnFlags>
  /** Settings other than the defaults. */
  readonly config?: Partial<TrainingConfig>
  /** Classes in the other order. */
  readonly yesFirst?: boolean
}

const no = {value: '0', label: 'no'}
const yes = {value: '1', label: 'yes'}

/** A model whose answers a test can foresee: one input, x from -10 to 10, and two classes. */
export function thresholdModel(options: ThresholdModel): ArtifactDraft {
  const {threshold, steepness = 4, testAccuracy = 90, trainingFile} = options
  const classes = options.yesFirst === true ? [yes, no] : [no, yes]
  const sign = options.yesFirst === true ? -1 : 1
  const description: DatasetDescription = {
    name: 'thresholds',
    delimiter: ',',
    missingValues: [''],
    fields: [
      {kind: 'number', name: 'x', integer: false, minimum: -10, maximum: 10},
      {kind: 'category', name: 'answer', categories: classes},
    ],
    target: {name: 'answer', classes, valueType: 'integer'},
    features: ['x'],
    ignored: [],
    aliases: {},
    ...(options.fallback === undefined ? {} : {fallback: options.fallback}),
    ...(options.gates === undefined ? {} : {gates: options.gates}),
  }
  const weights = {
    hidden: [],
    output: {
      kernel: Float32Array.of(0, sign * steepness),
      bias: Float32Array.of(0, -sign * steepness * threshold),
    },
  }
  const metrics = metricsWithAccuracy(testAccuracy)
  return {
    manifest: {
      formatVersion: MANIFEST_FORMAT,
      name: 'thresholds',
      createdAt: '2026-03-01T12:00:00.000Z',
      createdBy: 'mlops 0.1.0',
      description,
      preprocessing: {
        inputs: 1,
        features: [{kind: 'number', name: 'x', mean: 0, standardDeviation: 1, missingInput: false}],
      },
      training: {
        config: {...defaultTrainingConfig, ...options.config},
        backend: 'wasm',
        backendReason: 'asked for',
        durationSeconds: 1,
        history: [{epoch: 1, loss: 0.5, accuracy: 0.8, testLoss: 0.5, testAccuracy: 0.8}],
      },
      data: {
        file: 'training.csv',
        hash: hashOf(trainingFile?.text ?? ''),
        rows: trainingFile?.rows ?? 100,
        skippedRows: trainingFile?.skippedRows ?? 0,
        testRows: trainingFile?.testRows ?? [0],
        columnFlags: {schema: null, target: 'answer', ignore: [], delimiter: null, ...options.columnFlags},
      },
      metrics: {train: metrics, test: metrics},
      gates: [],
      permutationImportance: [{feature: 'x', mean: 0.4, standardDeviation: 0.01}],
    },
    ...toLayersFormat(weights, 0),
    reference: {
      table: {
        rows: 1,
        columns: [
          {kind: 'number', name: 'x', values: Float64Array.of(0)},
          {kind: 'category', name: 'answer', codes: Int32Array.of(0), categories: classes.map(({value}) => value)},
        ],
      },
      predicted: Int32Array.of(-1),
      probabilities: Float32Array.of(NaN, NaN),
    },
  }
}

/** A row: x, and the true answer. */
export type Row = readonly [x: number | string, answer: 0 | 1 | string]

export function csvOf(rows: readonly Row[]): string {
  return ['x,answer', ...rows.map((row) => row.join(',')), ''].join('\n')
}

/** Rows with x from -5 to 5, of which those above `boundary` are truly "yes". */
export function rowsAround(boundary: number, count: number): Row[] {
  return Array.from({length: count}, (_, index) => {
    const x = -5 + (10 * (index + 0.5)) / count
    return [x, x > boundary ? 1 : 0] as const
  })
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('hex')}`
}

function metricsWithAccuracy(percent: number): ClassificationMetrics {
  return classificationMetrics({
    labels: Int32Array.from({length: 100}, (_, row) => (row < percent ? 0 : 1)),
    probabilities: Float64Array.from({length: 200}, (_, index) => (index % 2 === 0 ? 0.9 : 0.1)),
    classes: 2,
  })
}
