/** Mean, spread and asymmetry of a sample. */
export interface Moments {
  readonly count: number
  /** NaN when there are no numbers. */
  readonly mean: number
  /** Of the sample (ddof 1), in the unit of the numbers; NaN below two numbers. */
  readonly standardDeviation: number
  /** 0 for a symmetric sample, > 0 with a long tail to the right; NaN below three numbers, 0 when all are equal. */
  readonly skewness: number
}

/**
 * Mean, sample standard deviation and adjusted skewness, in passes, so that a large mean costs no digits.
 *
 * @param values - shape [n], no NaN
 * @source pandas `Series.std` (ddof 1) and `Series.skew`: the adjusted Fisher-Pearson coefficient G1, Joanes and Gill (1998)
 */
export function moments(values: Float64Array): Moments {
  const count = values.length
  const unit = unitOf(values)
  let sum = 0
  for (let index = 0; index < count; index++) sum += values[index]! / unit
  const near = sum / count
  // What rounding left between `near` and the mean is kept apart: beside a large mean it would be lost.
  let rest = 0
  for (let index = 0; index < count; index++) rest += values[index]! / unit - near
  rest /= count
  let squares = 0
  let cubes = 0
  for (let index = 0; index < count; index++) {
    const deviation = values[index]! / unit - near - rest
    squares += deviation * deviation
    cubes += deviation * deviation * deviation
  }
  const mean = near + rest
  // Equal numbers whose mean was rounded leave a trace of squares that is no spread.
  if (squares <= count * (Number.EPSILON * mean) ** 2) squares = 0
  return {
    count,
    mean: mean * unit,
    standardDeviation: count < 2 ? NaN : Math.sqrt(squares / (count - 1)) * unit,
    skewness: adjustedSkewness(count, squares, cubes),
  }
}

function adjustedSkewness(count: number, squares: number, cubes: number): number {
  if (count < 3) return NaN
  if (squares === 0) return 0
  return ((count * Math.sqrt(count - 1)) / (count - 2)) * (cubes / Math.pow(squares, 1.5))
}

/** 1, or the largest magnitude where its cube would leave the range of a double. */
function unitOf(values: Float64Array): number {
  let largest = 0
  for (let index = 0; index < values.length; index++) largest = Math.max(largest, Math.abs(values[index]!))
  return largest > 1e90 || (largest > 0 && largest < 1e-90) ? largest : 1
}
