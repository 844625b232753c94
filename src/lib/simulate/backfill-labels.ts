/** Labels that have come, and how many of their rows were answered right. */
export interface KnownLabels {
  readonly labels: number
  readonly right: number
}

/** What is known of a row: nothing, or whether it was answered right. */
export const unlabelled = 2

/**
 * Labels on their way: each comes a number of months after its row, at the same place of its month.
 */
export class LabelsUnderWay {
  /** Of each month, in order; shape [rows]: 1 where the answer was right, 0 where it was wrong, `unlabelled` else. */
  private readonly months: Uint8Array[] = []
  /** Of the months that are wholly known. */
  private readonly whole = {labels: 0, right: 0, months: 0}

  /** @param delay - months; null when no label ever comes */
  constructor(private readonly delay: number | null) {}

  /** The answers of the next month. */
  add(outcomes: Uint8Array): void {
    this.months.push(outcomes)
  }

  /**
   * The labels that have come by a moment.
   *
   * @param month - place of the month among those that were added; never goes back
   * @param fraction - what is over of the month, 0 to 1
   * @returns null while there are none
   */
  knownAt(month: number, fraction: number): KnownLabels | null {
    if (this.delay === null) return null
    const due = month - this.delay
    for (; this.whole.months < due; this.whole.months++) {
      const {labels, right} = countOf(this.months[this.whole.months]!, 1)
      this.whole.labels += labels
      this.whole.right += right
    }
    const part = due < 0 ? {labels: 0, right: 0} : countOf(this.months[due]!, fraction)
    const labels = this.whole.labels + part.labels
    return labels === 0 ? null : {labels, right: this.whole.right + part.right}
  }
}

/** Share of the labelled answers of a month that were right; null without labels. */
export function accuracyOf(outcomes: Uint8Array): number | null {
  const {labels, right} = countOf(outcomes, 1)
  return labels === 0 ? null : right / labels
}

/** Of the rows that lie in the first part of a month. */
function countOf(outcomes: Uint8Array, fraction: number): KnownLabels {
  const rows = rowsBefore(outcomes.length, fraction)
  let [labels, right] = [0, 0]
  for (let row = 0; row < rows; row++) {
    if (outcomes[row] === unlabelled) continue
    labels++
    right += outcomes[row]!
  }
  return {labels, right}
}

/**
 * Rows come evenly: row i of n when (i + 0.5) / n of the month is over.
 *
 * @returns how many have come when `fraction` of it is over
 */
export function rowsBefore(rows: number, fraction: number): number {
  return Math.min(rows, Math.max(0, Math.floor(rows * fraction + 0.5)))
}
