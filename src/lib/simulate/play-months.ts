import {setTimeout as sleep} from 'node:timers/promises'
import {MlopsError, throwIfInterrupted} from '../errors.js'
import type {Refusal, SimulatedMonth, SimulationSettings} from '../report/simulate-report.js'
import type {Random} from '../statistics/random.js'
import type {Client} from './client.js'
import type {Contract} from './first-contact.js'
import {LateLabels} from './late-labels.js'
import {Latencies} from './latencies.js'
import {orderOf, withLabelsOf, writeRows, type MonthRows} from './month-rows.js'
import {MonthTally, Refusals} from './month-tally.js'
import type {Months} from './months.js'
import {PatientClient} from './patient-client.js'
import {sendMonth, type Schedule} from './send-month.js'
import {readView, type ServerView} from './server-view.js'
import {SimulationTotal} from './simulation-total.js'

/** What is played, and how. */
export interface Play {
  /** All of them are played, in turn. */
  readonly months: Months
  readonly contract: Contract
  readonly settings: SimulationSettings
  readonly client: Client
  /** Reads the server's monitor; null when it is not to be asked. */
  readonly monitor: {readonly client: Client; readonly url: string} | null
  readonly random: Random
  readonly signal?: AbortSignal | undefined
  readonly giveUpMs?: number | undefined
  readonly onEvent: (event: PlayEvent) => void
}

export type PlayEvent =
  | ({readonly kind: 'progress'} & Progress)
  | {readonly kind: 'month'; readonly month: SimulatedMonth}
  | {readonly kind: 'refusal'; readonly refusal: Refusal}
  /** The server stopped to answer, and why; null when it answers again. */
  | {readonly kind: 'outage'; readonly reason: string | null}
  | {readonly kind: 'note'; readonly text: string}

/** How far a pass is. */
export interface Progress {
  readonly month: number
  readonly pass: number
  /** Of all months of the pass. */
  readonly fraction: number
}

/** Months of an endless loop that are listed: ten years. */
const MOST_MONTHS = 120

/** What came of it. */
export interface Played {
  readonly months: readonly SimulatedMonth[]
  readonly total: SimulationTotal
  readonly refusals: readonly Refusal[]
  readonly notes: readonly string[]
  /** Null when all months are over. */
  readonly failure: MlopsError | null
}

/** Plays months until they are over, somebody stops it, or the server stays away; what was seen by then is the result. */
export async function playMonths(play: Play): Promise<Played> {
  const player = await Player.create(play)
  try {
    await player.play()
    return player.played(null)
  } catch (error) {
    const isEnd = error instanceof MlopsError && (error.code === 'INTERRUPTED' || error.code === 'SERVER_UNREACHABLE')
    if (!isEnd) throw error
    return player.played(error)
  }
}

class Player {
  private readonly months: SimulatedMonth[] = []
  private readonly notes: string[] = []
  private readonly refusals: Refusals
  private readonly client: PatientClient
  private readonly labels: LateLabels | null
  /** Where the timetable of an open loop stands, on the clock of `performance.now()`. */
  private due = performance.now()

  private constructor(
    private readonly options: Play,
    private readonly latencies: Latencies,
    private readonly total: SimulationTotal,
  ) {
    const {client, random, signal, giveUpMs, onEvent, settings} = options
    this.refusals = new Refusals((refusal) => onEvent({kind: 'refusal', refusal}))
    const onOutage = (reason: string | null): void => onEvent({kind: 'outage', reason})
    this.client = new PatientClient(client, {random, signal, giveUpMs, onOutage})
    const {labelDelay} = settings
    const onRefused = (message: string): void => this.note(`The labels were not taken: ${message}`)
    this.labels = labelDelay === null ? null : new LateLabels(this.client, {delay: labelDelay, onRefused})
  }

  static async create(options: Play): Promise<Player> {
    const latencies = await Latencies.create()
    return new Player(options, latencies, new SimulationTotal(await Latencies.create()))
  }

  async play(): Promise<void> {
    const {months, settings} = this.options
    this.due = performance.now()
    for (let pass = 1; pass === 1 || settings.loop; pass++) {
      for (const place of months.numbers.keys()) await this.playMonth(place, pass)
    }
  }

  played(failure: MlopsError | null): Played {
    const {months, total, notes} = this
    return {months, total, refusals: this.refusals.list(), notes, failure}
  }

  private async playMonth(place: number, pass: number): Promise<void> {
    const {settings, signal, onEvent, months} = this.options
    const month = months.numbers[place]!
    const rows = await this.readRows(month, pass)
    throwIfInterrupted(signal)
    const {latencies, refusals} = this
    latencies.reset()
    const tally = new MonthTally(rows, {latencies, refusals, keepsIds: this.labels !== null})
    const [retries, outageMs] = [this.client.retries, this.client.outageMs]
    const close = (complete: boolean, seen: Pick<SimulatedMonth, 'labels' | 'drift' | 'estimatedAccuracy'>): void => {
      const traffic = tally.traffic({
        retries: this.client.retries - retries,
        outageSeconds: (this.client.outageMs - outageMs) / 1_000,
      })
      this.end({month, pass, complete, ...traffic, versions: [...tally.versions].sort((a, b) => a - b), ...seen}, tally)
    }
    let labels: SimulatedMonth['labels']
    try {
      const {batch, concurrency} = settings
      const schedule = this.scheduleOf(rows)
      const onProgress = (done: number): void =>
        onEvent({kind: 'progress', month, pass, fraction: (place + done / rows.bodies.length) / months.numbers.length})
      await sendMonth(rows, tally, {client: this.client, batch, concurrency, schedule, signal, onProgress})
      labels = (await this.labels?.endMonth(month, tally.awaited)) ?? null
    } catch (error) {
      close(false, {labels: null, drift: null, estimatedAccuracy: null})
      throw error
    }
    const view = await this.view(tally)
    close(true, {labels, drift: view?.drift ?? null, estimatedAccuracy: view?.estimatedAccuracy ?? null})
    await this.waitForNextMonth()
  }

  private async readRows(month: number, pass: number): Promise<MonthRows> {
    const {months, contract, settings} = this.options
    const table = await months.read(month)
    const seed = settings.seed === null ? null : `${settings.seed}/${pass}/${month}`
    const rows = writeRows(table, contract.features, orderOf(table.table.rows, seed))
    return withLabelsOf(contract.classes, rows)
  }

  /** When the requests of the month are due; the next month's follow where they end. */
  private scheduleOf({bodies}: MonthRows): Schedule | null {
    const {rate, monthSeconds, batch} = this.options.settings
    const requests = Math.ceil(bodies.length / batch)
    const lasts = monthSeconds ?? (rate === null ? null : bodies.length / rate)
    if (lasts === null) return null
    const start = this.due
    this.due += lasts * 1_000
    return {start, interval: (lasts * 1_000) / requests}
  }

  /** A month lasts as long as it was meant to. Reading the monitor is no part of the timetable, which waits for it. */
  private async waitForNextMonth(): Promise<void> {
    const {settings, signal} = this.options
    if (settings.monthSeconds === null) return
    const early = this.due - performance.now()
    if (early > 0) await sleep(early, undefined, {signal}).catch(() => undefined)
    throwIfInterrupted(signal)
  }

  private async view(tally: MonthTally): Promise<ServerView | null> {
    const {monitor, signal, settings} = this.options
    if (monitor === null || tally.rows === 0) return null
    const began = performance.now()
    const view = await readView({...monitor, model: tally.model, signal})
    if (settings.monthSeconds === null) this.due += performance.now() - began
    if (!('problem' in view)) {
      this.noteWindow(view.drift.rows, tally.rows)
      return view
    }
    if (signal?.aborted !== true) this.note(view.problem)
    return null
  }

  /** What the server says of its window is of this month alone only where both are of one size. */
  private noteWindow(compared: number, ofMonth: number): void {
    if (compared > ofMonth) {
      this.note('A month has fewer rows than the server compares: its drift is that of the last months together.')
    } else if (compared < ofMonth) {
      this.note('A month has more rows than the server compares: its drift is that of the end of each month.')
    }
  }

  private end(month: SimulatedMonth, tally: MonthTally): void {
    if (!month.complete && month.requests === 0) return
    this.total.add(month, tally, this.latencies)
    this.months.push(month)
    if (this.months.length > MOST_MONTHS) this.months.shift()
    this.options.onEvent({kind: 'month', month})
  }

  /** Each sentence once. */
  private note(text: string): void {
    if (this.notes.includes(text)) return
    this.notes.push(text)
    this.options.onEvent({kind: 'note', text})
  }
}
