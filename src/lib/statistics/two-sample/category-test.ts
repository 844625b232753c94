/** A test of whether two samples of categories come from the same shares. */
export interface CategoryTest {
  readonly statistic: number
  /** Categories that occur, less one. */
  readonly degreesOfFreedom: number
  /** Chance of a statistic at least this large without drift; 1 when there is one category only. */
  readonly pValue: number
}
