import type {Readable} from 'node:stream'
import type {Category} from '../dataset/description.js'
import type {Dataset} from '../dataset/load-dataset.js'
import {MlopsError, throwIfInterrupted} from '../errors.js'
import type {Artifact} from '../model/artifact.js'
import {compareVersions, type Comparison, type VersionAnswers} from '../model/comparison.js'
import {resolveGateBounds, type GateBoundChoices, type ResolvedGateBounds} from '../model/gate-bounds.js'
import {judge, trainedRows, type Judgement} from '../model/judgement.js'
import {compilePredictor, type Predictions} from '../model/predictor.js'
import type {ColumnFlags, TrainingConfig} from '../model/manifest.js'
import {toModelName} from '../model/model-name.js'
import {labelsOf} from '../model/preprocessing.js'
import {Registry} from '../model/registry.js'
import type {Random} from '../statistics/random.js'
import {columnFlagsFor} from './column-flags.js'
import {readGateBounds} from './read-gate-bounds.js'
import {readRowsAlsoFor, readRowsFor} from './read-rows-for.js'

export interface ValidateOptions {
  /** Folder of the registry. */
  readonly models: string
  /** Version or alias; the one in production, else the newest, when missing. */
  readonly model?: string | undefined
  /** CSV with labels; '-' for standard input. */
  readonly data: string
  /** What separates the columns; found when missing. */
  readonly delimiter?: string | undefined
  readonly onBadRow: 'fail' | 'skip'
  /** Bounds that go before all others. */
  readonly gates: GateBoundChoices
  /** JSON file of bounds that go before those agreed at training. */
  readonly gatesFile?: string | undefined
  /** Version or alias to compare with. */
  readonly compare?: string | undefined
  readonly now: () => Date
  readonly random: Random
  readonly stdin?: Readable
  readonly signal?: AbortSignal
  readonly report?: (text: string) => void
}

export interface ValidationReport extends Judgement {
  readonly passed: boolean
  readonly validatedAt: string
  /** Folder of the registry. */
  readonly folder: string
  readonly model: {
    readonly version: number
    readonly name: string
    readonly createdAt: string
    readonly aliases: readonly string[]
    /** Whether a person chose the name. */
    readonly isNamed: boolean
    readonly config: TrainingConfig
  }
  readonly data: {
    readonly path: string
    readonly file: string
    readonly hash: string
    readonly rows: number
    readonly skippedRows: number
    /** With these, `train` and `explore` read the columns of the file as the model does. */
    readonly columnFlags: ColumnFlags
  }
  readonly classes: readonly Category[]
  readonly bounds: ResolvedGateBounds
  readonly comparison: Comparison | null
  /** Why the result could not be stored with the version; null when it was. */
  readonly notStored: string | null
}

/** Holds a model to its gates on labelled rows, and stores what came out with the version. */
export async function validate(options: ValidateOptions): Promise<ValidationReport> {
  const {now, random, signal, report} = options
  const registry = new Registry(options.models, {now, random})
  const artifact = await registry.load(await registry.resolve(options.model))
  const other = options.compare === undefined ? undefined : await loadOther(registry, artifact, options.compare)
  const {manifest, version} = artifact
  const bounds = resolveGateBounds(options.gates, await readGateBounds(options.gatesFile), manifest.description.gates)

  report?.('reading')
  const dataset = await readRowsFor(manifest, options)
  throwIfInterrupted(signal)
  report?.('predicting')
  const predictions = predict(artifact, dataset)
  const judgement = judge({manifest, rows: dataset, predictions}, bounds)
  const comparison = other === undefined ? null : await compareWith(other, options, {artifact, dataset, predictions})
  throwIfInterrupted(signal)

  const aliases = await registry.aliases()
  const result = {
    passed: judgement.gates.every(({passed}) => passed),
    validatedAt: now().toISOString(),
    folder: options.models,
    model: {
      version,
      name: manifest.name,
      createdAt: manifest.createdAt,
      aliases: Object.keys(aliases).filter((name) => aliases[name] === version),
      isNamed: manifest.name !== toModelName(manifest.description.name),
      config: manifest.training.config,
    },
    data: {
      path: options.data,
      file: dataset.file,
      hash: dataset.hash,
      rows: dataset.table.rows,
      skippedRows: dataset.skippedRows,
      columnFlags: await columnFlagsFor(manifest, options.data),
    },
    classes: manifest.description.target.classes,
    bounds,
    ...judgement,
    comparison,
  }
  return {...result, notStored: await store(registry, result)}
}

async function loadOther(registry: Registry, {version}: Artifact, name: string): Promise<Artifact> {
  const other = await registry.resolve(name)
  if (other !== version) return registry.load(other)
  throw new MlopsError('USAGE', {
    message: `Version ${version} cannot be compared with itself.`,
    suggestion: 'Name the other version with --compare, and the one to validate with --model.',
  })
}

function predict(artifact: Artifact, {table}: Dataset): Predictions {
  return compilePredictor(artifact).predictTable(table)
}

interface Validated {
  readonly artifact: Artifact
  readonly dataset: Dataset
  readonly predictions: Predictions
}

/** The other model reads the same file its own way: it may know other features, or the classes in another order. */
async function compareWith(other: Artifact, options: ValidateOptions, validated: Validated): Promise<Comparison> {
  const {artifact, dataset, predictions} = validated
  const classOf = classTranslation(other, artifact)
  options.report?.(`comparing with version ${other.version}`)
  const otherDataset = await readRowsAlsoFor(other.manifest, {manifest: artifact.manifest, dataset}, options)
  if (otherDataset.table.rows !== dataset.table.rows || otherDataset.skippedRows !== dataset.skippedRows) {
    throw new MlopsError('DATA_INVALID', {
      message: `Version ${artifact.version} reads ${dataset.table.rows} rows of ${dataset.file} and version ${other.version} ${otherDataset.table.rows}: they cannot be compared row by row.`,
      suggestion: 'Fix the bad rows, so that both read all of them.',
    })
  }
  const answers = (version: Artifact, rows: Dataset, predicted: Int32Array): VersionAnswers => {
    const seen = trainedRows(version.manifest, rows)
    return {version: version.version, predicted, ...(seen === undefined ? {} : {seen})}
  }
  const otherPredicted = predict(other, otherDataset).predicted.map((code) => classOf[code]!)
  return compareVersions(
    labelsOf(dataset.table, artifact.manifest.description),
    answers(artifact, dataset, predictions.predicted),
    answers(other, otherDataset, otherPredicted),
  )
}

/** For each class of `from`, its place among the classes of `to`. */
function classTranslation(from: Artifact, to: Artifact): readonly number[] {
  const valuesOf = ({manifest}: Artifact): string[] => manifest.description.target.classes.map(({value}) => value)
  const [fromValues, toValues] = [valuesOf(from), valuesOf(to)]
  const translation = fromValues.map((value) => toValues.indexOf(value))
  if (fromValues.length === toValues.length && !translation.includes(-1)) return translation
  throw new MlopsError('USAGE', {
    message: `Version ${from.version} answers ${fromValues.join(', ')} and version ${to.version} answers ${toValues.join(', ')}: they cannot be compared.`,
  })
}

/** A registry that may not be written to does not make the result worth less. */
async function store(registry: Registry, result: Omit<ValidationReport, 'notStored'>): Promise<string | null> {
  const {passed, validatedAt, situation, data, bounds, gates, metrics, split} = result
  const {accuracyInterval, fallback, unfamiliar, comparison} = result
  // Where the file lay on this machine is nobody's business later; its name and hash are.
  const {file, hash, rows, skippedRows} = data
  try {
    await registry.addValidation(result.model.version, {
      ...{passed, validatedAt, situation, data: {file, hash, rows, skippedRows}, bounds, gates, metrics, split},
      ...{accuracyInterval, fallback, unfamiliar, comparison},
    })
    return null
  } catch (error) {
    if (error instanceof MlopsError && error.code === 'FILE_UNWRITABLE') return error.message
    throw error
  }
}
