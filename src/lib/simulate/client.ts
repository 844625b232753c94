import type {Dispatcher, Client as Connection} from 'undici'

export interface ClientOptions {
  /** http://host:port, with a path where the server lives below one. */
  readonly url: string
  /** Connections at most, each kept open. */
  readonly connections: number
  readonly token?: string | undefined
  /** Milliseconds that a connection, the start of an answer and each part of it may take. */
  readonly timeoutMs?: number
}

/** An answer, or, with status 0, why there is none. */
export interface Reply {
  readonly status: number
  readonly text: string
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfter: number | null
}

const defaultTimeoutMs = 10_000

/**
 * Sends requests to one address, and never to another one: it follows no redirection. The connections take turns, at a
 * low rate, too: behind a name that stands for several servers, each of them is asked.
 */
export class Client {
  private readonly path: string
  private readonly headers: Readonly<Record<string, string>>
  /** The one that has rested longest comes first. */
  private readonly idle: Connection[]
  private readonly waiting = new Set<(connection: Connection) => void>()

  private constructor(
    private readonly connections: readonly Connection[],
    {url, token}: ClientOptions,
  ) {
    this.idle = [...connections]
    this.path = new URL(url).pathname.replace(/\/$/, '')
    const authorization = token === undefined ? {} : {authorization: `Bearer ${token}`}
    this.headers = {'content-type': 'application/json', ...authorization}
  }

  /** Requests that can be under way at once: others wait. */
  get size(): number {
    return this.connections.length
  }

  static async open(options: ClientOptions): Promise<Client> {
    const {Connection} = await import('./client-packages.js')
    const {url, connections, timeoutMs = defaultTimeoutMs} = options
    const limits = {headersTimeout: timeoutMs, bodyTimeout: timeoutMs, connect: {timeout: timeoutMs}}
    const open = (): Connection => new Connection(new URL(url).origin, {pipelining: 1, ...limits})
    return new Client(Array.from({length: connections}, open), options)
  }

  post(path: string, body: string): Promise<Reply> {
    return this.send({method: 'POST', path: this.path + path, headers: this.headers, body})
  }

  get(path: string): Promise<Reply> {
    return this.send({method: 'GET', path: this.path + path})
  }

  /** What has not been answered never will be. */
  async close(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.destroy()))
  }

  private send(request: Dispatcher.DispatchOptions): Promise<Reply> {
    return new Promise((resolve) => {
      const sendBy = (connection: Connection): void => {
        const done = (reply: Reply): void => {
          this.rest(connection)
          resolve(reply)
        }
        connection.dispatch(request, new Exchange(done))
      }
      const connection = this.idle.shift()
      if (connection === undefined) this.waiting.add(sendBy)
      else sendBy(connection)
    })
  }

  private rest(connection: Connection): void {
    const [next] = this.waiting
    if (next === undefined) {
      this.idle.push(connection)
      return
    }
    this.waiting.delete(next)
    next(connection)
  }
}

/** Collects an answer: half the work of a stream for each. */
class Exchange implements Dispatcher.DispatchHandler {
  private status = 0
  private retryAfter: number | null = null
  private body: Buffer | undefined

  constructor(private readonly done: (reply: Reply) => void) {}

  onRequestStart(): void {
    // Its presence tells undici which kind of handler this is.
  }

  onResponseStart(_: unknown, status: number, headers: Readonly<Record<string, string | string[] | undefined>>): void {
    this.status = status
    const seconds = Number(headers['retry-after'] ?? NaN)
    this.retryAfter = Number.isFinite(seconds) ? seconds : null
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.body = this.body === undefined ? chunk : Buffer.concat([this.body, chunk])
  }

  onResponseEnd(): void {
    const {status, retryAfter, body} = this
    this.done({status, retryAfter, text: body?.toString() ?? ''})
  }

  onResponseError(_: unknown, error: Error): void {
    // Later: undici takes it for a fault of its own when the next request comes before it has dealt with this one.
    queueMicrotask(() => this.done({status: 0, retryAfter: null, text: reasonOf(error)}))
  }
}

function reasonOf(error: Error & {readonly code?: unknown}): string {
  const code = typeof error.code === 'string' ? error.code : error.message
  return reasons[code] ?? error.message
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host could not be looked up',
  EHOSTUNREACH: 'there is no way to that host',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'it did not finish its answer in time',
}
