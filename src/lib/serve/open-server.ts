import {setTimeout as sleep} from 'node:timers/promises'
import type {FastifyInstance} from 'fastify'
import {BackgroundThread} from '../monitor/background-thread.js'
import {createMonitor} from '../monitor/monitor.js'
import {groundTruthPaths, groundTruthRoute} from './ground-truth-route.js'
import {createMetricsApp} from './metrics-app.js'
import {ModelHolder, type ModelSource} from './model-holder.js'
import {registerClientPage} from './page-client.js'
import {registerDocsPage} from './page-docs.js'
import {registerLivePage} from './page-live.js'
import {openLog, refreshAtScrapes, showAccuracies, type LogOptions} from './open-log.js'
import {createPredictorApp} from './predictor-app.js'
import {affordableConnections, defaultMaximumConnections} from './predictor-connections.js'
import {addReloadRoute, createReload, type Reload} from './reload-route.js'
import {rejectionReasons} from './request-rejection.js'
import {requireToken} from './request-token.js'

/** How a server answers, watches and ends. */
export interface ServerOptions extends LogOptions {
  /** Version or alias; the one in production, else the newest, when missing. */
  readonly model?: string | undefined
  /** Rows that are compared with the reference. */
  readonly window: number
  readonly driftIntervalMs: number
  readonly corsOrigins: readonly string[]
  /** Connections to the predictor at once, 10,000 when missing; fewer where the system allows fewer open files. */
  readonly maximumConnections?: number | undefined
  /** Bearer token that predictions, labels and reloads want. */
  readonly token?: string | undefined
  readonly evidentlyMetrics: boolean
  /** Whether rows of models that are served elsewhere are taken; they are not when missing. */
  readonly iterate?: boolean | undefined
  /** Milliseconds in which the server says that it is not ready, and still answers, before it closes. */
  readonly drainDelayMs: number
  /** Milliseconds after which requests that are not done are given up. */
  readonly drainTimeoutMs: number
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
  const background = new BackgroundThread()
  const monitor = createMonitor({
    window: options.window,
    driftIntervalMs: options.driftIntervalMs,
    evidentlyMetrics: options.evidentlyMetrics,
    rejectionReasons,
    now,
    startThread: () => background.start(),
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
  const {predictionLog, groundTruth, indexer} =
    (await openLog({holder, monitor, thread: () => background.worker}, options)) ?? {}
  let isDraining = false
  const {maximumConnections: wanted = defaultMaximumConnections} = options
  const maximumConnections = affordableConnections(wanted)
  if (maximumConnections < wanted) {
    log.warn({maximumConnections}, 'fewer connections than wanted: the system allows few open files (ulimit -n)')
  }
  const app = createPredictorApp({
    current: () => holder.current,
    sinks: predictionLog === undefined ? [monitor] : [monitor, predictionLog],
    isDraining: () => isDraining,
    now,
    corsOrigins,
    maximumConnections,
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
  const metricsApp = createMetricsApp({
    monitor,
    logger: log,
    ...(options.iterate === true ? {iterate: {monitor, current: () => holder.current, now, guard}} : {}),
  })
  registerLivePage(metricsApp, {monitor})
  if (groundTruth !== undefined) refreshAtScrapes(metricsApp, groundTruth, () => showAccuracy())
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
      await closeWithin(drainTimeoutMs, app)
      await closeWithin(drainTimeoutMs, metricsApp)
      await predictionLog?.close()
      await indexer?.close()
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

/** Answers what has begun; what is not answered in time is given up. */
async function closeWithin(milliseconds: number, app: FastifyInstance): Promise<void> {
  const giveUp = setTimeout(() => app.server.closeAllConnections(), milliseconds)
  await app.close()
  clearTimeout(giveUp)
}
