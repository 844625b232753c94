/** Of one series. The same object at each scrape: prom-client writes the text of one only once. */
export type Labels = Readonly<Record<string, string>>

/** Counts of one labelled histogram, as they are added to for each answer. */
export class BucketCounts {
  /** Shape [bounds + 1], disjoint; the last one is of what lies above all bounds. */
  readonly counts: Float64Array
  sum = 0
  rows = 0

  constructor(
    readonly bounds: readonly number[],
    readonly labels: Labels,
  ) {
    this.counts = new Float64Array(bounds.length + 1)
  }

  observe(value: number): void {
    // A NaN would stay in the sum for ever.
    if (value !== value) return
    const {bounds} = this
    let place = 0
    while (place < bounds.length && value > bounds[place]!) place++
    this.counts[place]! += 1
    this.sum += value
    this.rows += 1
  }
}
