import type {FastifyBaseLogger} from 'fastify'
import type {AnswerSink} from '../monitor/answered-rows.js'
import type {RejectionReason} from './request-rejection.js'
import type {ServedModel} from './served-model.js'

export interface PredictorOptions {
  /** The model that answers now: asked once a request, so that a swap never falls into one. */
  readonly current: () => ServedModel | undefined
  /** Who is shown every answered row. */
  readonly sinks: readonly AnswerSink[]
  /** While true the server answers, but says that it is not ready, and asks clients to go elsewhere. */
  readonly isDraining?: () => boolean
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  readonly createId?: () => string
  /** Bearer token that predictions want; none when missing. */
  readonly token?: string
  /** Origins whose pages may call this server from a browser; none when empty. */
  readonly corsOrigins?: readonly string[]
  /** Bytes; 1 MiB when missing. */
  readonly bodyLimit?: number
  /** Milliseconds in which a request must have arrived whole; 10,000 when missing. */
  readonly requestTimeoutMs?: number
  /** Open connections at once; those beyond are closed at once. Without limit when missing. */
  readonly maximumConnections?: number
  /** Paths of other routes, for the OpenAPI document. */
  readonly openApiPaths?: Readonly<Record<string, object>>
  readonly logger?: FastifyBaseLogger
  /** Called for every response; `route` is the pattern of the route, "unmatched" when there is none. */
  readonly onRequest?: (method: string, route: string, code: number, seconds: number) => void
  /** Called for every prediction that was refused, and for every connection. */
  readonly onRejection?: (reason: RejectionReason) => void
}

/** Most rows in one request. */
export const mostRows = 10_000

export const defaultBodyLimit = 1_048_576
export const defaultRequestTimeoutMs = 10_000
