import {setTimeout as sleep} from 'node:timers/promises'
import type {FastifyInstance} from 'fastify'
import type {Logger} from 'pino'
import {throwIfInterrupted} from '../errors.js'
import {Registry} from '../model/registry.js'
import {createMonitor, type Monitor} from '../monitor/monitor.js'
import {GroundTruth} from '../serve/ground-truth.js'
import {groundTruthPaths, groundTruthRoute} from '../serve/ground-truth-route.js'
import {listen} from '../serve/listen.js'
import {createMetricsApp} from '../serve/metrics-app.js'
import {ModelHolder, type ReloadOutcome} from '../serve/model-holder.js'
import {PredictionLog} from '../serve/prediction-log.js'
import {registerClientPage} from '../serve/page-client.js'
import {registerDocsPage} from '../serve/page-docs.js'
import {registerLivePage} from '../serve/page-live.js'
import {createPredictorApp} from '../serve/predictor-app.js'
import {sendProblem} from '../serve/problem-details.js'
import {watchRegistry} from '../serve/registry-watch.js'
import {rejectionReasons} from '../serve/request-rejection.js'
import {requireToken} from '../serve/request-token.js'
import type {ServedModel} from '../serve/served-model.js'
import type {Random} from '../statistics/random.js'

export interface ServeOptions {
  /** Folder of the registry. */
  readonly models: string
  /** Version or alias; the one in production, else the newest, when missing. */
  readonly model?: string | undefined
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly metricsPort: number
  /** Rows that are compared with the reference. */
  readonly window: number
  readonly driftIntervalMs: number
  /** Folder of the prediction log; none is written when it is null. */
  readonly logFolder: string | null
  readonly corsOrigins: readonly string[]
  /** Bearer token that predictions, labels and reloads want. */
  readonly token?: string | undefined
  readonly evidentlyMetrics: boolean
  /** Milliseconds in which the server says that it is not ready, and still answers, before it closes. */
  readonly drainDelayMs: number
  /** Milliseconds after which requests that are not done are given up. */
  readonly drainTimeoutMs: number
  readonly log: Logger
  readonly now: () => number
  readonly random: Random
  readonly signal?: AbortSignal | undefined
}

export interface RunningServer {
  /** Address of the predictor. */
  readonly url: string
  /** Address of the metrics and the live page. */
  readonly metricsUrl: string
  readonly model: ServedModel
  /** Names under which the version is known. */
  readonly aliases: readonly string[]
  readonly logFolder: string | null
  /** Takes up what is in production now. */
  reload(): Promise<void>
  /** Says that it is not ready, answers what has begun, writes what is not on disk yet, and ends. */
  close(): Promise<ServeReport>
}

/** What `mlops serve` has done when it ends. */
export interface ServeReport {
  readonly url: string
  readonly metricsUrl: string
  readonly model: {readonly name: string; readonly version: number}
  readonly startedAt: string
  readonly endedAt: string
  /** Rows that were answered since the version was loaded. */
  readonly answeredRows: number
  /** Rows that are missing in the prediction log. */
  readonly droppedRows: number
}

/**
 * Starts the predictor and its monitor.
 *
 * @throws MlopsError `PORT_UNAVAILABLE`, and of every kind that has to do with models; nothing is left running then
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const {models, host, port, metricsPort, log, now, random, signal} = options
  const startedAt = new Date(now()).toISOString()
  const registry = new Registry(models, {now: () => new Date(now()), random})
  const server = await openServer(registry, options)
  try {
    await server.holder.reload()
    throwIfInterrupted(signal)
    const metricsUrl = await listen(server.metricsApp, {host, port: metricsPort, flag: 'metrics-port'})
    const url = await listen(server.app, {host, port, flag: 'port'})
    const model = server.holder.current!
    const {name, version} = model
    log.info({url, metricsUrl, model: name, version}, 'ready')
    const stopWatching = watchRegistry(models, () => void server.reload('registry'))
    const aliases = await registry.aliases()
    return {
      ...{url, metricsUrl, model, logFolder: options.logFolder},
      aliases: Object.keys(aliases).filter((alias) => aliases[alias] === version),
      reload: async () => {
        await server.reload('signal')
      },
      close: async () => {
        stopWatching()
        await server.close()
        const current = server.holder.current!
        return {
          ...{url, metricsUrl, startedAt, endedAt: new Date(now()).toISOString()},
          model: {name: current.name, version: current.version},
          ...server.totals(),
        }
      },
    }
  } catch (error) {
    await server.close()
    throw error
  }
}

interface OpenServer {
  readonly holder: ModelHolder
  readonly app: FastifyInstance
  readonly metricsApp: FastifyInstance
  readonly reload: Reload
  close(): Promise<void>
  totals(): Pick<ServeReport, 'answeredRows' | 'droppedRows'>
}

async function openServer(registry: Registry, options: ServeOptions): Promise<OpenServer> {
  const {log, now, token, corsOrigins, drainDelayMs, drainTimeoutMs} = options
  const monitor = createMonitor({
    window: options.window,
    driftIntervalMs: options.driftIntervalMs,
    evidentlyMetrics: options.evidentlyMetrics,
    rejectionReasons,
    now,
    onFailure: (message) => log.error({message}, 'drift could not be computed'),
  })
  let showAccuracy = (): void => undefined
  const holder = new ModelHolder({
    source: registry,
    name: options.model,
    now,
    prepare: async (model) => {
      await monitor.load(model)
      showAccuracy()
    },
  })
  const predictionLog = openPredictionLog(holder, monitor, options)
  const groundTruth = await openGroundTruth(holder, {predictionLog, options})
  let isDraining = false
  const app = createPredictorApp({
    current: () => holder.current,
    sinks: predictionLog === undefined ? [monitor] : [monitor, predictionLog],
    isDraining: () => isDraining,
    now,
    corsOrigins,
    ...(token === undefined ? {} : {token}),
    ...(groundTruth === undefined ? {} : {openApiPaths: groundTruthPaths}),
    logger: log,
    onRequest: monitor.observeRequest,
    onRejection: monitor.countRejection,
  })
  monitor.expectRequests('POST', '/predict', [200, 400, 422])
  const reload = createReload(holder, {monitor, log})
  const guard = token === undefined ? [] : [requireToken(token)]
  if (groundTruth !== undefined) {
    showAccuracy = () => showAccuracies(groundTruth, monitor)
    await app.register(groundTruthRoute, {
      guard,
      groundTruth: {
        add: async (labels) => {
          const answer = await groundTruth.add(labels)
          showAccuracy()
          return answer
        },
      },
    })
  }
  if (token !== undefined) addReloadRoute(app, {guard, holder, reload})
  registerClientPage(app, {current: () => holder.current, hasToken: token !== undefined})
  registerDocsPage(app)
  const metricsApp = createMetricsApp({monitor, logger: log})
  registerLivePage(metricsApp, {monitor})
  return {
    holder,
    app,
    metricsApp,
    reload,
    async close() {
      isDraining = true
      if (app.server.listening) {
        log.info('draining')
        await sleep(drainDelayMs)
      }
      const giveUp = setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs)
      await app.close()
      clearTimeout(giveUp)
      await metricsApp.close()
      await predictionLog?.close()
      await groundTruth?.close()
      await monitor.close()
      log.info('closed')
      log.flush()
    },
    totals: () => ({
      answeredRows: monitor.report()?.answers.rows ?? 0,
      droppedRows: predictionLog?.counters.dropped ?? 0,
    }),
  }
}

function openPredictionLog(
  holder: ModelHolder,
  monitor: Monitor,
  {logFolder, log, now, random}: ServeOptions,
): PredictionLog | undefined {
  if (logFolder === null) return undefined
  const predictionLog = new PredictionLog({
    folder: logFolder,
    now,
    random,
    describe: ({version}) => [holder.current, holder.previous].find((model) => model?.version === version)!.description,
    onTrouble: (error) => {
      if (error === undefined) log.info({folder: logFolder}, 'predictions are logged again')
      else log.error({err: error, folder: logFolder}, 'predictions could not be logged')
    },
  })
  monitor.setPredictionLog(() => predictionLog.counters)
  return predictionLog
}

/** Late labels are joined with the log, so there are none without it. */
async function openGroundTruth(
  holder: ModelHolder,
  {
    predictionLog,
    options: {logFolder, now, random},
  }: {readonly predictionLog: PredictionLog | undefined; readonly options: ServeOptions},
): Promise<GroundTruth | undefined> {
  if (predictionLog === undefined || logFolder === null) return undefined
  return GroundTruth.open({
    folder: logFolder,
    now,
    random,
    flush: () => predictionLog.flush(),
    target: () => holder.current?.description.target,
  })
}

function showAccuracies(groundTruth: GroundTruth, monitor: Monitor): void {
  for (const {model, version, accuracy} of groundTruth.summary().versions) {
    monitor.setRealisedAccuracy({name: model, version}, accuracy)
  }
}

function createReload(holder: ModelHolder, {monitor, log}: {readonly monitor: Monitor; readonly log: Logger}): Reload {
  return async (cause) => {
    try {
      const outcome = await holder.reload()
      if (outcome === 'unchanged') return outcome
      const {name, version, passedGates} = holder.current!
      log.info({cause, model: name, version, passedGates}, 'another version answers')
      return outcome
    } catch (error) {
      monitor.countReloadFailure()
      log.error({cause, err: error}, 'the version before goes on answering')
      return error instanceof Error ? error : new Error(String(error))
    }
  }
}

/** Takes up what is in production now. An error says why the version before goes on answering; it is never thrown. */
type Reload = (cause: string) => Promise<ReloadOutcome | Error>

function addReloadRoute(
  app: FastifyInstance,
  {
    guard,
    holder,
    reload,
  }: {
    readonly guard: ReturnType<typeof requireToken>[]
    readonly holder: ModelHolder
    readonly reload: Reload
  },
): void {
  app.post('/admin/reload', {onRequest: guard}, async (_request, reply) => {
    const before = holder.current?.version ?? null
    const outcome = await reload('request')
    if (outcome instanceof Error) return sendProblem(reply, {status: 409, detail: outcome.message})
    const {name, version} = holder.current!
    return reply.send({model: name, version, before})
  })
}
