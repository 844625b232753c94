import type {FastifyInstance} from 'fastify'
import type {OpenConnections} from './open-connections.js'

/** How often a server that ends looks for connections on which nobody waits any more. */
const LOOK_EVERY_MS = 50

/**
 * Lets a server that stops end: connections that were busy when it stopped are kept alive by Node, those that a browser
 * opens ahead of need are waited for, and those with half a request are no longer closed in time.
 *
 * @param patienceMs - what a request may take to arrive, and its answer to be read
 */
export function closeConnectionsAtEnd(app: FastifyInstance, connections: OpenConnections, patienceMs: number): void {
  const {server} = app
  app.addHook('preClose', (done) => {
    const whenUnused = setInterval(() => connections.closeUnused(), LOOK_EVERY_MS)
    const atLast = setTimeout(() => server.closeAllConnections(), patienceMs)
    server.once('close', () => {
      clearInterval(whenUnused)
      clearTimeout(atLast)
    })
    // With no port open there is nothing to close, and no event.
    whenUnused.unref()
    atLast.unref()
    done()
  })
}
