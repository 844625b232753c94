import {fallbackShareOf, type Refusal, type Traffic} from '../report/simulate-report.js'
import type {Reply} from './client.js'
import type {Latencies} from './latencies.js'
import type {MonthRows} from './month-rows.js'
import {messageOf, parseJson} from './reply-text.js'

/** An answer that will have a label one day. */
export interface AwaitedLabel {
  readonly id: string
  readonly label: string
}

/** Refusals, each kind once however often it came. */
export class Refusals {
  private readonly kinds = new Map<string, {status: number; message: string; requests: number}>()

  constructor(private readonly onFirst: (refusal: Refusal) => void = () => undefined) {}

  /** A kind is a status: the messages of one differ from row to row. */
  add(status: number, message: string): void {
    const known = this.kinds.get(String(status))
    if (known !== undefined) {
      known.requests++
      return
    }
    const refusal = {status, message, requests: 1}
    this.kinds.set(String(status), refusal)
    this.onFirst(refusal)
  }

  list(): readonly Refusal[] {
    return [...this.kinds.values()].sort((a, b) => b.requests - a.requests)
  }
}

/** Counts what the rows of a month are answered with. */
export class MonthTally {
  rows = 0
  requests = 0
  errors = 0
  seconds = 0
  labelledRows = 0
  correct = 0
  readonly versions = new Set<number>()
  readonly sources = new Map<string, number>()
  model: string | null = null
  readonly awaited: AwaitedLabel[] = []

  constructor(
    private readonly month: MonthRows,
    private readonly options: {
      readonly latencies: Latencies
      readonly refusals: Refusals
      /** Whether labels will be sent. */
      readonly keepsIds: boolean
    },
  ) {}

  /** @param count - rows of the request, from row `first` on */
  add(reply: Reply, {first, count, ms}: {readonly first: number; readonly count: number; readonly ms: number}): void {
    this.requests++
    this.options.latencies.add(ms)
    if (reply.status !== 200) {
      this.refuse(count, reply.status, messageOf(reply))
      return
    }
    const answers = parseAnswers(reply.text)
    if (answers?.length !== count) {
      this.refuse(count, 0, `An answer is none of a prediction: ${reply.text.slice(0, 120)}`)
      return
    }
    for (const [index, answer] of answers.entries()) this.addAnswer(answer, first + index)
  }

  /** Of this month; `retries` and outage are the sender's. */
  traffic(sending: Pick<Traffic, 'retries' | 'outageSeconds'>): Traffic {
    const {rows, requests, errors, seconds, labelledRows, correct} = this
    const sources = Object.fromEntries([...this.sources].sort(([a], [b]) => (a < b ? -1 : 1)))
    return {
      ...{rows, requests, seconds, errors, labelledRows, sources, ...sending},
      requestsPerSecond: seconds > 0 ? requests / seconds : 0,
      latencyMs: this.options.latencies.figures(),
      fallbackShare: fallbackShareOf(sources),
      accuracy: labelledRows === 0 ? null : correct / labelledRows,
    }
  }

  private refuse(rows: number, status: number, message: string): void {
    this.errors += rows
    this.options.refusals.add(status, message)
  }

  private addAnswer({category, label, source, model, id}: Answer, row: number): void {
    this.rows++
    this.sources.set(source, (this.sources.get(source) ?? 0) + 1)
    this.model = model.name
    this.versions.add(model.version)
    const truth = this.month.labels[row] ?? null
    if (truth === null) return
    this.labelledRows++
    // The data may name the class by its value or by its label.
    if (String(label) === truth || category === truth) this.correct++
    if (this.options.keepsIds) this.awaited.push({id, label: truth})
  }
}

/** The part of an answer that is looked at. */
interface Answer {
  readonly category: string
  readonly label: string | number
  readonly source: string
  readonly model: {readonly name: string; readonly version: number}
  readonly id: string
}

function parseAnswers(text: string): readonly Answer[] | undefined {
  const parsed = parseJson(text)
  const answers: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed]
  return answers.every(isAnswer) ? answers : undefined
}

function isAnswer(value: unknown): value is Answer {
  const {category, source, model, id} = (value ?? {}) as Partial<Answer>
  const isNamed = typeof model?.name === 'string' && typeof model.version === 'number'
  return typeof category === 'string' && typeof source === 'string' && typeof id === 'string' && isNamed
}
