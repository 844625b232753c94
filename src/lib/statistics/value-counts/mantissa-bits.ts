/**
 * Sets the low bits of each value's magnitude to 0, which rounds it towards zero; in place. Up to 52 bits are of the
 * mantissa; beyond them the bits of the exponent follow, and at 63 everything is 0. -0 becomes 0.
 *
 * Rounding by d and then by d + 1 bits is rounding by d + 1 bits, and larger values never become the smaller ones.
 *
 * @param values - shape [n], finite
 * @param droppedBits - 0 .. 63
 */
export function dropLowBits(values: Float64Array, droppedBits: number): void {
  const words = wordsOf(values)
  const [lowMask, highMask] = keptBits(droppedBits)
  for (let word = 0; word < words.length; word += 2) {
    const low = words[word]! & lowMask
    const high = words[word + 1]! & highMask
    words[word] = low
    words[word + 1] = (high & MAGNITUDE) === 0 && low === 0 ? 0 : high
  }
}

/** Masks of the low and the high word that leave out the low bits of the magnitude, and keep the sign. */
export function keptBits(droppedBits: number): readonly [low: number, high: number] {
  const low = droppedBits >= 32 ? 0 : -1 << droppedBits
  const high = droppedBits <= 32 ? -1 : (-1 << (droppedBits - 32)) | SIGN
  return [low, high]
}

/** The 32-bit words of the values, low word first: every platform that runs Node is little-endian. */
export function wordsOf(values: Float64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, 2 * values.length)
}

/**
 * The fewest low bits to drop so that no more than `limit` distinct values are left.
 *
 * @param distinct - shape [n], ascending, finite, -0 as 0
 * @param limit - >= 1
 * @returns 0 .. 63
 */
export function fewestDroppedBits(distinct: Float64Array, limit: number): number {
  let left = distinct.length
  if (left <= limit) return 0
  // As rounding keeps the order, values become equal to their neighbours first; and then they stay so.
  const words = wordsOf(distinct)
  const meetings = new Int32Array(LAST_BIT + 1)
  for (let word = 2; word < words.length; word += 2) meetings[bitsUntilEqual(words, word)]! += 1
  let droppedBits = 0
  while (left > limit) left -= meetings[++droppedBits]!
  return droppedBits
}

/** Low bits that have to go until the value at this place equals the one before it. */
function bitsUntilEqual(words: Int32Array, word: number): number {
  const [low, high] = [words[word]!, words[word + 1]!]
  const [lowBefore, highBefore] = [words[word - 2]!, words[word - 1]!]
  // Values on both sides of zero meet there.
  if ((high ^ highBefore) < 0)
    return Math.max(bitLength(low, high & MAGNITUDE), bitLength(lowBefore, highBefore & MAGNITUDE))
  return bitLength(low ^ lowBefore, high ^ highBefore)
}

function bitLength(low: number, high: number): number {
  return high === 0 ? 32 - Math.clz32(low) : 64 - Math.clz32(high)
}

const SIGN = 0x80000000 | 0
export const MAGNITUDE = 0x7fffffff
/** Bits of the magnitude. */
const LAST_BIT = 63
