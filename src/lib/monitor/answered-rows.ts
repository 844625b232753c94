import type {AnswerSource} from '../model/fallback.js'

/** One answered row, as the monitor and the prediction log take it. Who takes it copies what must outlive the call. */
export interface AnsweredRow {
  /** UUID v4, or what the client sent as id. */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly time: number
  /** Features in the order of the model's description; null is missing. */
  readonly values: readonly (number | string | null)[]
  /** Class index of the model. */
  readonly predicted: number
  /** Class index of the answer: the fallback's may be another. */
  readonly answered: number
  readonly source: AnswerSource
  /** Shape [classes], of 32-bit precision, fresh per row. */
  readonly probabilities: ArrayLike<number>
}

/** Takes answered rows. Must neither block nor throw: a client waits for its answer meanwhile. */
export interface AnswerSink {
  accept(model: ModelIdentity, row: AnsweredRow): void
}

export interface ModelIdentity {
  readonly name: string
  readonly version: number
}
