import {MlopsError} from '../../errors.js'

/** What every two-sample test answers. */
export interface TwoSampleTest {
  readonly statistic: number
  /** Chance of a statistic at least as extreme when both samples come from one distribution; NaN where it is undefined. */
  readonly pValue: number
}

/** For samples that are too small, or vary too little, for a test. */
export const UNDEFINED_TEST: TwoSampleTest = {statistic: NaN, pValue: NaN}

/** Throws `DATA_EMPTY` when either sample has no rows. */
export function requireRows(reference: Float64Array, current: Float64Array): void {
  if (reference.length > 0 && current.length > 0) return
  throw new MlopsError('DATA_EMPTY', {
    message: `Two samples cannot be compared: the reference has ${reference.length} rows, the current data ${current.length}.`,
    suggestion: 'Give both samples at least one row without a missing value.',
  })
}
