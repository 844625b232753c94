import type {FastifyBaseLogger} from 'fastify'

/**
 * A logger for requests: Fastify asks for a child for each of them, which takes pino as long as reading a row does, and
 * hardly one of them ever writes. The lines that do are written by the server's logger, and name the request themselves.
 */
export function createRequestLog(logger: FastifyBaseLogger): FastifyBaseLogger {
  const shared = Object.create(logger) as FastifyBaseLogger
  shared.child = () => shared
  return shared
}
