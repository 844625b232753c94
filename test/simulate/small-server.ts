import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'

export interface SmallServer {
  readonly url: string
  /** Bodies that came to /predict, in their order. */
  readonly bodies: readonly string[]
}

/** What a server does with a request; by default it answers as `mlops serve` does. */
export type Behaviour = (response: ServerResponse, body: string, request: IncomingMessage) => void

/** A server on a free port whose behaviour a test decides. */
export async function withSmallServer<T>(behave: Behaviour, work: (server: SmallServer) => Promise<T>): Promise<T> {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      bodies.push(body)
      behave(response, body, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const {port} = server.address() as AddressInfo
  try {
    return await work({url: `http://127.0.0.1:${port}`, bodies})
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

/** The answer that each row is of class "1". */
export function answerRows(response: ServerResponse, body: string): void {
  const rows: unknown = JSON.parse(body)
  const one = (index: number): object => ({
    ...{category: 'yes', label: 1, source: 'ML', id: `id-${index}`},
    model: {name: 'small', version: 2},
  })
  const answer = Array.isArray(rows) ? rows.map((_, index) => one(index)) : one(0)
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
}
