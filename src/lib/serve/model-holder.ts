import type {Artifact} from '../model/artifact.js'
import {serveModel, type ServedModel} from './served-model.js'

/** Where models come from: a registry. */
export interface ModelSource {
  resolve(name?: string): Promise<number>
  load(version: number): Promise<Artifact>
}

export interface ModelHolderOptions {
  readonly source: ModelSource
  /** Version or alias; the one in production, else the newest, when missing. */
  readonly name: string | undefined
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Who has to take a model up before it answers its first row; what it throws keeps the old one. */
  readonly prepare: (model: ServedModel) => Promise<void>
}

export type ReloadOutcome = 'unchanged' | 'swapped'

/**
 * Holds the model that answers. A new one is loaded, held to its hashes, compiled and warmed up before it takes over in
 * one step; whatever goes wrong on the way leaves the old one answering.
 */
export class ModelHolder {
  private model: ServedModel | undefined
  private replaced: ServedModel | undefined
  /** Reloads that come at once run one after the other. */
  private last: Promise<unknown> = Promise.resolve()

  constructor(private readonly options: ModelHolderOptions) {}

  get current(): ServedModel | undefined {
    return this.model
  }

  /** The one before, which requests that began before the swap may still hold. */
  get previous(): ServedModel | undefined {
    return this.replaced
  }

  /**
   * Takes up what the name stands for now.
   *
   * @throws MlopsError of every kind that has to do with models; the old one goes on answering
   */
  reload(): Promise<ReloadOutcome> {
    const next = this.last.then(() => this.takeUp())
    this.last = next.catch(() => undefined)
    return next
  }

  private async takeUp(): Promise<ReloadOutcome> {
    const {source, name, now, prepare} = this.options
    const version = await source.resolve(name)
    const artifact = await source.load(version)
    const model = serveModel(artifact, now())
    if (model.version === this.model?.version && model.hash === this.model.hash) return 'unchanged'
    await prepare(model)
    this.replaced = this.model
    this.model = model
    return 'swapped'
  }
}
