/**
 * Jensen-Shannon distance of the shares of bins, in the order in which SciPy adds them up: of a distance below 1e-4 the
 * sums leave fewer than nine digits.
 *
 * @source scipy.spatial.distance.jensenshannon
 */
export function evidentlyJensenShannon(reference: Float64Array, current: Float64Array): number {
  const [before, now] = [scaledToOne(reference), scaledToOne(current)]
  const middle = before.map((share, bin) => (share + now[bin]!) / 2)
  // Rounding can leave a negative hair, of which SciPy's root is NaN.
  return Math.sqrt(Math.max(0, relativeEntropy(before, middle) + relativeEntropy(now, middle)) / 2)
}

/** @source scipy.stats.entropy(reference, current) */
export function evidentlyKullbackLeibler(reference: Float64Array, current: Float64Array): number {
  return Math.max(0, relativeEntropy(scaledToOne(reference), scaledToOne(current)))
}

function scaledToOne(shares: Float64Array): Float64Array {
  const sum = sumAsNumpy(shares)
  return shares.map((share) => share / sum)
}

/** @source scipy.special.rel_entr */
function relativeEntropy(shares: Float64Array, others: Float64Array): number {
  const terms = shares.map((share, bin) => {
    const other = others[bin]!
    if (share === 0) return 0
    const ratio = share / other
    return share * (ratio > 0.5 && ratio < 2 ? Math.log1p((share - other) / other) : Math.log(ratio))
  })
  return sumAsNumpy(terms)
}

/** @source numpy's pairwise summation, up to its blocks of 128 */
function sumAsNumpy(terms: Float64Array): number {
  const size = terms.length
  if (size > 128) {
    const half = Math.floor(size / 2) - (Math.floor(size / 2) % 8)
    return sumAsNumpy(terms.subarray(0, half)) + sumAsNumpy(terms.subarray(half))
  }
  if (size < 8) return terms.reduce((sum, term) => sum + term, 0)
  const lanes = terms.slice(0, 8)
  let at = 8
  for (; at + 8 <= size; at += 8) for (let lane = 0; lane < 8; lane++) lanes[lane]! += terms[at + lane]!
  const [a, b, c, d, e, f, g, h] = lanes as unknown as readonly number[] & {readonly length: 8}
  let sum = a! + b! + (c! + d!) + (e! + f! + (g! + h!))
  for (; at < size; at++) sum += terms[at]!
  return sum
}
