import type {IncomingMessage} from 'node:http'
import Fastify, {LogController, type FastifyError, type FastifyInstance} from 'fastify'
import {registerInferenceProtocol, sendError} from './inference-protocol.js'
import {createOpenApiDocument} from './openapi-document.js'
import {createRowAnswers, type RowAnswers} from './predictor-answers.js'
import {closeConnectionsAtEnd} from './closing-connections.js'
import {OpenConnections} from './open-connections.js'
import {limitConnections} from './predictor-connections.js'
import {
  createNotFoundHandler,
  problemOf,
  pathProblem,
  refuseConnection,
  refuseFurther,
  sendNotFound,
} from './predictor-errors.js'
import {defaultBodyLimit, defaultRequestTimeoutMs, type PredictorOptions} from './predictor-options.js'
import {createPredictHandler, noBody, noModel, type PredictHandler} from './predictor-route.js'
import {sendProblem} from './problem-details.js'
import {createRandomIds} from './random-ids.js'
import {RefusedRequest, takeJsonOnly} from './request-body.js'
import {framingProblem} from './request-framing.js'
import {createRequestLog} from './request-log.js'
import {rejectionReasonOf} from './request-rejection.js'
import {requireToken} from './request-token.js'
import type {ServedModel} from './served-model.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** The OpenAPI document of the model in service; undefined when there is none. */
    openApiDocument: () => object | undefined
  }
  interface FastifyContextConfig {
    /** Whether refusals of this route are refused predictions. */
    isPrediction?: boolean
  }
}

/** What is prepared once for a model, when its first request comes. */
export interface Compiled {
  readonly answers: RowAnswers
  readonly predict: PredictHandler
}

/**
 * The server that answers predictions. More routes may be added before it listens: they share its errors and limits.
 */
export function createPredictorApp(options: PredictorOptions): FastifyInstance {
  const app = createApp(options)
  const {current, isDraining = () => false, onRequest, onRejection} = options
  const compiledOf = createCompiler(options)
  const guard = options.token === undefined ? [] : [requireToken(options.token)]

  takeJsonOnly(app)
  const notFound = createNotFoundHandler(app)
  app.setNotFoundHandler((request, reply) => sendNotFound(reply, notFound(request)))
  app.setErrorHandler((error: FastifyError, request, reply) =>
    request.is404 ? sendNotFound(reply, notFound(request)) : sendProblem(reply, problemOf(error, request)),
  )
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    const problem = framingProblem(request.raw)
    if (isDraining() || problem !== undefined) reply.header('connection', 'close')
    if (problem === undefined) {
      done()
      return
    }
    refuseFurther(request.raw.socket)
    done(new RefusedRequest(problem))
  })
  if (onRequest !== undefined || onRejection !== undefined) {
    app.addHook('onResponse', (request, reply, done) => {
      const {url = 'unmatched', config} = request.routeOptions
      const reason = config.isPrediction === true ? rejectionReasonOf(reply.statusCode) : undefined
      if (reason !== undefined) onRejection?.(reason)
      onRequest?.(request.method, request.is404 ? 'unmatched' : url, reply.statusCode, reply.elapsedTime / 1_000)
      done()
    })
  }
  allowOrigins(app, options.corsOrigins ?? [])

  app.get('/ping', (_request, reply) => reply.type('text/plain; charset=utf-8').send('pong'))
  app.post('/predict', {onRequest: guard, config: {isPrediction: true}}, (request, reply) => {
    const model = current()
    if (request.body === undefined) sendProblem(reply, noBody)
    else if (model === undefined) sendProblem(reply, noModel)
    else compiledOf(model).predict.handle(request.body, reply)
  })
  app.decorate('openApiDocument', () => {
    const model = current()
    if (model === undefined) return undefined
    return createOpenApiDocument(compiledOf(model).answers, {
      hasToken: options.token !== undefined,
      paths: options.openApiPaths ?? {},
    })
  })
  app.get('/openapi.json', (_request, reply) => {
    const document = app.openApiDocument()
    return document === undefined ? sendProblem(reply, noModel) : reply.send(document)
  })
  registerInferenceProtocol(app, {
    current,
    isDraining,
    answersOf: (model) => compiledOf(model).answers,
    guard,
    notFound,
  })
  return app
}

function createApp(options: PredictorOptions): FastifyInstance {
  const requestTimeout = options.requestTimeoutMs ?? defaultRequestTimeoutMs
  const app = Fastify({
    ...(options.logger === undefined ? {} : {loggerInstance: createRequestLog(options.logger)}),
    // A line a request would cost a third of all requests; the metrics count them.
    logController: new LogController({disableRequestLogging: true}),
    bodyLimit: options.bodyLimit ?? defaultBodyLimit,
    requestTimeout,
    // A client that does not read its answer.
    connectionTimeout: 12 * requestTimeout,
    // Fastify's own requestTimeout does not close requests that stop half-way; these do.
    http: {requestTimeout, headersTimeout: Math.ceil(requestTimeout / 2), connectionsCheckingInterval: 1_000},
    genReqId: requestIds(),
    routerOptions: {maxParamLength: 300},
    // Who stops the server has waited for balancers to notice: what still comes is answered.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error, request, reply) => {
      const problem = pathProblem(error)
      // No hook and no handler of a route has a part in this.
      void (request.url.startsWith('/v2/') ? sendError(reply, problem) : sendProblem(reply, problem))
    },
  }) as unknown as FastifyInstance
  const connections = new OpenConnections(app.server)
  const {maximumConnections: maximum, onRejection, logger} = options
  if (maximum !== undefined) {
    limitConnections(app.server, {
      connections,
      maximum,
      onRefused: () => onRejection?.('too_many_connections'),
      onManyRefused: (refused) => logger?.warn({refused, maximum}, 'connections beyond the limit were closed'),
    })
  }
  closeConnectionsAtEnd(app, connections, requestTimeout)
  return app
}

/** The client's own id, where it is one that may stand in a header and a log. */
function requestIds(): (message: IncomingMessage) => string {
  const createId = createRandomIds()
  return ({headers}) => {
    const given = headers['x-request-id']
    return typeof given === 'string' && /^[\x21-\x7e]{1,128}$/.test(given) ? given : createId()
  }
}

/** Compiles a model when it is first asked for, so that a request after a swap finds it ready. */
function createCompiler(options: PredictorOptions): (model: ServedModel) => Compiled {
  const {sinks, now = Date.now, createId = createRandomIds(), logger} = options
  const onSinkError = (error: unknown): void => logger?.error({err: error}, 'an answered row was not taken')
  let latest: {readonly model: ServedModel; readonly compiled: Compiled} | undefined
  return (model) => {
    if (latest?.model !== model) {
      const answers = createRowAnswers(model, {sinks, now, createId: () => createId(), onSinkError})
      latest = {model, compiled: {answers, predict: createPredictHandler(answers)}}
    }
    return latest.compiled
  }
}

function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return
  app.register(import('@fastify/cors'), {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    exposedHeaders: ['x-request-id'],
    maxAge: 600,
  })
}
