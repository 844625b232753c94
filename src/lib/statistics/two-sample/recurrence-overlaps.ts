/** A three-term recurrence so far: x p[j] = lengths[j + 1] p[j + 1] + centers[j] p[j] + lengths[j] p[j - 1]. */
export interface Recurrence {
  readonly centers: number[]
  /** The first is 0, as there is nothing before the first polynomial. */
  readonly lengths: number[]
  /** Of each polynomial with those up to itself, estimated. */
  readonly overlaps: Float64Array[]
}

/**
 * Estimates how far the polynomial that follows is from orthogonal to those before it, by what rounding does: the
 * overlaps obey the recurrence themselves.
 *
 * @param recurrence - with the centers and lengths that made the new one
 * @returns shape [polynomials with the new one], products with each of them; 1 with itself
 * @source Simon (1984), The Lanczos algorithm with partial reorthogonalization, theorem 1
 */
export function nextOverlaps({centers, lengths, overlaps}: Recurrence): Float64Array {
  const j = centers.length - 1
  const last = overlaps[j]!
  const before = overlaps[j - 1]
  const next = new Float64Array(j + 2)
  for (let k = 0; k < j; k++) {
    const carried =
      lengths[k + 1]! * last[k + 1]! +
      (centers[k]! - centers[j]!) * last[k]! +
      (k === 0 ? 0 : lengths[k]! * last[k - 1]!) -
      lengths[j]! * (before?.[k] ?? 0)
    next[k] = (carried + (carried < 0 ? -Number.EPSILON : Number.EPSILON)) / lengths[j + 1]!
  }
  next[j] = Number.EPSILON / lengths[j + 1]!
  next[j + 1] = 1
  return next
}
