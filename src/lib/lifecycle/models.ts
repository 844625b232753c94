import type {GateResult} from '../model/gates.js'
import {Registry, type RegistryEntry} from '../model/registry.js'
import type {Aliases} from '../model/registry-aliases.js'
import type {HistoryRecord} from '../model/registry-history.js'
import type {Random} from '../statistics/random.js'
import {shownManifest, type ShownManifest} from './shown-manifest.js'
import type {ValidationReport} from './validate.js'

export interface ModelsOptions {
  /** Folder of the registry. */
  readonly folder: string
  readonly now: () => Date
  readonly random: Random
}

export interface ModelsListResult {
  readonly folder: string
  readonly models: readonly ListedModel[]
}

export type ListedModel = ListedValidModel | ListedBrokenModel

interface ListedBase {
  readonly version: number
  readonly aliases: readonly string[]
  readonly bytes: number
}

export interface ListedValidModel extends ListedBase {
  readonly status: 'valid'
  readonly name: string
  readonly createdAt: string
  readonly testAccuracy: number
  readonly gates: GateCount
  readonly backend: string
  readonly dataFile: string
}

export interface ListedBrokenModel extends ListedBase {
  readonly status: 'broken'
  readonly reason: string
}

/** Every version, broken ones included, ascending. */
export async function listModels(options: ModelsOptions): Promise<ModelsListResult> {
  const entries = await open(options).list()
  return {folder: options.folder, models: entries.map(listed)}
}

function listed(entry: RegistryEntry): ListedModel {
  if (entry.status === 'broken') return entry
  const {version, aliases, bytes, status, manifest} = entry
  const {name, createdAt, metrics, gates, training, data} = manifest
  return {
    ...{version, aliases, bytes, status, name, createdAt},
    testAccuracy: metrics.test.accuracy,
    gates: countGates(gates),
    backend: training.backend,
    dataFile: data.file,
  }
}

export interface ModelsShowResult {
  readonly folder: string
  readonly version: number
  readonly aliases: readonly string[]
  readonly bytes: number
  /** All parameters of the network, as Keras counts them: the averages of batch normalisation included. */
  readonly parameters: number
  readonly manifest: ShownManifest
  /** Changes of the registry that this version was part of, oldest first. */
  readonly history: readonly HistoryRecord[]
  /** What `mlops validate` found, oldest first. */
  readonly validations: readonly ShownValidation[]
}

/** The heart of a validation; the whole of it stands in `validations.ndjson`. */
export interface ShownValidation {
  readonly validatedAt: string
  readonly file: string
  /** Rows that the accuracy is of: of the training file those held out, of any other file all. */
  readonly rows: number
  readonly accuracy: number
  readonly gates: GateCount
  /** Names of the failed gates. */
  readonly failedGates: readonly string[]
}

export interface GateCount {
  readonly passed: number
  readonly total: number
}

/** Everything about one version: by default the one in production, else the newest. */
export async function showModel(options: ModelsOptions & {readonly model?: string}): Promise<ModelsShowResult> {
  const registry = open(options)
  const version = await registry.resolve(options.model)
  const {manifest, bytes, weights} = await registry.load(version)
  const history = await registry.history()
  return {
    folder: options.folder,
    version,
    aliases: namesOf(version, await registry.aliases()),
    bytes,
    parameters: weights.byteLength / Float32Array.BYTES_PER_ELEMENT,
    manifest: shownManifest(manifest),
    history: history.filter((record) => [record.version, record.from, record.to].includes(version)),
    validations: (await registry.readValidations(version)).flatMap(shownValidation),
  }
}

export interface ModelsPromoteResult {
  readonly folder: string
  readonly version: number
  readonly name: string
  /** False when a gate failed and nobody forced it; nothing was changed then. */
  readonly promoted: boolean
  readonly forced: boolean
  /** What was in production before; the version itself when it was there already. */
  readonly from: number | null
  readonly gates: GateCount
  readonly failedGates: readonly GateResult[]
}

/** Puts a version into production, unless a gate failed when it was trained. */
export async function promoteModel(
  options: ModelsOptions & {readonly model: string; readonly failedGates: 'refuse' | 'force'},
): Promise<ModelsPromoteResult> {
  const registry = open(options)
  const version = await registry.resolve(options.model)
  const {manifest} = await registry.load(version)
  const failedGates = manifest.gates.filter(({passed}) => !passed)
  const result = {
    folder: options.folder,
    version,
    name: manifest.name,
    gates: countGates(manifest.gates),
    failedGates,
  }
  if (failedGates.length > 0 && options.failedGates === 'refuse') {
    const {production} = await registry.aliases()
    return {...result, promoted: false, forced: false, from: production ?? null}
  }
  const {from} = await registry.promote(version)
  return {...result, promoted: true, forced: failedGates.length > 0, from}
}

export interface ModelsRollbackResult {
  readonly folder: string
  /** What is in production now. */
  readonly version: number
  readonly name: string
  /** What was in production, and is `previous` now. */
  readonly from: number | null
}

/** Puts back into production what was there before. */
export async function rollbackModel(options: ModelsOptions): Promise<ModelsRollbackResult> {
  const registry = open(options)
  const {from, to} = await registry.rollback()
  const {manifest} = await registry.load(to)
  return {folder: options.folder, version: to, name: manifest.name, from}
}

/** Lines are passed over that another version of the program wrote in another form. */
function shownValidation(record: object): readonly ShownValidation[] {
  const {validatedAt, data, metrics, gates} = record as Partial<ValidationReport>
  if (validatedAt === undefined || data === undefined || metrics === undefined || !Array.isArray(gates)) return []
  const failed = (gates as readonly GateResult[]).filter(({passed}) => !passed)
  return [
    {
      ...{validatedAt, file: data.file, rows: metrics.rows, accuracy: metrics.accuracy},
      gates: countGates(gates as readonly GateResult[]),
      failedGates: failed.map(({gate}) => gate),
    },
  ]
}

function countGates(gates: readonly GateResult[]): GateCount {
  return {passed: gates.filter(({passed}) => passed).length, total: gates.length}
}

function open({folder, now, random}: ModelsOptions): Registry {
  return new Registry(folder, {now, random})
}

function namesOf(version: number, aliases: Aliases): readonly string[] {
  return Object.keys(aliases).filter((name) => aliases[name] === version)
}
