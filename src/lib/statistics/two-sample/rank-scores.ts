import {nextOverlaps, type Recurrence} from './recurrence-overlaps.js'

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
 * where rounding would show: Simon (1984), The Lanczos algorithm with partial reorthogonalization
 */
export function rankScores(counts: Float64Array, most: number): Float64Array[] {
  const rows = sumOf(counts)
  const shares = counts.slice()
  divide(shares, rows)
  const ranks = bentMidRanks(counts, rows)
  const basis: Float64Array[] = [new Float64Array(counts.length).fill(1)]
  const recurrence: Recurrence = {
    centers: [],
    lengths: [0],
    overlaps: [Float64Array.of(1)],
  }
  const {centers, lengths, overlaps} = recurrence
  let isKept = true
  while (basis.length <= Math.min(most, counts.length - 1)) {
    const last = basis.at(-1)!
    const {next, length, center} = multiply(last, {
      ranks,
      shares,
      before: basis.at(-2),
      share: lengths.at(-1)!,
    })
    let rest = subtractAndMeasure(next, last, center, shares)
    centers.push(center)
    lengths.push(rest)
    overlaps.push(nextOverlaps(recurrence))
    isKept &&=
      rest > 0 &&
      overlaps
        .at(-1)!
        .subarray(0, -1)
        .every((overlap) => Math.abs(overlap) < MOST_OVERLAP)
    if (!isKept) {
      for (const other of basis) subtractAndMeasure(next, other, dot(next, other, shares), shares)
      rest = Math.sqrt(dot(next, next, shares))
      lengths[lengths.length - 1] = rest
    }
    // Ranks so few and so close to each other that nothing but rounding is left.
    if (!(rest > length * LEAST_NEWS)) break
    divide(next, rest)
    basis.push(next)
  }
  return basis.slice(1)
}

const LEAST_NEWS = 1e-7

/** Mean product of two scores that is as good as none. Once it may be more, all further scores are made orthogonal to all. */
const MOST_OVERLAP = 3e-14

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

/** The ranks times the last score, its length, and what is left of it without the score before, along the last one. */
function multiply(
  last: Float64Array,
  {
    ranks,
    shares,
    before = last,
    share,
  }: {
    readonly ranks: Float64Array
    readonly shares: Float64Array
    readonly before: Float64Array | undefined
    /** Of the score before: 0 where there is none. */
    readonly share: number
  },
): {
  readonly next: Float64Array
  readonly length: number
  readonly center: number
} {
  const next = new Float64Array(last.length)
  let squares = 0
  let center = 0
  for (let place = 0; place < next.length; place++) {
    const score = last[place]!
    const product = score * ranks[place]!
    const rest = product - share * before[place]!
    const weight = shares[place]!
    next[place] = rest
    squares += product * product * weight
    center += rest * score * weight
  }
  return {next, length: Math.sqrt(squares), center}
}

/** Takes so much of a direction from a score. @returns the length of what is left */
function subtractAndMeasure(
  score: Float64Array,
  direction: Float64Array,
  amount: number,
  weights: Float64Array,
): number {
  let squares = 0
  for (let place = 0; place < score.length; place++) {
    const rest = score[place]! - amount * direction[place]!
    score[place] = rest
    squares += rest * rest * weights[place]!
  }
  return Math.sqrt(squares)
}

function divide(values: Float64Array, divisor: number): void {
  for (let place = 0; place < values.length; place++) values[place] = values[place]! / divisor
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
