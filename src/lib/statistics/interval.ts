/** An interval that holds the true value in 95 of 100 samples. */
export interface Interval {
  readonly lower: number
  readonly upper: number
}

/** Two-sided 95 % point of the standard normal distribution: its 0.975 quantile. */
export const Z_95 = 1.959963984540054
