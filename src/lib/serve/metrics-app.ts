import Fastify, {LogController, type FastifyBaseLogger, type FastifyError, type FastifyInstance} from 'fastify'
import type {Monitor} from '../monitor/monitor.js'
import {closeConnectionsAtEnd} from './closing-connections.js'
import {sendUnknownDataset, type DatasetQuery} from './iterate-dataset.js'
import {registerIterate, registerNoIterate, type IterateOptions} from './iterate-route.js'
import {OpenConnections} from './open-connections.js'
import {problemOf, refuseConnection} from './predictor-errors.js'
import {sendProblem} from './problem-details.js'
import {takeJsonOnly} from './request-body.js'

export interface MetricsAppOptions {
  readonly monitor: Pick<Monitor, 'metrics' | 'contentType' | 'report' | 'datasets' | 'compareNow'>
  /** How rows of models that are served elsewhere are taken; not at all when missing. */
  readonly iterate?: IterateOptions | undefined
  readonly logger?: FastifyBaseLogger | undefined
  /** Milliseconds in which a request must have arrived whole; 10,000 when missing. */
  readonly requestTimeoutMs?: number | undefined
}

/** The server that shows what the monitor knows. More routes may be added before it listens. */
export function createMetricsApp({
  monitor,
  iterate,
  logger,
  requestTimeoutMs = 10_000,
}: MetricsAppOptions): FastifyInstance {
  const app = Fastify({
    ...(logger === undefined ? {} : {loggerInstance: logger}),
    logController: new LogController({disableRequestLogging: true}),
    requestTimeout: requestTimeoutMs,
    // Fastify's own requestTimeout does not close requests that stop half-way; these do.
    http: {
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.ceil(requestTimeoutMs / 2),
      connectionsCheckingInterval: 1_000,
    },
    // A scraper keeps its connection open for ever.
    forceCloseConnections: 'idle',
    // So that too long a name of a data set is refused by who knows why.
    routerOptions: {maxParamLength: 300},
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error, _request, reply) => {
      void sendProblem(reply, {status: error.statusCode ?? 400, detail: error.message})
    },
  }) as unknown as FastifyInstance
  closeConnectionsAtEnd(app, new OpenConnections(app.server), requestTimeoutMs)
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, {status: 404, detail: `There is no ${request.method} ${request.url.split('?')[0]!} here.`}),
  )
  takeJsonOnly(app)
  app.setErrorHandler((error: FastifyError, request, reply) => sendProblem(reply, problemOf(error, request)))
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff')
    done()
  })

  app.get('/metrics', async (_request, reply) => reply.type(monitor.contentType).send(await monitor.metrics()))
  app.get<{Querystring: DatasetQuery & {readonly fresh?: unknown}}>('/drift', async (request, reply) => {
    // Who wants to know about the last rows does not wait for the interval.
    if (request.query.fresh !== undefined) await monitor.compareNow()
    const {dataset} = request.query
    const report = monitor.report(dataset)
    if (report === undefined && dataset !== undefined) return sendUnknownDataset(reply, dataset, monitor.datasets())
    if (report === undefined) return sendProblem(reply, {status: 503, detail: 'No model is loaded yet.'})
    // JSON has no NaN: what cannot be said becomes null.
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(report))
  })
  if (iterate === undefined) registerNoIterate(app)
  else registerIterate(app, iterate)
  app.get('/healthz', (_request, reply) => reply.send({status: 'ok'}))
  return app
}
