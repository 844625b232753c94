/**
 * Solves A x = b for a symmetric, positive definite A.
 *
 * @param matrix - shape [n, n], row-major; only the lower triangle is read, and it is overwritten by its factor
 * @param right - shape [n], b
 * @returns shape [n], x
 * @throws RangeError when the matrix is not positive definite
 * @source Cholesky's factorisation: Golub and Van Loan, Matrix Computations, 4.2
 */
export function solvePositiveDefinite(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let value = matrix[row * n + column]!
      for (let k = 0; k < column; k++) value -= matrix[row * n + k]! * matrix[column * n + k]!
      if (row !== column) {
        matrix[row * n + column] = value / matrix[column * n + column]!
        continue
      }
      if (!(value > 0)) throw new RangeError(`The matrix is not positive definite: pivot ${row} is ${value}.`)
      matrix[row * n + row] = Math.sqrt(value)
    }
  }
  const solution = Float64Array.from(right)
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < row; k++) solution[row]! -= matrix[row * n + k]! * solution[k]!
    solution[row]! /= matrix[row * n + row]!
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = row + 1; k < n; k++) solution[row]! -= matrix[k * n + row]! * solution[k]!
    solution[row]! /= matrix[row * n + row]!
  }
  return solution
}
