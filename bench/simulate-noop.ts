/**
 * A server that answers every row with the same text, and any question for its contract with the one of a predictor: what
 * is measured against it is the client. A process of its own; usage: simulate-noop.ts PORT OPENAPI-FILE
 */
import {readFileSync} from 'node:fs'
import {createServer} from 'node:http'

const [port, contract] = process.argv.slice(2)
const document = readFileSync(contract!)
const answer = JSON.stringify({
  ...{category: 'low', label: 2, probabilities: {high: 0.003159, medium: 0.124097, low: 0.872745}, source: 'ML'},
  ...{model: {name: 'noop', version: 1}, id: 'a17fbcd3-f927-4bdc-8d9a-35a2339f65c7'},
})
const headers = {'content-type': 'application/json; charset=utf-8', 'content-length': answer.length}

createServer((request, response) => {
  if (request.url === '/openapi.json') {
    response.end(document)
    return
  }
  request.resume()
  request.once('end', () => response.writeHead(200, headers).end(answer))
}).listen(Number(port), '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
