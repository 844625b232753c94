import {setTimeout as sleep} from 'node:timers/promises'
import type {FastifyInstance} from 'fastify'
import type {Logger} from 'pino'
import {createMonitor, type Monitor} from '../monitor/monitor.js'
import type {Random} from '../statistics/random.js'
import {GroundTruth} from './ground-truth.js'
import {groundTruthPaths, groundTruthRoute} from './ground-truth-route.js'
import {createMetricsApp} from './metrics-app.js'
import {ModelHolder, type ModelSource, type ReloadOutcome} from './model-holder.js'
import {registerClientPage} from './page-client.js'
import {registerDocsPage} from './page-docs.js'
import {registerLivePage} from './page-live.js'
import {PredictionLog} from './prediction-log.js'
import {createPredictorApp} from './predictor-app.js'
import {sendProblem} from './problem-details.js'
import {rejectionReasons} from './request-rejection.js'
import {requireToken} from './request-token.js'

/** How a server answers, watches and ends. */
export interface ServerOptions {
  /** Version or alias; the one in production, else the newest, when missing. */
  readonly model?: string | undefined
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
}

/** What a server has done. */
export interface ServerTotals {
  /** Rows that were answered since the version was loaded. */
  readonly answeredRows: number
  /** Rows that are missing in the prediction log. */
  readonly droppedRows: number
}

/** A server whose ports are closed yet. */
export interface OpenServer {
  readonly holder: ModelHolder
  readonly app: FastifyInstance
  readonly metricsApp: FastifyInstance
  readonly reload: Reload
  close(): Promise<void>
  totals(): ServerTotals
}

/** Makes predictor, monitor, log and pages, and connects them. No model is loaded and no port is open yet. */
export async function openServer(source: ModelSource, options: ServerOptions): Promise<OpenServer> {
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
    source,
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
  {logFolder, log, now, random}: ServerOptions,
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
  }: {readonly predictionLog: PredictionLog | undefined; readonly options: ServerOptions},
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
