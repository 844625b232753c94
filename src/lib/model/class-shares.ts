/**
 * Shares of counts as texts of `digits` decimals that sum to 1 in spite of the rounding: units that are left over go
 * where most was cut off (Hamilton's method).
 */
export function roundedShares(counts: readonly number[], digits: number): readonly string[] {
  const total = counts.reduce((sum, each) => sum + each, 0)
  const unit = 10 ** digits
  const exact = counts.map((each) => (unit * each) / total)
  const units = exact.map(Math.floor)
  const left = unit - units.reduce((sum, each) => sum + each, 0)
  const byRest = [...exact.keys()].sort((a, b) => exact[b]! - units[b]! - (exact[a]! - units[a]!))
  for (const index of byRest.slice(0, left)) units[index]!++
  return units.map((each) => (each / unit).toFixed(digits))
}
