import type {Server} from 'node:http'
import type {Socket} from 'node:net'

/** A new connection is given this long to ask for something. */
const PATIENCE_MS = 1_000

/** The connections of a server. */
export class OpenConnections {
  private readonly all = new Set<Socket>()
  /** Those that have asked for nothing yet, in the order in which they came, and since when. */
  private readonly silent = new Map<Socket, number>()

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.all.add(socket)
      this.silent.set(socket, performance.now())
      socket.once('close', () => {
        this.all.delete(socket)
        this.silent.delete(socket)
      })
    })
    server.on('request', ({socket}) => this.silent.delete(socket))
    // Node takes a connection for idle when its answer was handed over, though it may not have been sent. It does so by
    // itself when a server closes.
    const closeIdle = server.closeIdleConnections.bind(server)
    server.closeIdleConnections = () => this.sparingAnswers(closeIdle)
  }

  /** Closes those that wait for nothing: kept alive after an answer, or open for a while without having asked. */
  closeUnused(now = performance.now()): void {
    this.server.closeIdleConnections()
    for (const [socket, since] of this.silent) {
      if (now - since < PATIENCE_MS) break
      socket.destroy()
    }
  }

  /** Closes connections, but for those with an answer on its way to a client that reads slowly. */
  private sparingAnswers(close: () => void): void {
    const sending = Array.from(this.all).filter(({writableLength}) => writableLength > 0)
    for (const socket of sending) socket.destroy = () => socket
    close()
    // Back to the method of the class.
    for (const socket of sending) Reflect.deleteProperty(socket, 'destroy')
  }
}
