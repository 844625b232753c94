/**
 * A POST route that does nothing: "same" on the server of `mlops serve`, "bare" on a Fastify server with no more than
 * a schema for the body. A process of its own; usage: serve-noop.ts same|bare PORT
 */
import Fastify from 'fastify'
import {createMonitor} from '../src/lib/monitor/monitor.js'
import {createPredictorApp} from '../src/lib/serve/predictor-app.js'
import {createServerLog} from '../src/lib/serve/server-log.js'

const [kind, port] = process.argv.slice(2)
const app = kind === 'same' ? predictorWithoutModel() : bareServer()
await app.listen({host: '127.0.0.1', port: Number(port)})
process.once('SIGTERM', () => process.exit(0))

/** With its parser, ids, headers and the count of each request; there is only nothing that is answered. */
function predictorWithoutModel(): ReturnType<typeof createPredictorApp> {
  const monitor = createMonitor({now: Date.now})
  const app = createPredictorApp({
    current: () => undefined,
    sinks: [],
    now: Date.now,
    logger: createServerLog('warn', process.stderr),
    onRequest: monitor.observeRequest,
    onRejection: monitor.countRejection,
  })
  app.post('/noop', (_request, reply) => reply.send({}))
  return app
}

function bareServer(): ReturnType<typeof createPredictorApp> {
  const app = Fastify({ajv: {customOptions: {coerceTypes: false, removeAdditional: false}}})
  const numbers = ['training', 'age', 'emergency_braking', 'braking_distance', 'power', 'miles']
  const body = {
    type: 'object',
    required: numbers,
    properties: Object.fromEntries(numbers.map((name) => [name, {type: 'number'}])),
    additionalProperties: false,
  }
  app.post('/noop', {schema: {body}}, (_request, reply) => reply.send({}))
  return app
}
