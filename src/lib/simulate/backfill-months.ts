import {eventLoopTurn} from '../model/event-loop.js'
import type {AnsweredRow} from '../monitor/answered-rows.js'
import type {BackfilledMonth} from '../report/backfill-report.js'
import type {Refusal} from '../report/simulate-report.js'
import {classOf} from '../serve/ground-truth-label.js'
import type {ServedModel} from '../serve/served-model.js'
import type {CalendarMonth} from './backfill-calendar.js'
import {accuracyOf, LabelsUnderWay, rowsBefore, unlabelled, type KnownLabels} from './backfill-labels.js'
import {ScrapedSeries} from './backfill-series.js'
import {openPortlessServer, type PortlessServer} from './backfill-server.js'
import {Refusals} from './month-tally.js'
import {orderOf, writeRows, type MonthRows} from './month-rows.js'
import type {Months} from './months.js'
import {messageOf} from './reply-text.js'

export interface BackfillPlay {
  readonly months: Months
  readonly calendar: readonly CalendarMonth[]
  readonly model: ServedModel
  /** Milliseconds between two scrapes; divides a day. */
  readonly scrapeInterval: number
  /** Days between two comparisons at least; at the end of each month there is one besides. */
  readonly comparisonDays?: number | undefined
  /** Months after which the true labels are known; null for never. */
  readonly labelDelay: number | null
  /** Of the order of the rows; null for that of the data. */
  readonly seed: number | null
  readonly signal?: AbortSignal | undefined
  readonly onMonth: (month: BackfilledMonth) => void
}

export interface BackfillPlayed {
  readonly scraped: ScrapedSeries
  readonly months: readonly BackfilledMonth[]
  readonly refusals: readonly Refusal[]
  /** Rows whose label is no class of the model. */
  readonly strangeLabels: number
}

/**
 * A running server compares its last rows with the reference every two seconds. Here that takes as long as two hundred
 * answers; in two days a fifteenth of a month's rows is new.
 */
const defaultComparisonDays = 2

/** Rows after which others have their turn: Ctrl-C above all. */
const ROWS_IN_A_ROW = 250

/**
 * Has a server without a port answer the rows of months, evenly spread over the calendar, and scrapes it all along: the
 * first time before the first row, the last time after the last one.
 *
 * @throws MlopsError `INTERRUPTED`, and of every kind that has to do with files, data and models
 */
export async function playCalendar(play: BackfillPlay): Promise<BackfillPlayed> {
  const server = await openPortlessServer(play.model)
  try {
    const player = new CalendarPlayer(play, server)
    await player.play()
    return player
  } finally {
    await server.close()
  }
}

class CalendarPlayer implements BackfillPlayed {
  readonly scraped: ScrapedSeries
  readonly months: BackfilledMonth[] = []
  strangeLabels = 0
  private readonly refused = new Refusals()
  private readonly labels: LabelsUnderWay
  private moment = 0
  private comparedAt = -Infinity
  private drifted: readonly string[] = []
  private known: KnownLabels | null = null

  constructor(
    private readonly options: BackfillPlay,
    private readonly server: PortlessServer,
  ) {
    const {calendar, scrapeInterval, labelDelay} = options
    const [from, to] = [calendar[0]!.from, calendar.at(-1)!.to]
    this.scraped = new ScrapedSeries(
      Array.from({length: (to - from) / scrapeInterval + 1}, (_, index) => from + index * scrapeInterval),
    )
    this.labels = new LabelsUnderWay(labelDelay)
  }

  get refusals(): readonly Refusal[] {
    return this.refused.list()
  }

  async play(): Promise<void> {
    await this.scrape(this.scraped.times[0]!)
    for (const [place, month] of this.options.calendar.entries()) await this.playMonth(month, place)
  }

  private async playMonth({month, name, from, to}: CalendarMonth, place: number): Promise<void> {
    const {scrapeInterval, comparisonDays = defaultComparisonDays, onMonth} = this.options
    const rows = await this.readRows(month)
    const outcomes = new Uint8Array(rows.bodies.length)
    this.labels.add(outcomes)
    let [next, errors] = [0, 0]
    for (let time = from + scrapeInterval; time <= to; time += scrapeInterval) {
      const fraction = (time - from) / (to - from)
      for (const end = rowsBefore(rows.bodies.length, fraction); next < end; next++) {
        if (next % ROWS_IN_A_ROW === 0) await eventLoopTurn(this.options.signal)
        this.server.setClock(Math.floor(from + ((next + 0.5) / rows.bodies.length) * (to - from)))
        const answer = await this.server.predict(rows.bodies[next]!)
        if ('status' in answer) {
          errors++
          this.refused.add(answer.status, messageOf(answer))
        }
        outcomes[next] = 'status' in answer ? unlabelled : this.judge(answer, rows.labels[next] ?? null)
      }
      this.server.setClock(time)
      if (time === to || time - this.comparedAt >= comparisonDays * 86_400_000) await this.compare(time)
      this.known = this.labels.knownAt(place, fraction)
      if (this.known !== null) this.server.showLabels(this.known)
      await this.scrape(time)
    }
    const figures = {rows: next - errors, errors, drifted: this.drifted, accuracy: accuracyOf(outcomes)}
    this.months.push({
      month,
      calendar: name,
      ...figures,
      realisedAccuracy: this.known && this.known.right / this.known.labels,
    })
    onMonth(this.months.at(-1)!)
  }

  private async readRows(month: number): Promise<MonthRows> {
    const {months, seed} = this.options
    const table = await months.read(month)
    return writeRows(table, this.server.wanted, orderOf(table.table.rows, seed === null ? null : `${seed}/1/${month}`))
  }

  /** 1 for an answer that is right, 0 for one that is wrong. */
  private judge({answered}: AnsweredRow, truth: string | null): number {
    if (truth === null) return unlabelled
    const {target} = this.options.model.description
    const meant = classOf(truth, target)
    if (meant !== undefined) return target.classes[answered]!.value === meant ? 1 : 0
    this.strangeLabels++
    return unlabelled
  }

  private async compare(time: number): Promise<void> {
    const drifted = await this.server.compare()
    if (drifted === null) return
    this.drifted = drifted
    this.comparedAt = time
  }

  private async scrape(time: number): Promise<void> {
    this.server.setClock(time)
    this.scraped.take(await this.server.metrics(), this.moment++)
  }
}
