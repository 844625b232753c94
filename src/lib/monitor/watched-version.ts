import type {DatasetDescription, FieldDescription} from '../dataset/description.js'
import type {Table} from '../dataset/table.js'
import type {Artifact} from '../model/artifact.js'
import {answerSources, type AnswerSource} from '../model/fallback.js'
import type {AnsweredRow, ModelIdentity} from './answered-rows.js'
import {BucketCounts} from './bucket-counts.js'
import {driftColumns, type DriftColumnName} from './drift-columns.js'
import {featureBins, type FeatureBins} from './feature-bins.js'
import {RowWindow, type WindowSnapshot} from './row-window.js'
import type {WindowDrift} from './window-comparison.js'

/** A model whose answers are watched; what `serve` holds of a model is one. */
export interface MonitoredModel extends ModelIdentity {
  readonly artifact: Artifact
  readonly description: DatasetDescription
  /** Of the model's files. */
  readonly hash: string
  /** Milliseconds since the epoch. */
  readonly loadedAt: number
}

/** The last comparison of a version's window with its reference. */
export interface ComputedDrift extends WindowDrift {
  /** Rows that were compared. */
  readonly rows: number
  /** Milliseconds since the epoch, when the rows were taken. */
  readonly computedAt: number
  readonly seconds: number
}

/** From the lowest that a gate may ask for to the highest. */
export const confidenceBounds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1] as const

/** What is known of the rows that one version of a model answered: counts since it was loaded, and its last rows. */
export class WatchedVersion {
  readonly key: string
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
  /** Rows that came by since the last comparison began. */
  arrived = 0
  /** Share of the late labels that the model hit; null while there are none. */
  realisedAccuracy: number | null = null
  /** How often a window was opened. */
  opened = 0
  private window: RowWindow | null = null
  private readonly fields: readonly FieldDescription[]
  private readonly codes: Int32Array

  constructor(
    public model: MonitoredModel,
    reference: Table,
    readonly capacity: number,
  ) {
    const {description} = model
    this.key = versionKey(model)
    this.fields = description.features.map((name) => description.fields.find((field) => field.name === name)!)
    this.bins = featureBins(this.fields, reference)
    this.observations = this.bins.map(({labels}) => new Float64Array(labels.length))
    this.classes = classNames(description)
    this.sources = description.fallback === undefined ? answerSources.slice(0, 1) : answerSources
    this.predictions = new Float64Array(this.classes.length * this.sources.length)
    this.confidence = new BucketCounts(confidenceBounds, {model: model.name, version: String(model.version)})
    this.driftColumns = driftColumns(description, reference)
    this.codes = new Int32Array(this.fields.length)
    this.open()
  }

  get isOpen(): boolean {
    return this.window !== null
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
    this.window = new RowWindow(this.fields, {
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
