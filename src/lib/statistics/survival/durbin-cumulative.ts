/**
 * Chance that the two-sided, one-sample Kolmogorov-Smirnov distance of n rows is at most `distance`.
 *
 * Exact, in O(k^3 log n) with k = n x distance: for small distances.
 *
 * @param distance - 0 .. 1, above 1 / (2 rows)
 * @param rows - >= 1
 * @returns 0 .. 1
 * @source Durbin's matrix (1968), as Marsaglia, Tsang and Wang (2003), Evaluating Kolmogorov's Distribution
 */
export function durbinCumulative(distance: number, rows: number): number {
  const k = Math.ceil(rows * distance)
  const size = 2 * k - 1
  let base: Scaled = {entries: durbinMatrix(k, k - rows * distance), exponent: 0}
  let power: Scaled | undefined
  for (let left = rows; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = power === undefined ? base : multiply(power, base, size)
    if (left > 1) base = multiply(base, base, size)
  }
  let exponent = power!.exponent
  let probability = power!.entries[(k - 1) * size + k - 1]!
  // n! / n^n, kept within the doubles.
  for (let row = 1; row <= rows; row++) {
    probability *= row / rows
    if (probability < SMALL) {
      probability /= SMALL
      exponent -= STEP
    }
  }
  for (; exponent < 0 && probability > 0; exponent += STEP) probability *= SMALL
  for (; exponent > 0; exponent -= STEP) probability /= SMALL
  return Math.min(1, probability)
}

interface Scaled {
  readonly entries: Float64Array
  /** Power of two that the entries stand to be multiplied by. */
  readonly exponent: number
}

const STEP = 128
const SMALL = 2 ** -STEP

function durbinMatrix(k: number, h: number): Float64Array {
  const size = 2 * k - 1
  const matrix = new Float64Array(size * size)
  const inverseFactorials = [1]
  for (let j = 1; j <= size; j++) inverseFactorials.push(inverseFactorials[j - 1]! / j)
  for (let row = 0; row < size; row++) {
    for (let column = 1; column < size && column <= row + 1; column++) {
      matrix[row * size + column] = inverseFactorials[row - column + 1]!
    }
  }
  for (let j = 1; j <= size; j++) {
    const corner = j === size ? Math.max(0, 2 * h - 1) ** size - h ** size : 0
    const entry = (1 - h ** j + corner) * inverseFactorials[j]!
    matrix[(j - 1) * size] = entry
    matrix[(size - 1) * size + size - j] = entry
  }
  return matrix
}

function multiply(left: Scaled, right: Scaled, size: number): Scaled {
  const entries = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let middle = 0; middle < size; middle++) {
      const factor = left.entries[row * size + middle]!
      if (factor === 0) continue
      for (let column = 0; column < size; column++) {
        entries[row * size + column]! += factor * right.entries[middle * size + column]!
      }
    }
  }
  let exponent = left.exponent + right.exponent
  const centre = (size * size - 1) / 2
  if (entries[centre]! > 1 / SMALL) {
    for (let index = 0; index < entries.length; index++) entries[index]! *= SMALL
    exponent += STEP
  }
  return {entries, exponent}
}
