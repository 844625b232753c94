/**
 * Edges of equal-width bins at round numbers (steps of 1, 2, 2.5 or 5 times a power of ten) that cover a range.
 *
 * @param range - low <= high
 * @param options - `most`: bins at most, about; `integer`: edges at half-integers, so that no edge falls on a value
 * @returns shape [bins + 1], ascending
 */
export function histogramEdges(
  {low, high}: {readonly low: number; readonly high: number},
  {most, integer}: {readonly most: number; readonly integer: boolean},
): Float64Array {
  // Beyond 2^52 there are no half-integers.
  const halves = integer && Math.max(Math.abs(low), Math.abs(high)) < 2 ** 52
  const offset = halves ? 0.5 : 0
  const step = roundStep(high / most - low / most, {low, high, halves})
  const edgeAt = (index: number): number => finite(withoutRoundingError(index * step, step) - offset)
  let first = Math.floor((low + offset) / step)
  let last = Math.max(first + 1, Math.ceil((high + offset) / step))
  // The quotients are rounded: the edges themselves decide whether they cover the range.
  if (edgeAt(first) > low) first--
  if (edgeAt(last) < high) last++
  return Float64Array.from({length: last - first + 1}, (_, index) => edgeAt(first + index))
}

function roundStep(
  least: number,
  {low, high, halves}: {readonly low: number; readonly high: number; readonly halves: boolean},
): number {
  if (halves && least <= 1) return 1
  // A constant gets one bin of a width that its own digits can bear.
  const magnitude = Math.max(Math.abs(low), Math.abs(high))
  const width = least > magnitude * 1e-13 ? least : magnitude > 0 ? magnitude * 0.1 : 1
  const power = Number(`1e${Math.max(-300, Math.floor(Math.log10(width)))}`)
  const factors = halves ? [1, 2, 5] : [1, 2, 2.5, 5]
  return (factors.find((factor) => factor * power >= width * (1 - 1e-9)) ?? 10) * power
}

/** 3 * 0.1 becomes 0.3. */
function withoutRoundingError(product: number, step: number): number {
  const digits = Math.max(0, Math.min(100, Math.ceil(2 - Math.log10(step))))
  return Math.abs(product) < 1e15 && step > 1e-90 ? Number(product.toFixed(digits)) : product
}

function finite(edge: number): number {
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, edge))
}
