/** An effect size without what chance alone adds to it. How large, not how sure: a test tells whether it is chance. */
export interface CorrectedEffect {
  /** The distance as it comes out: above 0 even without drift, the more so the fewer rows. */
  readonly observed: number
  /** Mean of `observed` over all ways to deal the same rows out to two samples of these sizes. */
  readonly expected: number
  /** observed - expected: 0 on average without drift, and then negative half of the time. */
  readonly excess: number
  /** Estimate of the true distance, on the scale of the distance, >= 0: 0 where `excess` is negative. */
  readonly effect: number
}
