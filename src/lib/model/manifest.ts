import type {DatasetDescription} from '../dataset/description.js'
import type {ClassificationMetrics} from '../statistics/classification-metrics.js'
import type {GateResult} from './gates.js'
import type {Preprocessing} from './preprocessing.js'

/** Raised when an older program could not read the folder any more. */
export const MANIFEST_FORMAT = 1

/** `models/<version>/manifest.json`: everything about a model but its weights and its reference rows. */
export interface Manifest {
  readonly formatVersion: typeof MANIFEST_FORMAT
  /** Name given with --name; when none was given, the name of the data, made to fit. */
  readonly name: string
  readonly version: number
  /** ISO 8601, UTC. */
  readonly createdAt: string
  /** Version of the program that wrote it. */
  readonly createdBy: string
  readonly description: DatasetDescription
  readonly preprocessing: Preprocessing
  readonly training: TrainingRecord
  readonly data: DataRecord
  readonly metrics: {readonly train: ClassificationMetrics; readonly test: ClassificationMetrics}
  readonly gates: readonly GateResult[]
  readonly permutationImportance: readonly FeatureImportance[]
  /** File name -> 'sha256-' + hex digest, for every other file of the folder but `validations.ndjson`. */
  readonly files: Readonly<Record<string, string>>
}

export type BackendName = 'wasm' | 'native'

export interface TrainingConfig {
  readonly seed: number
  readonly epochs: number
  readonly batchSize: number
  /** Units of each hidden layer. */
  readonly hidden: readonly number[]
  readonly dropout: number
  readonly learningRate: number
  /** Share of the rows held out for the test split. */
  readonly testShare: number
}

export interface TrainingRecord {
  readonly config: TrainingConfig
  readonly backend: BackendName
  /** Why this backend: the measured seconds a step of each, or that it was asked for. */
  readonly backendReason: string
  readonly durationSeconds: number
  readonly history: readonly EpochRecord[]
  /** With --folds. */
  readonly outOfFold?: OutOfFoldRecord
}

/** The models that were trained besides, each without a part of the rows, to predict that part out of sample. */
export interface OutOfFoldRecord {
  readonly folds: number
  /** Of those models together, over the rows that the model itself was trained on. */
  readonly accuracy: number
  readonly durationSeconds: number
}

export interface EpochRecord {
  readonly epoch: number
  /** Mean cross-entropy in nats over the training batches, dropout on. */
  readonly loss: number
  readonly accuracy: number
  readonly testLoss: number
  readonly testAccuracy: number
}

/** Flags that say what the columns are: with them a command reads other rows as this model's rows were read. */
export interface ColumnFlags {
  /** Data package, as its path was given or found; null when the description was inferred. */
  readonly schema: string | null
  /** Null where the data package alone says it. */
  readonly target: string | null
  readonly ignore: readonly string[]
  /** Null when it was found. */
  readonly delimiter: string | null
}

export interface DataRecord {
  /** Name of the file, or of the log's folder, without folders above. */
  readonly file: string
  /** 'sha256-' + hex digest of the content, unpacked when the file was gzipped; of the rows of a log. */
  readonly hash: string
  readonly rows: number
  /** Rows left out by --on-bad-row skip. */
  readonly skippedRows: number
  readonly columnFlags: ColumnFlags
  /** With --from-log. */
  readonly log?: LogRecord
  /** Row numbers (0-based, in the order they were read, skipped rows not counted) of the test split, ascending. */
  readonly testRows: readonly number[]
}

/** The log of predictions whose labelled rows a model was made from. */
export interface LogRecord {
  /** Those that were read; the labelled ones are the rows. */
  readonly predictions: number
  /** When the first and the last of the labelled ones were predicted: ISO 8601, UTC. */
  readonly firstAt: string
  readonly lastAt: string
  /** The version in whose words the columns, the fallback and the gates are. */
  readonly describedBy: {readonly name: string; readonly version: number}
}

/** Loss of test accuracy when the values of one feature are shuffled. */
export interface FeatureImportance {
  readonly feature: string
  readonly mean: number
  readonly standardDeviation: number
}
