import {once} from 'node:events'
import {connect, type AddressInfo, type Socket} from 'node:net'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect} from 'chai'
import Fastify from 'fastify'
import {OpenConnections} from '../../src/lib/serve/open-connections.js'
import {closeConnectionsAtEnd} from '../../src/lib/serve/closing-connections.js'

describe('a server that stops', function () {
  this.timeout(10_000)

  interface Ending {
    readonly patienceMs?: number
    /** What the client sends, once it is connected. */
    readonly send: string
    /** What the client does after the server has begun to close. */
    readonly then?: (client: Socket) => void
  }

  /** Milliseconds until it is closed. */
  async function end({patienceMs = 60_000, send, then}: Ending): Promise<number> {
    const app = Fastify({forceCloseConnections: 'idle'})
    closeConnectionsAtEnd(app, new OpenConnections(app.server), patienceMs)
    // More than the buffers of two sockets hold.
    const page = 'a'.repeat(20_000_000)
    app.get('/page', (_request, reply) => reply.send(page))
    await app.listen({host: '127.0.0.1', port: 0})
    const client = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    client.on('error', () => undefined).pause()
    try {
      await once(client, 'connect')
      client.write(send)
      await sleep(50)
      const started = performance.now()
      const closed = app.close()
      then?.(client)
      await closed
      return performance.now() - started
    } finally {
      client.destroy()
    }
  }

  it('does not wait for a client that keeps its connection after an answer that was under way', async () => {
    let bytes = 0
    const milliseconds = await end({
      send: 'GET /page HTTP/1.1\r\nHost: a\r\n\r\n',
      then: (client) => client.on('data', (data) => (bytes += data.length)).resume(),
    })
    expect(bytes).to.be.above(20_000_000)
    expect(milliseconds).to.be.below(2_000)
  })

  it('does not wait for a connection that a browser has opened ahead of need', async () => {
    expect(await end({send: ''})).to.be.within(500, 2_000)
  })

  it('waits for so long for half a request, and for a client that does not read its answer', async () => {
    expect(await end({send: 'GET /page HTTP/1.1\r\nHo', patienceMs: 300})).to.be.within(250, 2_000)
    expect(await end({send: 'GET /page HTTP/1.1\r\nHost: a\r\n\r\n', patienceMs: 300})).to.be.within(250, 2_000)
  })
})
