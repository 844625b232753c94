import {setTimeout as sleep} from 'node:timers/promises'
import type {Worker} from 'node:worker_threads'
import type {FastifyInstance} from 'fastify'
import type {Logger} from 'pino'
import type {Monitor} from '../monitor/monitor.js'
import type {Random} from '../statistics/random.js'
import {GroundTruth} from './ground-truth.js'
import {LogIndexer} from './log-indexer.js'
import type {ModelHolder} from './model-holder.js'
import {PredictionLog} from './prediction-log.js'

/** Where answers are logged. */
export interface LogOptions {
  /** Folder of the prediction log; none is written when it is null. */
  readonly logFolder: string | null
  readonly logLimits?: LogLimits | undefined
  readonly log: Logger
  readonly now: () => number
  readonly random: Random
}

/** How large and how old the files of a log become; what is missing has its default. */
export interface LogLimits {
  /** Of one file, before the next is begun. */
  readonly fileBytes?: number | undefined
  readonly fileAgeMs?: number | undefined
  /** Of all predictions together: the oldest are deleted beyond. For ever when missing. */
  readonly retainedBytes?: number | undefined
  readonly retainedAgeMs?: number | undefined
}

/** The log of predictions, and what turned out to be true of them. */
export interface OpenLog {
  readonly predictionLog: PredictionLog
  readonly groundTruth: GroundTruth
  readonly indexer: LogIndexer
}

/** What there is beside the log. */
export interface LogSurroundings {
  readonly holder: ModelHolder
  readonly monitor: Monitor
  /** The one in the background, while it runs. */
  readonly thread: () => Worker | undefined
}

/** The log of what is answered, and the late labels that are joined with it; undefined when none is wanted. */
export async function openLog(
  {holder, monitor, thread}: LogSurroundings,
  {logFolder, logLimits = {}, log, now, random}: LogOptions,
): Promise<OpenLog | undefined> {
  if (logFolder === null) return undefined
  const {fileBytes, fileAgeMs, retainedBytes, retainedAgeMs} = logLimits
  const isKept = retainedBytes === undefined && retainedAgeMs === undefined
  const indexer = new LogIndexer({
    ...{folder: logFolder, thread},
    onFailure: (error) =>
      log.warn({err: error, folder: logFolder}, 'the log of predictions could not be indexed; the next label does it'),
  })
  const predictionLog = new PredictionLog({
    ...{folder: logFolder, now, random, maximumFileBytes: fileBytes, maximumFileAgeMs: fileAgeMs},
    describe: ({version}) => [holder.current, holder.previous].find((model) => model?.version === version)!.description,
    onTrouble: (error) => {
      if (error === undefined) log.info({folder: logFolder}, 'predictions are logged again')
      else log.error({err: error, folder: logFolder}, 'predictions could not be logged')
    },
    // The file before is complete.
    onBegun: () => indexer.begin(),
    retention: isKept
      ? undefined
      : {maximumBytes: retainedBytes, maximumAgeMs: retainedAgeMs, keepIds: (stem) => groundTruth.keepIds(stem)},
  })
  // Opened before any row is accepted, so before the log asks for it.
  const groundTruth = await GroundTruth.open({
    ...{folder: logFolder, now, random},
    flush: () => predictionLog.flush(),
    target: () => holder.current?.description.target,
  })
  // What a server before left to do; the first answers come first.
  setTimeout(() => indexer.begin(), indexingDelayMs).unref()
  monitor.setPredictionLog(() => predictionLog.counters)
  return {predictionLog, groundTruth, indexer}
}

const indexingDelayMs = 5_000
/** A scrape does not wait longer for labels of other servers; they show in the next one. */
const scrapePatienceMs = 250

/** Before each scrape, labels that other servers of the same folder were given are read. */
export function refreshAtScrapes(metricsApp: FastifyInstance, groundTruth: GroundTruth, show: () => void): void {
  metricsApp.addHook('onRequest', async ({routeOptions}) => {
    if (routeOptions.url !== '/metrics') return
    // A folder that cannot be read now shows what was read before.
    const refreshed = groundTruth.refresh().then(show, () => undefined)
    await Promise.race([refreshed, sleep(scrapePatienceMs, undefined, {ref: false})])
  })
}

/** Hands the accuracies of all versions that have labels to the monitor. */
export function showAccuracies(groundTruth: GroundTruth, monitor: Monitor): void {
  for (const {model, version, accuracy, labels} of groundTruth.summary().versions) {
    monitor.setRealisedAccuracy({name: model, version}, accuracy, labels)
  }
}
