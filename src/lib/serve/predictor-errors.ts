import type {Socket} from 'node:net'
import {STATUS_CODES} from 'node:http'
import type {FastifyError, FastifyInstance, FastifyReply, FastifyRequest} from 'fastify'
import {nearestName} from '../dataset/nearest-name.js'
import {problemMediaType, problemText, sendProblem, type Problem} from './problem-details.js'
import {RefusedRequest} from './request-body.js'

/** What a client is told of an error; details of our own faults go to the log alone. */
export function problemOf(error: FastifyError | RefusedRequest, request: FastifyRequest): Problem {
  if (error instanceof RefusedRequest) return error.problem
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return {
        status: 413,
        detail: `The body is larger than ${request.routeOptions.bodyLimit.toLocaleString('en-US')} bytes: send fewer rows at once.`,
      }
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return {status: 415, detail: wrongMediaType(request)}
    default:
  }
  const status = error.statusCode ?? 500
  if (status >= 400 && status < 500) return {status, detail: error.message}
  request.log.error({err: error, requestId: request.id}, 'request failed')
  return {status: 500, detail: `The server failed on this request; its log names it ${request.id}.`}
}

/** What is wrong with a path that is not even looked up. */
export function pathProblem({statusCode = 400}: FastifyError): Problem {
  const detail =
    statusCode === 414
      ? 'A part of the path is too long.'
      : 'The path is malformed: "%" stands before two hexadecimal digits.'
  return {status: statusCode, detail}
}

function wrongMediaType({headers}: FastifyRequest): string {
  const given = headers['content-type']
  const what = given === undefined ? 'The body has no content type' : `The content type "${given}" is not taken`
  return `${what}: send JSON with the header "content-type: application/json".`
}

/** Answers what no route takes: 405 where other methods have one, else 404. */
export function createNotFoundHandler(
  app: FastifyInstance,
): (request: FastifyRequest) => Problem & {readonly allow?: string} {
  const routes: {readonly method: string; readonly pattern: RegExp; readonly url: string}[] = []
  app.addHook('onRoute', ({method, url}) => {
    const pattern = new RegExp(`^${url.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/:[^/]+/g, '[^/]+')}$`)
    for (const each of [method].flat()) routes.push({method: each, pattern, url})
  })
  return ({method, url}) => {
    const path = url.split('?', 1)[0]!
    const allowed = new Set(routes.filter(({pattern}) => pattern.test(path)).map((route) => route.method))
    if (allowed.size === 0) {
      const near = nearestName(
        path.slice(0, 60),
        routes.map((route) => route.url),
      )
      const hint = near === undefined ? 'GET /openapi.json says what there is' : `did you mean ${near}`
      return {
        status: 404,
        detail: `There is nothing at ${path.slice(0, 100)}; ${hint}${near === undefined ? '.' : '?'}`,
      }
    }
    const allow = [...allowed].sort().join(', ')
    return {status: 405, detail: `${path} does not take ${method}, only ${allow}.`, allow}
  }
}

export function sendNotFound(reply: FastifyReply, problem: Problem & {readonly allow?: string}): FastifyReply {
  if (problem.allow !== undefined) void reply.header('allow', problem.allow)
  return sendProblem(reply, problem)
}

/** Connections that were told why they are closed. */
const refused = new WeakSet<Socket>()

/** The answer to come is the last one on this connection, whatever else arrives. */
export function refuseFurther(socket: Socket): void {
  refused.add(socket)
}

/** Answers what is not even HTTP, and closes: what follows on such a connection cannot be trusted. */
export function refuseConnection(error: Error & {readonly code?: string}, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || refused.has(socket)) return
  if (socket.writable) {
    const problem = connectionProblem(error.code)
    const body = problemText(problem)
    socket.write(
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]!}\r\nConnection: close\r\n` +
        `Content-Type: ${problemMediaType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  }
  socket.destroy(error)
}

function connectionProblem(code: string | undefined): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return {status: 408, detail: 'The request did not arrive in time.'}
  if (code === 'HPE_HEADER_OVERFLOW') return {status: 431, detail: 'The headers are larger than 16 KiB.'}
  return {status: 400, detail: 'This is no request in HTTP/1.1.'}
}
