import type {FastifyReply} from 'fastify'
import type {AnsweredRow} from '../monitor/answered-rows.js'
import type {RowAnswers, RowOutcome} from './predictor-answers.js'
import type {RequestRow} from './request-row.js'

/** As many as the network takes at once: more gain nothing, and would wait. */
const MOST_ROWS = 64

/**
 * Requests of one row each that arrive in the same turn of the event loop go through the network together, and are
 * answered before the next turn: each of them alone would fetch the weights from a cache that the sockets have used
 * meanwhile. The sinks see the rows after the clients.
 */
export class RowBatch {
  private readonly places: Float64Array
  private rows: RequestRow[] = []
  private replies: FastifyReply[] = []

  /** @param send - sends the outcome of a row; what it throws is sent as an error */
  constructor(
    private readonly answers: RowAnswers,
    private readonly send: (reply: FastifyReply, outcome: RowOutcome) => void,
  ) {
    this.places = new Float64Array(MOST_ROWS * answers.reader.fields.length)
  }

  /**
   * Reads a row, to be answered at the end of this turn at the latest.
   *
   * @returns false when anything is wrong with it; nothing is sent then
   */
  take(body: unknown, reply: FastifyReply): boolean {
    const {rows, replies} = this
    const row = this.answers.reader.read(body, this.places, rows.length)
    if (row === undefined) return false
    rows.push(row)
    replies.push(reply)
    if (rows.length === 1) setImmediate(this.answerRows)
    if (rows.length === MOST_ROWS) this.answerRows()
    return true
  }

  private readonly answerRows = (): void => {
    const {rows, replies} = this
    // A full batch did not wait for the end of the turn.
    if (rows.length === 0) return
    this.rows = []
    this.replies = []
    const answered: AnsweredRow[] = []
    const outcomes = this.outcomesOf(rows)
    for (let index = 0; index < outcomes.length; index++) {
      const outcome = outcomes[index]!
      const reply = replies[index]!
      if (!(outcome instanceof Error)) answered.push(outcome)
      try {
        this.send(reply, outcome)
      } catch (error) {
        void reply.send(error)
      }
    }
    this.answers.show(answered)
  }

  private outcomesOf(rows: readonly RequestRow[]): readonly RowOutcome[] {
    try {
      return this.answers.answerEach(rows, this.places)
    } catch (error) {
      return rows.map(() => error as Error)
    }
  }
}
