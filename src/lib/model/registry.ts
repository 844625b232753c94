import {join} from 'node:path'
import {MlopsError} from '../errors.js'
import {suggestedCommand, type SuggestedFlags} from '../suggested-command.js'
import {artifactFile, type Artifact, type ArtifactDraft} from './artifact.js'
import {folderSize, readArtifact} from './artifact-read.js'
import {withLock, type LockOptions} from './lock.js'
import type {Manifest} from './manifest.js'
import {promoted, readAliases, replaceAliases, type AliasChange, type Aliases} from './registry-aliases.js'
import {writing} from '../durable-files.js'
import {appendHistory, isRecorded, readHistory, type HistoryRecord} from './registry-history.js'
import {appendRecord, readRecords} from './registry-journal.js'
import {publish} from './registry-publish.js'
import {findVersion, isTaken, listVersions, versionFolder} from './registry-versions.js'

/** A version as it stands in the registry. A broken one is listed with the reason, so that a person can mend it. */
export type RegistryEntry = ValidEntry | BrokenEntry

interface EntryBase {
  readonly version: number
  readonly aliases: readonly string[]
  /** Size of its files. */
  readonly bytes: number
}

export interface ValidEntry extends EntryBase {
  readonly status: 'valid'
  readonly manifest: Manifest
}

export interface BrokenEntry extends EntryBase {
  readonly status: 'broken'
  readonly reason: string
}

/** The folder that holds all versions of a model, and which of them is in production. */
export class Registry {
  constructor(
    readonly folder: string,
    private readonly options: LockOptions,
  ) {}

  /** Every version, ascending, each held to its hashes. */
  async list(): Promise<readonly RegistryEntry[]> {
    const aliases = await this.aliases()
    const entries: RegistryEntry[] = []
    for (const version of await listVersions(this.folder)) {
      const names = Object.keys(aliases).filter((name) => aliases[name] === version)
      try {
        const {manifest, bytes} = await this.load(version)
        entries.push({version, aliases: names, bytes, status: 'valid', manifest})
      } catch (error) {
        if (!(error instanceof MlopsError)) throw error
        const bytes = await folderSize(versionFolder(this.folder, version))
        entries.push({version, aliases: names, bytes, status: 'broken', reason: error.message})
      }
    }
    return entries
  }

  /**
   * The version that a number or an alias names; without one that in production, else the newest valid one.
   *
   * @throws MlopsError `MODEL_NOT_FOUND` saying what there is
   */
  async resolve(name?: string | number): Promise<number> {
    const aliases = await this.aliases()
    const versions = await listVersions(this.folder)
    const asked = name ?? (aliases['production'] === undefined ? undefined : 'production')
    return asked === undefined
      ? this.newestValid(versions)
      : findVersion(String(asked), {registry: this.folder, versions, aliases})
  }

  /** Reads a version, every file held to its hash. */
  async load(version: number): Promise<Artifact> {
    if (!(await isTaken(this.folder, version))) await this.resolve(version)
    return readArtifact(versionFolder(this.folder, version), version)
  }

  /**
   * Adds a version: whole or not at all, whatever happens meanwhile.
   *
   * @returns its number
   * @throws MlopsError `FILE_UNWRITABLE` or `INTERRUPTED`; nothing is left then
   */
  async add(draft: ArtifactDraft, signal?: AbortSignal): Promise<number> {
    return writing(`A new version in ${this.folder}`, async () => {
      const version = await publish(this.folder, draft, {now: this.options.now, signal})
      // The version stands: that its line in the history cannot be written does not undo it.
      await appendHistory(this.folder, {time: this.time(), action: 'add', version, from: null, to: null}).catch(
        () => undefined,
      )
      return version
    })
  }

  /** Puts a version into production, once it was seen to load. */
  async promote(version: number): Promise<AliasChange> {
    return this.changeProduction('promote', () => version)
  }

  /** Puts back what was in production before, and remembers what it replaces: a second rollback undoes the first. */
  async rollback(): Promise<AliasChange> {
    return this.changeProduction('rollback', ({production, previous}) => {
      if (previous !== undefined) return previous
      throw new MlopsError('MODEL_NOT_FOUND', {
        message:
          production === undefined
            ? `Nothing is in production in ${this.folder}, so there is nothing to roll back.`
            : `Nothing was in production in ${this.folder} before version ${production}: there is nothing to roll back to.`,
        suggestion: `Put a version into production: ${this.command(['models', 'promote', 'VERSION'])}`,
      })
    })
  }

  async aliases(): Promise<Aliases> {
    return (await readAliases(this.folder)).aliases
  }

  /** What happened to the registry, oldest first. */
  async history(): Promise<readonly HistoryRecord[]> {
    const records = await readHistory(this.folder)
    const {change} = await readAliases(this.folder)
    return change === undefined || isRecorded(records, change) ? records : [...records, change]
  }

  /** Appends what a validation of a version found. */
  async addValidation(version: number, record: object): Promise<void> {
    await this.resolve(version)
    const path = this.validationsFile(version)
    await writing(path, () => appendRecord(path, record))
  }

  /** What validations of a version found, oldest first. */
  async readValidations(version: number): Promise<readonly object[]> {
    await this.resolve(version)
    return readRecords(this.validationsFile(version))
  }

  private async changeProduction(
    action: AliasChange['action'],
    choose: (aliases: Aliases) => number,
  ): Promise<AliasChange> {
    // Asked before the lock as well, which cannot be taken where there is no registry.
    await this.load(choose(await this.aliases()))
    return writing(`The aliases in ${this.folder}`, () =>
      withLock(this.folder, this.options, async (workspace) => {
        const {aliases, change: last} = await readAliases(this.folder)
        const version = choose(aliases)
        await this.load(version)
        const from = aliases['production'] ?? null
        const change: AliasChange = {time: this.time(), action, version, from, to: version}
        if (from === version) return change
        // A process that died, or a disk that was full, between these two steps left the last change unrecorded.
        if (last !== undefined && !isRecorded(await readHistory(this.folder), last)) {
          await appendHistory(this.folder, last)
        }
        await replaceAliases(this.folder, workspace, {aliases: promoted(aliases, version), change})
        await appendHistory(this.folder, change).catch(() => undefined)
        return change
      }),
    )
  }

  private async newestValid(versions: readonly number[]): Promise<number> {
    let newestProblem: unknown
    for (const version of versions.toReversed()) {
      try {
        await this.load(version)
        return version
      } catch (error) {
        newestProblem ??= error
      }
    }
    if (newestProblem !== undefined) throw newestProblem as Error
    throw new MlopsError('MODEL_NOT_FOUND', {
      message: `There is no model in ${this.folder}.`,
      suggestion: `Train one, or name another folder with --models: ${this.command(['train'], {data: 'FILE'})}`,
    })
  }

  private command(words: readonly string[], flags: SuggestedFlags = {}): string {
    return suggestedCommand(words, {...flags, models: this.folder})
  }

  private time(): string {
    return this.options.now().toISOString()
  }

  private validationsFile(version: number): string {
    return join(versionFolder(this.folder, version), artifactFile.validations)
  }
}
