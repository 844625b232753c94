/**
 * The class with the highest probability of every row; the first one wins a tie, as numpy's argmax does.
 *
 * @param probabilities - shape [rows, classes], row-major
 * @param classes - number of classes, at least 1
 * @returns shape [rows], class codes
 */
export function topClass(probabilities: Float32Array | Float64Array, classes: number): Int32Array {
  const rows = Math.floor(probabilities.length / classes)
  const top = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const offset = row * classes
    let best = 0
    for (let code = 1; code < classes; code++) {
      if (probabilities[offset + code]! > probabilities[offset + best]!) best = code
    }
    top[row] = best
  }
  return top
}

/**
 * The highest probability of every row: how sure the model is of its answer.
 *
 * @param probabilities - shape [rows, classes], row-major
 * @param classes - number of classes, at least 1
 * @returns shape [rows], from 1 / classes to 1
 */
export function topProbability(probabilities: Float32Array | Float64Array, classes: number): Float64Array {
  const rows = Math.floor(probabilities.length / classes)
  const top = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const offset = row * classes
    let highest = probabilities[offset]!
    for (let code = 1; code < classes; code++) highest = Math.max(highest, probabilities[offset + code]!)
    top[row] = highest
  }
  return top
}
