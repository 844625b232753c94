/** Rows whose highest probability lies in (from, to]; the first bin holds 0 as well. */
export interface ReliabilityBin {
  readonly from: number
  readonly to: number
  readonly rows: number
  /** Mean highest probability; null when the bin is empty. */
  readonly meanProbability: number | null
  readonly accuracy: number | null
}

/**
 * Says a model that it is 80 % sure, is it right 8 times in 10? Rows by their highest probability, in equal-width
 * right-closed bins, with the share of right answers in each.
 *
 * @param confidence - shape [rows], highest probability of each row, 0 .. 1
 * @param right - shape [rows], 1 where the answer was right, else 0
 * @param bins - number of bins, at least 1
 * @returns shape [bins], ascending
 * @source Guo et al. (2017), On Calibration of Modern Neural Networks, eq. 2
 */
export function reliability(confidence: Float64Array, right: Uint8Array, bins = 10): ReliabilityBin[] {
  const rows = new Float64Array(bins)
  const sums = new Float64Array(bins)
  const hits = new Float64Array(bins)
  for (let row = 0; row < confidence.length; row++) {
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence[row]! * bins) - 1))
    rows[bin]!++
    sums[bin]! += confidence[row]!
    hits[bin]! += right[row]!
  }
  return Array.from({length: bins}, (_, bin) => {
    const count = rows[bin]!
    return {
      from: bin / bins,
      to: (bin + 1) / bins,
      rows: count,
      meanProbability: count === 0 ? null : sums[bin]! / count,
      accuracy: count === 0 ? null : hits[bin]! / count,
    }
  })
}

/**
 * Expected calibration error: how far the stated probabilities are from the share of right answers, on average
 * over the rows.
 *
 * @param bins - what `reliability` returns
 * @returns from 0 (honest) to 1; 0 when there are no rows
 * @source Guo et al. (2017), On Calibration of Modern Neural Networks, eq. 3
 */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  let rows = 0
  let sum = 0
  for (const bin of bins) {
    rows += bin.rows
    if (bin.rows > 0) sum += bin.rows * Math.abs(bin.accuracy! - bin.meanProbability!)
  }
  return rows === 0 ? 0 : sum / rows
}
