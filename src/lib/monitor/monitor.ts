import type {AnsweredRow, ModelIdentity} from './answered-rows.js'
import {BackgroundThread} from './background-thread.js'
import {ComparisonRounds} from './comparison-rounds.js'
import type {ComputedDrift} from './computed-drift.js'
import {DatasetWindows} from './dataset-windows.js'
import {DriftHistory} from './drift-history.js'
import {addEvidentlyMetrics} from './evidently-metrics.js'
import type {IteratedRows, IterateOutcome} from './iterated-dataset.js'
import type {Monitor, MonitorOptions, PredictionLogTotals} from './monitor-contract.js'
import {createMetrics} from './monitor-metrics.js'
import {reportOf, type MonitorReport} from './monitor-report.js'
import {referenceShape} from './reference-shape.js'
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
  /** Why the thread does not run; null when nothing is known against it. */
  private threadFailure: string | null = null
  private readonly history = new DriftHistory()
  private readonly iterated: DatasetWindows
  private readonly listeners = new Set<(report: MonitorReport) => void>()
  private readonly thread: WindowThread
  private readonly rounds: ComparisonRounds
  private readonly timer: NodeJS.Timeout
  private readonly registry: ReturnType<typeof createMetrics>
  readonly contentType: string

  constructor(private readonly options: MonitorOptions) {
    const {minEffect = 0.1, processMetrics = true, evidentlyMetrics = false, rejectionReasons = []} = options
    for (const reason of rejectionReasons) this.rejections.set(reason, 0)
    this.registry = createMetrics(
      {
        versions: () => this.versions.values(),
        watched: () => this.watched(),
        requests: this.requests,
        rejections: this.rejections,
        reloadFailures: () => this.reloadFailures,
        predictionLog: () => this.logTotals(),
        comparisonFailures: () => this.comparisonFailures,
        minEffect,
      },
      {isProcessShown: processMetrics},
    )
    if (evidentlyMetrics) addEvidentlyMetrics(this.registry, () => this.watched())
    this.contentType = this.registry.contentType
    this.thread = new WindowThread({
      start: options.startThread ?? (() => new BackgroundThread().start()),
      onFailure: (message) => this.fail(message),
      ...(options.firstRestartMs === undefined ? {} : {firstRestartMs: options.firstRestartMs}),
    })
    this.iterated = new DatasetWindows({
      capacity: options.window ?? defaultWindow,
      now: options.now,
      isNameOfModel: (name) => [...this.versions.values()].some(({model}) => model.name === name),
    })
    this.rounds = new ComparisonRounds({
      ...{thread: this.thread, leastRows, now: options.now},
      watched: () => (this.current === undefined ? [] : [this.current, ...this.iterated.all()]),
      onCompared: (watched, computed) => this.showComputed(watched, computed),
      onFault: (error) => options.onFailure?.(error instanceof Error ? error.message : String(error)),
    })
    this.timer = setInterval(() => this.rounds.begin(), options.driftIntervalMs ?? defaultDriftIntervalMs).unref()
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
    const {description, preprocessing, permutationImportance} = model.artifact.manifest
    const shape = referenceShape(description, rows.table)
    const watched = new WatchedVersion(model, shape, {capacity: window, history: this.history})
    this.thread.load(key, {
      ...{description, preprocessing, rows, importance: permutationImportance},
      settings: {alpha, minEffect, evidently: evidentlyMetrics},
    })
    watched.failure = this.threadFailure
    this.show(watched)
  }

  iterate(dataset: string, rows: IteratedRows): IterateOutcome {
    const {current} = this
    if (current === undefined || current.key !== versionKey(rows.model)) {
      return {kind: 'refused', reason: 'model-replaced'}
    }
    return this.iterated.take(dataset, rows, current)
  }

  datasets(): readonly string[] {
    return this.iterated.names()
  }

  report(dataset?: string): MonitorReport | undefined {
    const watched = dataset === undefined ? this.current : this.iterated.get(dataset)
    return watched && reportOf(watched, {datasets: this.datasets(), leastRows})
  }

  subscribe(listener: (report: MonitorReport) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  async compareNow(): Promise<void> {
    await this.rounds.now()
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
    let shown: PredictionLogTotals = {dropped: 0, bytes: 0}
    this.logTotals = () => {
      const {dropped, bytes} = totals()
      // Rows that were given up may be written all the same; a counter that goes down reads as one that began anew.
      shown = {dropped: Math.max(shown.dropped, dropped), bytes: Math.max(shown.bytes, bytes)}
      return shown
    }
  }

  setRealisedAccuracy(model: ModelIdentity, accuracy: number | null, labels: number): void {
    const watched = this.versions.get(versionKey(model))
    if (watched === undefined) return
    watched.realisedAccuracy = accuracy
    watched.realisedLabels = labels
  }

  async close(): Promise<void> {
    clearInterval(this.timer)
    this.listeners.clear()
    await this.thread.close()
  }

  /** Makes it the current one, closes the one before, and lets the oldest go. */
  private show(watched: WatchedVersion): void {
    const isOther = this.current !== watched
    if (isOther) this.current?.close()
    this.current = watched
    this.versions.delete(watched.key)
    this.versions.set(watched.key, watched)
    for (const key of [...this.versions.keys()].slice(0, -MOST_VERSIONS)) {
      this.versions.delete(key)
      this.thread.forget(key)
    }
    if (isOther) this.iterated.follow(watched)
  }

  private *watched(): Iterable<WatchedVersion> {
    yield* this.versions.values()
    yield* this.iterated.all()
  }

  private showComputed(watched: WatchedVersion, computed: ComputedDrift): void {
    watched.computed = computed
    this.threadFailure = null
    const {name, dataset, model, history} = watched
    // A data set began anew meanwhile, or a version was replaced by another one of its number.
    if (watched !== (dataset === undefined ? this.versions.get(watched.key) : this.iterated.get(name))) return
    history.add(computed, model.version)
    const report = this.listeners.size === 0 ? undefined : this.report(dataset?.name)
    if (report === undefined) return
    for (const listener of this.listeners) listener(report)
  }

  /** What went wrong is said of the window that was being compared; when there was none, it holds up all of them. */
  private fail(message: string): void {
    this.comparisonFailures++
    const {comparing} = this.rounds
    if (comparing === null) this.threadFailure = message
    const concerned = comparing === null ? [...this.watched()] : [comparing]
    const isNews = concerned.length === 0 || concerned.some(({failure}) => failure !== message)
    for (const watched of concerned) watched.failure = message
    if (isNews) this.options.onFailure?.(comparing?.dataset === undefined ? message : `${comparing.name}: ${message}`)
  }
}
