/**
 * From which figure on two binned samples differ by more than chance makes them differ, and by enough to matter. The rules
 * that Prometheus evaluates say the same; a test holds both equal.
 *
 * Without drift the population stability index of n and m rows in B bins is nearly chi-squared: it is on average
 * (B - 1) (1/n + 1/m), whatever the shares. So a fixed limit is a false alarm every time on few rows. A feature has
 * drifted when both hold:
 *  - what is left of the index without that average is above the effect that matters;
 *  - the index is above what chance reaches once in 30,000 times.
 *
 * @source Yurdakul and Naranjo (2020), Statistical properties of the population stability index
 */
export interface SampleSizes {
  /** Bins that hold anything of either sample. */
  readonly bins: number
  readonly reference: number
  readonly current: number
}

/** Standard normal deviations: one-sided, chance exceeds them once in 31,600 times. */
export const criticalDeviation = 4

/** Added to the rows of each bin that holds anything of either sample, so that one without rows has a logarithm. */
export const pseudoRows = 0.5

/**
 * Population stability index of counts and reference shares, as the rules compute it.
 *
 * @param current - shape [bins], rows; may be fractions of rows
 * @param reference - shape [bins], shares that sum to 1
 * @param referenceRows - rows that the shares are of
 * @returns nats, >= 0, finite; and the bins that hold anything
 * @source Siddiqi (2006), Credit Risk Scorecards, ch. 6; half a row added to each bin, after Jeffreys
 */
export function smoothedStabilityIndex(
  current: Float64Array,
  reference: Float64Array,
  referenceRows: number,
): {readonly index: number; readonly bins: number} {
  const held = [...current.keys()].filter((bin) => current[bin]! + reference[bin]! > 0)
  const bins = held.length
  const rows = current.reduce((sum, count) => sum + count, 0)
  let index = 0
  for (const bin of held) {
    const now = (current[bin]! + pseudoRows) / (rows + pseudoRows * bins)
    const before = (reference[bin]! * referenceRows + pseudoRows) / (referenceRows + pseudoRows * bins)
    index += (now - before) * Math.log(now / before)
  }
  return {index, bins}
}

/** @param effect - index, without what sampling adds, that matters */
export function stabilityIndexLimit({bins, reference, current}: SampleSizes, effect: number): number {
  const unit = 1 / reference + 1 / current
  return Math.max(effect + (bins - 1) * unit, criticalChiSquared(bins - 1) * unit)
}

/**
 * Jensen-Shannon distance with the same meaning: for small differences its square is an eighth of the index.
 */
export function jensenShannonLimit(sizes: SampleSizes, effect: number): number {
  return Math.sqrt(stabilityIndexLimit(sizes, effect) / 8)
}

/** Kolmogorov-Smirnov distance on average without drift, in units of sqrt(1/n + 1/m): sqrt(pi / 2) ln 2. */
export const meanKolmogorov = Math.sqrt(Math.PI / 2) * Math.LN2

/** What chance exceeds as rarely as `criticalDeviation`: the first term of Kolmogorov's series, solved. */
export const criticalKolmogorov = Math.sqrt(-Math.log(3.167e-5 / 2) / 2)

/** A shift of a normal distribution by d deviations has an index of d^2, and a Kolmogorov-Smirnov distance of 0.4 d. */
export function kolmogorovEffect(effect: number): number {
  return Math.sqrt(effect / (2 * Math.PI))
}

/** Few bins hide the largest distance between their edges, never add to it: the limit errs on the quiet side. */
export function kolmogorovLimit({reference, current}: SampleSizes, effect: number): number {
  const unit = Math.sqrt(1 / reference + 1 / current)
  return Math.max(kolmogorovEffect(effect) + meanKolmogorov * unit, criticalKolmogorov * unit)
}

/**
 * Quantile of the chi-squared distribution at `criticalDeviation`; 0 for no degree of freedom.
 *
 * @source Wilson and Hilferty (1931), The distribution of chi-square
 */
function criticalChiSquared(degrees: number): number {
  if (degrees <= 0) return 0
  const spread = 2 / (9 * degrees)
  return degrees * (1 - spread + criticalDeviation * Math.sqrt(spread)) ** 3
}
