import type {Worker} from 'node:worker_threads'
import {startWorker} from '../assets.js'
import type {AnsweredRow, ModelIdentity} from './answered-rows.js'
import {DriftHistory} from './drift-history.js'
import {addEvidentlyMetrics} from './evidently-metrics.js'
import type {Monitor, MonitorOptions, PredictionLogTotals} from './monitor-contract.js'
import {createMetrics} from './monitor-metrics.js'
import {reportOf, type MonitorReport} from './monitor-report.js'
import {RequestCounts} from './request-counts.js'
import {WatchedVersion, versionKey, type MonitoredModel} from './watched-version.js'
import {WindowThread} from './window-thread.js'

export type {Monitor, MonitorOptions, PredictionLogTotals} from './monitor-contract.js'

/** The customary window, and the size of the reference of the example. */
export const defaultWindow = 1_500
export const defaultDriftIntervalMs = 2_000

/** Fewer rows say too little; the test of all features together takes ten. */
export const leastRows = 20

/** Versions whose series stay; beyond, the oldest leave: a year of reloads must not fill the memory. */
const MOST_VERSIONS = 8

/** For new objects of the thread: by default V8 takes 40 MB more, and is no faster by it. */
const NEW_OBJECTS_MB = 4

function startComparing(): Worker {
  return startWorker('window-worker', null, {resourceLimits: {maxYoungGenerationSizeMb: NEW_OBJECTS_MB}})
}

export function createMonitor(options: MonitorOptions): Monitor {
  return new LiveMonitor(options)
}

class LiveMonitor implements Monitor {
  /** The one loaded last at the end. */
  private readonly versions = new Map<string, WatchedVersion>()
  private current: WatchedVersion | undefined
  private readonly requests = new RequestCounts()
  private readonly rejections = new Map<string, number>()
  private reloadFailures = 0
  private logTotals: () => PredictionLogTotals = () => ({dropped: 0, bytes: 0})
  private comparisonFailures = 0
  private lastFailure: string | null = null
  private readonly history = new DriftHistory()
  private readonly listeners = new Set<(report: MonitorReport) => void>()
  private readonly thread: WindowThread
  private readonly timer: NodeJS.Timeout
  private readonly registry: ReturnType<typeof createMetrics>
  private running: Promise<void> | null = null
  readonly contentType: string

  constructor(private readonly options: MonitorOptions) {
    const {minEffect = 0.1, processMetrics = true, evidentlyMetrics = false, rejectionReasons = []} = options
    for (const reason of rejectionReasons) this.rejections.set(reason, 0)
    this.registry = createMetrics(
      {
        versions: () => this.versions.values(),
        requests: this.requests,
        rejections: this.rejections,
        reloadFailures: () => this.reloadFailures,
        predictionLog: () => this.logTotals(),
        comparisonFailures: () => this.comparisonFailures,
        minEffect,
      },
      {isProcessShown: processMetrics},
    )
    if (evidentlyMetrics) addEvidentlyMetrics(this.registry, () => this.versions.values())
    this.contentType = this.registry.contentType
    this.thread = new WindowThread({
      start: options.startThread ?? startComparing,
      onFailure: (message) => this.fail(message),
      ...(options.firstRestartMs === undefined ? {} : {firstRestartMs: options.firstRestartMs}),
    })
    this.timer = setInterval(() => this.compareNext(), options.driftIntervalMs ?? defaultDriftIntervalMs).unref()
  }

  accept(model: ModelIdentity, row: AnsweredRow): void {
    const {current} = this
    if (current?.model.version === model.version && current.model.name === model.name) current.accept(row)
    // A request that came before a swap may end after it.
    else this.versions.get(versionKey(model))?.accept(row)
  }

  async load(model: MonitoredModel): Promise<void> {
    const key = versionKey(model)
    const known = this.versions.get(key)
    if (known?.model.hash === model.hash) {
      if (!known.isOpen) known.open()
      known.model = model
      this.show(known)
      return
    }
    const rows = await model.artifact.reference()
    const {alpha = 0.05, minEffect = 0.1, evidentlyMetrics = false, window = defaultWindow} = this.options
    const watched = new WatchedVersion(model, rows.table, window)
    const {description, preprocessing, permutationImportance} = model.artifact.manifest
    this.thread.load(key, {
      ...{description, preprocessing, rows, importance: permutationImportance},
      settings: {alpha, minEffect, evidently: evidentlyMetrics},
    })
    this.show(watched)
  }

  report(): MonitorReport | undefined {
    const {current, lastFailure} = this
    if (current === undefined) return undefined
    return reportOf(current, {history: this.history.moments(), leastRows, lastFailure})
  }

  subscribe(listener: (report: MonitorReport) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  async compareNow(): Promise<void> {
    await this.running
    this.compareNext()
    await this.running
  }

  metrics(): Promise<string> {
    return this.registry.metrics()
  }

  observeRequest = (method: string, route: string, code: number, seconds: number): void => {
    this.requests.of({method, route, code}).observe(seconds)
  }

  expectRequests(method: string, route: string, codes: readonly number[]): void {
    for (const code of codes) this.requests.of({method, route, code})
  }

  countRejection = (reason: string): void => {
    this.rejections.set(reason, (this.rejections.get(reason) ?? 0) + 1)
  }

  countReloadFailure = (): void => {
    this.reloadFailures++
  }

  setPredictionLog(totals: () => PredictionLogTotals): void {
    this.logTotals = totals
  }

  setRealisedAccuracy(model: ModelIdentity, accuracy: number | null): void {
    const watched = this.versions.get(versionKey(model))
    if (watched !== undefined) watched.realisedAccuracy = accuracy
  }

  async close(): Promise<void> {
    clearInterval(this.timer)
    this.listeners.clear()
    await this.thread.close()
  }

  /** Makes it the current one, closes the one before, and lets the oldest go. */
  private show(watched: WatchedVersion): void {
    if (this.current !== watched) this.current?.close()
    this.current = watched
    this.versions.delete(watched.key)
    this.versions.set(watched.key, watched)
    for (const key of [...this.versions.keys()].slice(0, -MOST_VERSIONS)) {
      this.versions.delete(key)
      this.thread.forget(key)
    }
  }

  /** At most one comparison runs; what arrives meanwhile has its turn at the next tick. */
  private compareNext(): void {
    const {current: watched} = this
    if (watched === undefined || !this.thread.isFree || watched.arrived === 0 || watched.rows < leastRows) return
    const window = watched.snapshot()
    if (window === null) return
    this.running = this.compare(watched, window).finally(() => (this.running = null))
  }

  private async compare(
    watched: WatchedVersion,
    window: NonNullable<ReturnType<WatchedVersion['snapshot']>>,
  ): Promise<void> {
    const {rows} = window.table
    const {opened} = watched
    const computedAt = this.options.now()
    const compared = await this.thread.compare(watched.key, window)
    // Closed meanwhile, and perhaps opened anew: what was found is of rows that are gone.
    if (watched.opened !== opened) return
    if (compared === null) {
      // These rows have not been looked at.
      watched.arrived++
      return
    }
    this.lastFailure = null
    watched.computed = {...compared.result, rows, computedAt, seconds: compared.seconds}
    this.history.add(watched.computed, watched.model.version)
    this.tell()
  }

  private tell(): void {
    const report = this.listeners.size === 0 ? undefined : this.report()
    if (report === undefined) return
    for (const listener of this.listeners) listener(report)
  }

  private fail(message: string): void {
    this.comparisonFailures++
    if (message !== this.lastFailure) this.options.onFailure?.(message)
    this.lastFailure = message
  }
}
