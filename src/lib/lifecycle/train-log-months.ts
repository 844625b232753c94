import type {ForeignRows} from './log-notes.js'

/** Predictions of a month, UTC. */
export interface LabelledMonth {
  /** 'YYYY-MM' */
  readonly month: string
  readonly predictions: number
  /** Those whose truth is known. */
  readonly labelled: number
  /** Labelled ones that were answered otherwise. */
  readonly contradicted: number
}

/** What a log holds to learn from, by the month of the prediction. */
export interface LabelCounts extends Omit<LabelledMonth, 'month'> {
  /** When the first and the last of the labelled ones were predicted: ISO 8601, UTC; null when there are none. */
  readonly firstAt: string | null
  readonly lastAt: string | null
  /** In order. */
  readonly months: readonly LabelledMonth[]
}

/** What a log of predictions held to learn from. */
export interface LabelledLog extends LabelCounts {
  readonly firstAt: string
  readonly lastAt: string
  /** As it was named. */
  readonly folder: string
  /** ISO 8601, UTC; null when all of it was read. */
  readonly since: string | null
  /** The version in whose words the rows were read. */
  readonly model: {readonly name: string; readonly version: number}
  readonly leftOut: readonly ForeignRows[]
  /** Lines of the log that are no predictions. */
  readonly damagedLines: number
}

export class LabelCounter {
  private readonly months = new Map<string, {predictions: number; labelled: number; contradicted: number}>()
  private first = Infinity
  private last = -Infinity

  /** @param isRight - whether the answer was the label; null without a label */
  add(time: number, isRight: boolean | null): void {
    const month = this.monthOf(time)
    month.predictions++
    if (isRight === null) return
    month.labelled++
    if (!isRight) month.contradicted++
    this.first = Math.min(this.first, time)
    this.last = Math.max(this.last, time)
  }

  get counts(): LabelCounts {
    const months = [...this.months].sort(([a], [b]) => (a < b ? -1 : 1)).map(([month, each]) => ({month, ...each}))
    const sum = (of: keyof Omit<LabelledMonth, 'month'>): number => months.reduce((total, each) => total + each[of], 0)
    return {
      ...{predictions: sum('predictions'), labelled: sum('labelled'), contradicted: sum('contradicted')},
      firstAt: Number.isFinite(this.first) ? new Date(this.first).toISOString() : null,
      lastAt: Number.isFinite(this.last) ? new Date(this.last).toISOString() : null,
      months,
    }
  }

  private monthOf(time: number) {
    const name = new Date(time).toISOString().slice(0, 7)
    let month = this.months.get(name)
    if (month === undefined) {
      month = {predictions: 0, labelled: 0, contradicted: 0}
      this.months.set(name, month)
    }
    return month
  }
}
