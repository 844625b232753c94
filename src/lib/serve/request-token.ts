import {createHash, timingSafeEqual} from 'node:crypto'
import type {onRequestHookHandler} from 'fastify'
import {RefusedRequest} from './request-body.js'

/**
 * A guard for routes that want a bearer token. It runs before the body is read, and takes the same time however much
 * of the token is right.
 *
 * @param onRefused - called for each request without the token
 */
export function requireToken(token: string, onRefused?: () => void): onRequestHookHandler {
  const expected = digestOf(`Bearer ${token}`)
  return (request, reply, done) => {
    const given = request.headers.authorization
    if (given !== undefined && timingSafeEqual(digestOf(given.replace(/^bearer +/i, 'Bearer ')), expected)) {
      done()
      return
    }
    onRefused?.()
    const detail =
      given === undefined
        ? 'This route wants a token: send the header "authorization: Bearer TOKEN".'
        : 'The token is not the one that the server was started with.'
    reply.header('www-authenticate', 'Bearer')
    done(new RefusedRequest({status: 401, detail}))
  }
}

/** Digests are of one length, which is what the comparison needs. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
