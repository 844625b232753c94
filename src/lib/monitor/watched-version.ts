import type {DatasetDescription} from '../dataset/description.js'
import type {Artifact} from '../model/artifact.js'
import {answerSources, type AnswerSource} from '../model/fallback.js'
import type {AnsweredRow, ModelIdentity} from './answered-rows.js'
import {BucketCounts} from './bucket-counts.js'
import type {ComputedDrift} from './computed-drift.js'
import type {DriftColumnName} from './drift-columns.js'
import type {DriftHistory} from './drift-history.js'
import type {FeatureBins} from './feature-bins.js'
import type {IteratedDataset} from './iterated-dataset.js'
import type {ReferenceShape} from './reference-shape.js'
import {RowWindow, type WindowSnapshot} from './row-window.js'

/** A model whose answers are watched; what `serve` holds of a model is one. */
export interface MonitoredModel extends ModelIdentity {
  readonly artifact: Artifact
  readonly description: DatasetDescription
  /** Of the model's files. */
  readonly hash: string
  /** Milliseconds since the epoch. */
  readonly loadedAt: number
}

/** From the lowest that a gate may ask for to the highest. */
export const confidenceBounds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1] as const

export interface WatchedVersionOptions {
  /** Rows of the window. */
  readonly capacity: number
  readonly history: DriftHistory
  /** Whose rows these are, when not those that the version itself answered. */
  readonly dataset?: IteratedDataset | undefined
}

/**
 * What is known of the rows that one version of a model answered: counts since it was loaded, and its last rows. Or of
 * the rows of a data set that came from elsewhere, and are held against the version.
 */
export class WatchedVersion {
  /** Of the version. */
  readonly key: string
  /** Under which it is shown: of the model, or of the data set. */
  readonly name: string
  readonly capacity: number
  readonly history: DriftHistory
  readonly dataset: IteratedDataset | undefined
  /** Of each feature, in the order of the description. */
  readonly bins: readonly FeatureBins[]
  /** Shape [features][bins], rows since the version was first loaded. */
  readonly observations: readonly Float64Array[]
  readonly classes: readonly string[]
  readonly sources: readonly AnswerSource[]
  /** Shape [classes x sources], row-major. */
  readonly predictions: Float64Array
  readonly confidence: BucketCounts
  /** Every column that its drift table may have. */
  readonly driftColumns: readonly DriftColumnName[]
  computed: ComputedDrift | null = null
  /** Why the last comparison failed; null when it did not. */
  failure: string | null = null
  /** Rows that came by since the last comparison began. */
  arrived = 0
  /** Share of the late labels that the model hit; null while there are none. */
  realisedAccuracy: number | null = null
  /** Late labels that it is from. */
  realisedLabels = 0
  /** How often a window was opened. */
  opened = 0
  private window: RowWindow | null = null
  private readonly codes: Int32Array

  constructor(
    public model: MonitoredModel,
    readonly shape: ReferenceShape,
    {capacity, history, dataset}: WatchedVersionOptions,
  ) {
    const {description} = model
    this.key = versionKey(model)
    this.name = dataset?.name ?? model.name
    this.capacity = capacity
    this.history = history
    this.dataset = dataset
    this.bins = shape.bins
    this.observations = this.bins.map(({labels}) => new Float64Array(labels.length))
    this.classes = classNames(description)
    // Who gave a prediction that came from elsewhere is not known, so there is no share of a fallback to compare.
    const hasFallback = description.fallback !== undefined && dataset?.predictions !== 'given'
    this.sources = hasFallback ? answerSources : answerSources.slice(0, 1)
    this.predictions = new Float64Array(this.classes.length * this.sources.length)
    this.confidence = new BucketCounts(confidenceBounds, {model: this.name, version: String(model.version)})
    this.driftColumns = shape.driftColumns.filter(({aspect}) => hasFallback || aspect !== 'fallback')
    this.codes = new Int32Array(shape.fields.length)
    this.open()
  }

  get isOpen(): boolean {
    return this.window !== null
  }

  /** Rows since it was loaded first. */
  get answered(): number {
    return this.predictions.reduce((sum, rows) => sum + rows, 0)
  }

  /** Rows in the window. */
  get rows(): number {
    return this.window?.rows ?? 0
  }

  /** Starts with an empty window; the counts go on. */
  open(): void {
    this.computed = null
    this.arrived = 0
    this.opened++
    this.window = new RowWindow(this.shape.fields, {
      capacity: this.capacity,
      known: this.bins.map((bins) => (bins.kind === 'category' ? bins.known : [])),
      hasFallback: this.sources.length > 1,
    })
  }

  /** No row enters the window any more, and its memory is given back; rows that are still answered are counted. */
  close(): void {
    this.window = null
  }

  /** Counts a row, and puts it into the window. */
  accept({values, predicted, answered, source, probabilities}: AnsweredRow): void {
    const confidence = probabilities[predicted] ?? NaN
    const place = this.sources.indexOf(source)
    this.arrived++
    this.predictions[answered * this.sources.length + place]! += 1
    this.confidence.observe(confidence)
    this.window?.add({values, predicted, confidence, source: place}, this.codes)
    for (let feature = 0; feature < this.bins.length; feature++) {
      const bins = this.bins[feature]!
      const value = values[feature] ?? null
      const bin =
        bins.kind === 'number'
          ? bins.placeOf(typeof value === 'number' ? value : NaN)
          : bins.placeOf(this.window === null ? codeIn(bins.known, value) : this.codes[feature]!)
      this.observations[feature]![bin]! += 1
    }
  }

  /** The rows of the window; null when it is closed. */
  snapshot(): WindowSnapshot | null {
    this.arrived = 0
    return this.window?.snapshot() ?? null
  }
}

export function versionKey({name, version}: ModelIdentity): string {
  return `${name}/${version}`
}

/** Labels are for people; where two classes bear the same one, their values tell them apart. */
function classNames({target}: DatasetDescription): readonly string[] {
  const labels = target.classes.map(({label}) => label)
  return new Set(labels).size === labels.length ? labels : target.classes.map(({value}) => value)
}

function codeIn(known: readonly string[], value: number | string | null): number {
  if (value === null) return -1
  const code = known.indexOf(String(value))
  return code < 0 ? known.length : code
}
