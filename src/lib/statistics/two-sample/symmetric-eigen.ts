/** Eigenvalues of a symmetric matrix, and its eigenvectors as the columns of a row-major matrix. */
export interface Eigen {
  readonly values: Float64Array
  readonly vectors: Float64Array
}

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix.
 *
 * @param matrix - shape [size, size], row-major, symmetric
 * @source Jacobi's cyclic rotations: Golub and Van Loan (2013), Matrix Computations, 8.5
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const a = Float64Array.from(matrix)
  const vectors = new Float64Array(size * size)
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1
  // Quadratic convergence: four by four needs about five sweeps.
  for (let sweep = 0; sweep < 50; sweep++) {
    let isDiagonal = true
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const off = a[p * size + q]!
        if (Math.abs(off) <= 1e-18 * Math.sqrt(Math.abs(a[p * size + p]! * a[q * size + q]!)) || Math.abs(off) < 1e-300)
          continue
        isDiagonal = false
        const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * off)
        const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1))
        const cosine = 1 / Math.hypot(tangent, 1)
        const rotation: Rotation = {p, q, cosine, sine: tangent * cosine}
        rotateColumns(a, size, rotation)
        rotateRows(a, size, rotation)
        a[p * size + q] = 0
        a[q * size + p] = 0
        rotateColumns(vectors, size, rotation)
      }
    }
    if (isDiagonal) break
  }
  return {values: Float64Array.from({length: size}, (_, i) => a[i * size + i]!), vectors}
}

interface Rotation {
  readonly p: number
  readonly q: number
  readonly cosine: number
  readonly sine: number
}

function rotateColumns(matrix: Float64Array, size: number, {p, q, cosine, sine}: Rotation): void {
  for (let row = 0; row < size; row++) {
    const left = matrix[row * size + p]!
    const right = matrix[row * size + q]!
    matrix[row * size + p] = cosine * left - sine * right
    matrix[row * size + q] = sine * left + cosine * right
  }
}

function rotateRows(matrix: Float64Array, size: number, {p, q, cosine, sine}: Rotation): void {
  for (let column = 0; column < size; column++) {
    const upper = matrix[p * size + column]!
    const lower = matrix[q * size + column]!
    matrix[p * size + column] = cosine * upper - sine * lower
    matrix[q * size + column] = sine * upper + cosine * lower
  }
}
