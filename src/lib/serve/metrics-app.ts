import Fastify, {LogController, type FastifyBaseLogger, type FastifyInstance} from 'fastify'
import type {Monitor} from '../monitor/monitor.js'
import {sendProblem} from './problem-details.js'

export interface MetricsAppOptions {
  readonly monitor: Pick<Monitor, 'metrics' | 'contentType' | 'report'>
  readonly logger?: FastifyBaseLogger | undefined
  /** Milliseconds in which a request must have arrived whole; 10,000 when missing. */
  readonly requestTimeoutMs?: number | undefined
}

/** The server that shows what the monitor knows. More routes may be added before it listens. */
export function createMetricsApp({monitor, logger, requestTimeoutMs = 10_000}: MetricsAppOptions): FastifyInstance {
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
  }) as unknown as FastifyInstance
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, {status: 404, detail: `There is no ${request.method} ${request.url.split('?')[0]!} here.`}),
  )
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff')
    done()
  })

  app.get('/metrics', async (_request, reply) => reply.type(monitor.contentType).send(await monitor.metrics()))
  app.get('/drift', (_request, reply) => {
    const report = monitor.report()
    if (report === undefined) return sendProblem(reply, {status: 503, detail: 'No model is loaded yet.'})
    // JSON has no NaN: what cannot be said becomes null.
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(report))
  })
  app.get('/healthz', (_request, reply) => reply.send({status: 'ok'}))
  return app
}
