/**
 * A sample of numbers as its distinct values and how often each occurs. With more distinct values than a limit, the
 * values are rounded towards zero to fewer bits of their mantissa, as few as needed: 7 bits are under 0.8 % of a value.
 * Rounding by whole bits nests, so that samples which were counted apart and then merged are, bit for bit, what
 * counting them together gives, in whatever order.
 */
export interface ValueCounts {
  /** Shape [distinct], ascending, finite, -0 as 0. */
  readonly values: Float64Array
  /** Shape [distinct], how often each value occurs: whole numbers above 0. */
  readonly counts: Float64Array
  /** Sum of `counts`. */
  readonly rows: number
  /** Low bits of each value that were set to 0; 0 when the values are as they were. */
  readonly droppedBits: number
}

/** Distinct values that a sample keeps apart; 6 columns of them are 3 MB. */
export const distinctValueLimit = 32_768
