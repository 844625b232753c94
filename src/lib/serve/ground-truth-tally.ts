/** One label beside the prediction that it is for. */
export interface JudgedPrediction {
  /** When it was predicted, seconds since the epoch. */
  readonly seconds: number
  readonly model: string
  readonly version: number
  readonly predicted: string
  readonly answered: string
  readonly label: string
  /** Seconds from the prediction to its label. */
  readonly ageSeconds: number
}

/** Counts of the labels of one model version and month of prediction. */
export interface TallyCell {
  /** 'YYYY-MM' of the prediction, UTC. */
  readonly month: string
  readonly model: string
  readonly version: number
  labels: number
  /** Answers that were right. */
  correct: number
  /** Predictions of the model that were right: it may have been overruled by the fallback. */
  modelCorrect: number
  /** Answer -> label -> count. */
  readonly confusion: Record<string, Record<string, number>>
  /** Number of an age's class -> count. */
  readonly ages: Record<string, number>
  maximumAgeSeconds: number
}

export type TallyRecord = readonly TallyCell[]

/** Ages are counted in classes of this many to a doubling: what is read from them is right within 1 %. */
const agesPerDoubling = 64

/** Counts labels. Parts add up to the whole in any order. */
export class LabelTally {
  private readonly cells = new Map<string, TallyCell>()

  static from(record: TallyRecord = []): LabelTally {
    const tally = new LabelTally()
    tally.addAll(record)
    return tally
  }

  add({seconds, model, version, predicted, answered, label, ageSeconds}: JudgedPrediction): void {
    const cell = this.cellOf(new Date(seconds * 1000).toISOString().slice(0, 7), model, version)
    cell.labels++
    if (answered === label) cell.correct++
    if (predicted === label) cell.modelCorrect++
    count(rowOf(cell.confusion, answered), label, 1)
    count(cell.ages, String(ageClass(ageSeconds)), 1)
    cell.maximumAgeSeconds = Math.max(cell.maximumAgeSeconds, ageSeconds)
  }

  addAll(record: TallyRecord): void {
    for (const part of record) {
      const cell = this.cellOf(part.month, part.model, part.version)
      cell.labels += part.labels
      cell.correct += part.correct
      cell.modelCorrect += part.modelCorrect
      cell.maximumAgeSeconds = Math.max(cell.maximumAgeSeconds, part.maximumAgeSeconds)
      for (const [answered, labels] of Object.entries(part.confusion)) {
        for (const [label, labelled] of Object.entries(labels)) count(rowOf(cell.confusion, answered), label, labelled)
      }
      for (const [age, labelled] of Object.entries(part.ages)) count(cell.ages, age, labelled)
    }
  }

  /** In order of months, models and versions. */
  get record(): TallyRecord {
    return [...this.cells.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell)
  }

  private cellOf(month: string, model: string, version: number): TallyCell {
    const key = `${month} ${model} ${String(version).padStart(9, '0')}`
    let cell = this.cells.get(key)
    if (cell === undefined) {
      // Without a prototype: a class may be called "__proto__".
      const [confusion, ages] = [Object.create(null), Object.create(null)] as [
        TallyCell['confusion'],
        TallyCell['ages'],
      ]
      cell = {month, model, version, labels: 0, correct: 0, modelCorrect: 0, confusion, ages, maximumAgeSeconds: 0}
      this.cells.set(key, cell)
    }
    return cell
  }
}

/** 0 for less than a second; else the class whose ages are about as long. */
function ageClass(seconds: number): number {
  return seconds < 1 ? 0 : 1 + Math.floor(agesPerDoubling * Math.log2(seconds))
}

/** The middle of a class, in seconds. */
function ageOfClass(age: number): number {
  return age === 0 ? 0 : 2 ** ((age - 0.5) / agesPerDoubling)
}

/** Median of the ages in cells, within 1 %; null of none. */
export function medianAge(cells: TallyRecord): number | null {
  const counts = new Map<number, number>()
  for (const {ages} of cells) {
    for (const [age, labelled] of Object.entries(ages)) {
      counts.set(Number(age), (counts.get(Number(age)) ?? 0) + labelled)
    }
  }
  const total = [...counts.values()].reduce((sum, labelled) => sum + labelled, 0)
  let before = 0
  for (const [age, labelled] of [...counts].sort(([a], [b]) => a - b)) {
    before += labelled
    if (2 * before >= total) return ageOfClass(age)
  }
  return null
}

function rowOf(confusion: TallyCell['confusion'], answered: string): Record<string, number> {
  return (confusion[answered] ??= Object.create(null) as Record<string, number>)
}

function count(counts: Record<string, number>, key: string, more: number): void {
  counts[key] = (counts[key] ?? 0) + more
}
