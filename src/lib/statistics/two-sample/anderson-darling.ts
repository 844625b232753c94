import {requireRows, UNDEFINED_TEST, type TwoSampleTest} from './two-sample-test.js'
import {walkPooled} from './walk-pooled.js'

/**
 * Anderson-Darling k-sample test for two samples: squared distances of the distribution functions that weigh the tails.
 *
 * The p-value is interpolated among seven tabulated ones and never outside of the table: 0.25 means 0.25 or more,
 * 0.001 means 0.001 or less. The table is for numbers without ties: at 5 % it rejects 6 % of equal samples of ten
 * distinct values, 11 % of two.
 *
 * @param reference - shape [n], ascending, no NaN
 * @param current - shape [m], ascending, no NaN
 * @returns statistic standardised to mean 0 and variance 1, with mid-ranks; NaN below four rows in all; for two equal
 * constants -Infinity in place of SciPy's exception, and p-value 0.25
 * @throws MlopsError `DATA_EMPTY` when either sample has no rows
 * @source scipy.stats.anderson_ksamp(variant='midrank'); Scholz and Stephens (1987), equation 7 and table 2
 */
export function andersonDarling(reference: Float64Array, current: Float64Array): TwoSampleTest {
  requireRows(reference, current)
  const n = reference.length
  const m = current.length
  const rows = n + m
  if (rows < 4) return UNDEFINED_TEST
  let below = 0
  let referenceBelow = 0
  let sum = 0
  const isConstant = reference[0] === current[m - 1] && current[0] === reference[n - 1]
  if (isConstant) return {statistic: -Infinity, pValue: P_VALUES_AT_ENDS.low}
  walkPooled(reference, current, (_, inReference, inCurrent) => {
    const ties = inReference + inCurrent
    const middle = below + ties / 2
    // The current sample's term is the same square, as both add up to the pool.
    const distance = rows * (referenceBelow + inReference / 2) - middle * n
    sum += (ties * distance * distance) / (middle * (rows - middle) - (rows * ties) / 4)
    below += ties
    referenceBelow += inReference
  })
  const raw = ((sum / rows) * (1 / n + 1 / m) * (rows - 1)) / rows
  const statistic = (raw - 1) / Math.sqrt(varianceOf(n, m))
  return {statistic, pValue: interpolated(statistic)}
}

/** Of the raw statistic, for two samples: Scholz and Stephens, equation 4. */
function varianceOf(n: number, m: number): number {
  const rows = n + m
  const inverses = 1 / n + 1 / m
  let h = 0
  let g = 0
  for (let i = 1; i < rows - 1; i++) {
    h += 1 / (rows - i)
    g += h / (i + 1)
  }
  h += 1
  const a = 4 * g - 6 + (10 - 6 * g) * inverses
  const b = 4 * (2 * g - 4) + 16 * h + (2 * g - 14 * h - 4) * inverses - 8 * h + 4 * g - 6
  const c = 4 * (6 * h + 2 * g - 2) + 2 * (4 * h - 4 * g + 6) + (2 * h - 6) * inverses + 4 * h
  const d = 4 * (2 * h + 6) - 8 * h
  return (((a * rows + b) * rows + c) * rows + d) / ((rows - 1) * (rows - 2) * (rows - 3))
}

function interpolated(statistic: number): number {
  if (statistic < CRITICAL.lowest) return P_VALUES_AT_ENDS.low
  if (statistic > CRITICAL.highest) return P_VALUES_AT_ENDS.high
  const [constant, linear, square] = PARABOLA
  return Math.exp(constant + statistic * (linear + statistic * square))
}

/** First and last critical value of the table, for two samples. */
const CRITICAL = {lowest: 0.675 - 0.245 - 0.105, highest: 3.085 + 3.615 - 0.154} as const
/** P-values that belong to them. */
const P_VALUES_AT_ENDS = {low: 0.25, high: 0.001} as const
/** Least-squares parabola through the logarithms of the seven p-values over the critical values, as SciPy fits it. */
const PARABOLA = [-1.0777702798204873, -1.0082265644652506, 0.01819809457411126] as const
