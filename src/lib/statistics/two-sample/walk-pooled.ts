/**
 * Visits the distinct values of two sorted samples in ascending order, with how often each sample has them.
 *
 * @param reference - shape [n], ascending, no NaN
 * @param current - shape [m], ascending, no NaN
 */
export function walkPooled(
  reference: Float64Array,
  current: Float64Array,
  visit: (value: number, inReference: number, inCurrent: number) => void,
): void {
  let i = 0
  let j = 0
  while (i < reference.length || j < current.length) {
    const value =
      j === current.length || (i < reference.length && reference[i]! <= current[j]!) ? reference[i]! : current[j]!
    const i0 = i
    const j0 = j
    while (i < reference.length && reference[i] === value) i++
    while (j < current.length && current[j] === value) j++
    visit(value, i - i0, j - j0)
  }
}
