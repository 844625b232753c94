import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Logger} from 'pino'
import {throwIfInterrupted} from '../errors.js'
import {Registry} from '../model/registry.js'
import {countRecorded} from '../monitor/rules/recorded-count.js'
import {defaultRuleOptions} from '../monitor/rules/rule-options.js'
import {shownSeries, type ShownSeries} from '../monitor/shown-series.js'
import {openServer} from '../serve/open-server.js'
import type {Random} from '../statistics/random.js'

export interface MonitoringCostOptions {
  /** Folder of the registry. */
  readonly models: string
  readonly model?: string | undefined
  readonly replicas: number
  readonly scrapeSeconds: number
  readonly evaluationSeconds: number
  readonly retentionSeconds: number
  readonly log: Logger
  readonly now: () => number
  readonly random: Random
  readonly signal?: AbortSignal | undefined
}

export interface CountedMetric {
  readonly metric: string
  readonly series: number
}

/** What Prometheus has to keep for the servers of one version. */
export interface MonitoringCost {
  readonly model: {readonly name: string; readonly version: number}
  readonly replicas: number
  readonly scrapeSeconds: number
  readonly evaluationSeconds: number
  readonly retentionSeconds: number
  /** Of each replica. */
  readonly replica: {
    /** Series that bear the version, by metric: each further version that a replica has loaded adds as many. */
    readonly version: readonly CountedMetric[]
    /** Other series of the server. */
    readonly server: readonly CountedMetric[]
    /** Of Node.js and the process; some more or less, by what is open. */
    readonly process: number
    /** What Prometheus adds to each target. */
    readonly scrape: number
    readonly total: number
  }
  /** What the rules record of all replicas together, at most. */
  readonly recorded: {readonly metrics: readonly CountedMetric[]; readonly total: number}
  readonly series: number
  readonly samplesPerSecond: number
  /** Estimated by rules of thumb. */
  readonly memory: {readonly bytes: number; readonly bytesPerSeries: number; readonly rule: string}
  readonly disk: {readonly bytes: number; readonly bytesPerSample: number; readonly rule: string}
}

/** up, scrape_duration_seconds, scrape_samples_scraped, scrape_samples_post_metric_relabeling, scrape_series_added */
const SERIES_OF_A_SCRAPE = 5

/** The two metrics that a version has from its first late label on. */
const lateMetrics = ['mlops_realised_accuracy', 'mlops_realised_labels'] as const

/**
 * Counts the series of a server with the model, from what it really shows, and what they come to.
 *
 * @throws MlopsError of every kind that has to do with models
 */
export async function monitoringCost(options: MonitoringCostOptions): Promise<MonitoringCost> {
  const {replicas, scrapeSeconds, evaluationSeconds, retentionSeconds} = options
  const {model, shown} = await showMetrics(options)
  const ofVersion = shown.filter(({labels}) => 'version' in labels && 'model' in labels)
  const ofServer = shown.filter(
    ({name, labels}) => name.startsWith('mlops_') && !('version' in labels && 'model' in labels),
  )
  const late = lateMetrics.map((metric) => ({metric, series: 1}))
  const version = [...countByName(ofVersion), ...late].sort((a, b) => b.series - a.series)
  const server = countByName(ofServer)
  const ofProcess = shown.filter(({name}) => !name.startsWith('mlops_') && !isPassing(name)).length + PASSING_SERIES
  const perReplica = sumOf(version) + sumOf(server) + ofProcess + SERIES_OF_A_SCRAPE
  const recorded = Array.from(countRecorded(shown, defaultRuleOptions), ([metric, series]) => ({metric, series}))
  const series = replicas * perReplica + sumOf(recorded)
  const samplesPerSecond = (replicas * perReplica) / scrapeSeconds + sumOf(recorded) / evaluationSeconds
  const bytesPerSeries = memoryPerSeries(shown)
  return {
    ...{model, replicas, scrapeSeconds, evaluationSeconds, retentionSeconds},
    replica: {version, server, process: ofProcess, scrape: SERIES_OF_A_SCRAPE, total: perReplica},
    recorded: {metrics: recorded, total: sumOf(recorded)},
    ...{series, samplesPerSecond},
    memory: {bytes: series * bytesPerSeries, bytesPerSeries, rule: memoryRule},
    disk: {
      bytes: retentionSeconds * samplesPerSecond * BYTES_PER_SAMPLE,
      bytesPerSample: BYTES_PER_SAMPLE,
      rule: diskRule,
    },
  }
}

/** Garbage collections by kind, and what is open: there as soon as it happens, or while it is. */
function isPassing(name: string): boolean {
  return /^nodejs_(gc_duration_seconds|active_)/.test(name)
}

/** Of those, in a server that is used: three kinds of collection, 9 series each, and 9 kinds of what is open. */
const PASSING_SERIES = 36

/** What a server shows that has loaded the model, and was told a late label: all but the ports. */
async function showMetrics({
  models,
  model,
  log,
  now,
  random,
  signal,
}: MonitoringCostOptions): Promise<{readonly model: MonitoringCost['model']; readonly shown: readonly ShownSeries[]}> {
  const logFolder = await mkdtemp(join(tmpdir(), 'mlops-cost-'))
  try {
    const registry = new Registry(models, {now: () => new Date(now()), random})
    const server = await openServer(registry, {
      ...{model, log, now, random, logFolder, window: 1, driftIntervalMs: 2 ** 31 - 1},
      ...{corsOrigins: [], evidentlyMetrics: false, drainDelayMs: 0, drainTimeoutMs: 0},
    })
    try {
      await server.holder.reload()
      throwIfInterrupted(signal)
      // A route that is there, and that nobody has asked for yet.
      await server.app.inject({method: 'POST', url: '/ground-truth', payload: []})
      const {payload} = await server.metricsApp.inject({method: 'GET', url: '/metrics'})
      const {name, version} = server.holder.current!
      return {model: {name, version}, shown: shownSeries(payload)}
    } finally {
      await server.close()
    }
  } finally {
    await rm(logFolder, {recursive: true, force: true})
  }
}

function countByName(series: readonly ShownSeries[]): readonly CountedMetric[] {
  const counts = new Map<string, number>()
  for (const {name} of series) {
    const metric = name.replace(/_(bucket|sum|count)$/, '')
    counts.set(metric, (counts.get(metric) ?? 0) + 1)
  }
  return Array.from(counts, ([metric, count]) => ({metric, series: count})).sort((a, b) => b.series - a.series)
}

function sumOf(metrics: readonly CountedMetric[]): number {
  return metrics.reduce((sum, {series}) => sum + series, 0)
}

/** @source Prometheus's documentation on storage, operational aspects: 1 to 2 bytes */
const BYTES_PER_SAMPLE = 2
const diskRule = 'retention x samples a second x 2 bytes (Prometheus documentation, Storage: 1 to 2 bytes a sample)'

const memoryRule =
  'each series 732 bytes, 32 a label, and its name twice; all of that doubled for the garbage collector (Robust Perception, ' +
  '"How much RAM does Prometheus 2.x need for cardinality and ingestion?")'

/** Labels that scraping adds, and about how long they are. */
const target = {labels: 2, characters: 40}

/** Bytes of a series on average. The name itself is one of its labels. */
function memoryPerSeries(shown: readonly ShownSeries[]): number {
  const bytes = shown.map(
    ({labels, characters}) =>
      2 * (732 + 32 * (1 + Object.keys(labels).length + target.labels) + 2 * (characters + target.characters)),
  )
  return Math.round(bytes.reduce((sum, each) => sum + each, 0) / Math.max(1, bytes.length))
}
