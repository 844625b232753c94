import type {IncomingMessage} from 'node:http'
import type {Problem} from './problem-details.js'

/**
 * What servers in front of this one could read differently, so that one request becomes two: Node's parser refuses all
 * of it but this.
 *
 * @source RFC 9112, sections 3.2 (one Host), 6.1 (transfer codings that are not understood)
 */
export function framingProblem({rawHeaders, headers, httpVersion}: IncomingMessage): Problem | undefined {
  const coding = headers['transfer-encoding']
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
    return {status: 501, detail: `The transfer encoding "${coding}" is not taken: send the body plain, or chunked.`}
  }
  if (coding !== undefined && httpVersion === '1.0') {
    return {status: 400, detail: 'HTTP/1.0 has no transfer encoding: send the header Content-Length.'}
  }
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts > 1 ? {status: 400, detail: 'The request has more than one Host header.'} : undefined
}
