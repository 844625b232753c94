import {isAscii, isUtf8} from 'node:buffer'
import type {FastifyInstance, FastifyRequest} from 'fastify'
import type {Problem} from './problem-details.js'

/** A request that is refused before anybody looks at its values. */
export class RefusedRequest extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail)
    this.name = 'RefusedRequest'
  }
}

/**
 * Makes JSON in UTF-8 the one body that routes take.
 *
 * Fastify's own parser replaces bytes that are not UTF-8, so that two different categories could become one, and takes
 * compressed bodies for broken JSON.
 */
export function takeJsonOnly(app: FastifyInstance): void {
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', {parseAs: 'buffer'}, createJsonParser(app))
}

type Done = (error: Error | null, body?: unknown) => void

/** Parses a body, for content types that the caller has checked. */
export function createJsonParser(app: FastifyInstance): (request: FastifyRequest, body: Buffer, done: Done) => void {
  // "__proto__" and "constructor.prototype" are refused, so that no route needs to think of them.
  const parse = app.getDefaultJsonParser('error', 'error') as unknown as (
    request: FastifyRequest,
    body: string,
    done: Done,
  ) => void
  return (request, body, done) => {
    // Most bodies are, and become text in a fifth of the time.
    const isPlain = isAscii(body)
    const refusal = encodingProblem(request) ?? (isPlain || isUtf8(body) ? undefined : notUtf8)
    if (refusal !== undefined) {
      done(new RefusedRequest(refusal))
      return
    }
    const text = isPlain ? body.toString('latin1') : body.toString('utf8', hasByteOrderMark(body) ? 3 : 0)
    parse(request, text, (error, value) => {
      if (error === null) done(null, value)
      else done(new RefusedRequest({status: 400, detail: whyNotJson(text)}))
    })
  }
}

/** It is no part of the text. */
function hasByteOrderMark(body: Buffer): boolean {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
}

/** Fastify's error does not say where; parsing again does, and only who sent the text waits for it. */
function whyNotJson(text: string): string {
  if (text.trim() === '') return 'The body is empty: send JSON.'
  try {
    JSON.parse(text)
    return 'The body holds the key "__proto__" or "constructor.prototype", which no field is called.'
  } catch (error) {
    return `The body is not JSON: ${(error as Error).message}.`
  }
}

const notUtf8: Problem = {status: 400, detail: 'The body is not UTF-8: send the JSON text encoded as UTF-8.'}

/** Why a body cannot be read whose encoding the headers name; undefined when it can. */
export function encodingProblem({headers}: FastifyRequest): Problem | undefined {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return {status: 415, detail: `The content encoding "${encoding}" is not taken: send the body uncompressed.`}
  }
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(headers['content-type'] ?? '')?.[1]
  if (charset === undefined || /^(utf-?8|us-ascii)$/i.test(charset)) return undefined
  return {status: 415, detail: `The charset "${charset}" is not taken: send the JSON text encoded as UTF-8.`}
}
