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
  const shares = new Float64Array(counts.length)
  for (let place = 0; place < counts.length; place++) shares[place] = counts[place]! / rows
  const ranks = bentMidRanks(counts, rows)
  const basis = [new Float64Array(counts.length).fill(1)]
  while (basis.length <= Math.min(most, counts.length - 1)) {
    const next = product(basis.at(-1)!, ranks)
    const length = Math.sqrt(dot(next, next, shares))
    orthogonalise(next, [...basis.slice(-2), ...basis], shares)
    const rest = Math.sqrt(dot(next, next, shares))
    // Ranks so few and so close to each other that nothing but rounding is left.
    if (!(rest > length * LEAST_NEWS)) break
    for (let place = 0; place < next.length; place++) next[place]! /= rest
    basis.push(next)
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
  const ranks = new Float64Array(counts.length)
  for (let place = 0; place < counts.length; place++) {
    const count = counts[place]!
    ranks[place] = Math.sin(((BEND * Math.PI) / 2) * ((2 * (below + count / 2)) / rows - 1))
    below += count
  }
  return ranks
}

/** Takes from a score what each of these holds of it, one after the other. */
function orthogonalise(score: Float64Array, others: readonly Float64Array[], shares: Float64Array): void {
  let amount = dot(score, others[0]!, shares)
  others.forEach((other, index) => {
    const following = others[index + 1]
    // One pass takes this one out and measures the next.
    if (following === undefined) subtract(score, other, amount)
    else amount = subtractAndDot(score, other, amount, following, shares)
  })
}

function subtract(from: Float64Array, direction: Float64Array, amount: number): void {
  for (let place = 0; place < from.length; place++) from[place]! -= amount * direction[place]!
}

function subtractAndDot(
  from: Float64Array,
  direction: Float64Array,
  amount: number,
  following: Float64Array,
  weights: Float64Array,
): number {
  let sum = 0
  for (let place = 0; place < from.length; place++) {
    const rest = from[place]! - amount * direction[place]!
    from[place] = rest
    sum += rest * following[place]! * weights[place]!
  }
  return sum
}

function product(a: Float64Array, b: Float64Array) {
  const result = new Float64Array(a.length)
  for (let place = 0; place < a.length; place++) result[place] = a[place]! * b[place]!
  return result
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
