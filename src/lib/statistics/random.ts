/** A source of uniform numbers in [0, 1). Code that needs chance takes one as an argument. */
export type Random = () => number

/**
 * A seeded source of uniform numbers with 53 random bits each, the same on every machine.
 *
 * @param seed - any text or number; streams of different seeds are independent for all practical purposes
 * @source sfc32 of PractRand (Doty-Humphrey), seeded by FNV-1a over the text of the seed
 */
export function createRandom(seed: number | string): Random {
  const next = sfc32(String(seed))
  return () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992
}

/** Four 32-bit words from a seed, for generators that keep their own state. */
export function randomWords(seed: number | string, count: number): Uint32Array {
  const next = sfc32(String(seed))
  return Uint32Array.from({length: count}, () => next() >>> 0)
}

/**
 * A source of standard normal numbers, the same on every machine: only operations that IEEE 754 rounds exactly.
 *
 * @source Marsaglia's polar method (Marsaglia and Bray 1964)
 */
export function createNormal(random: Random): () => number {
  let spare: number | undefined
  return () => {
    if (spare !== undefined) {
      const value = spare
      spare = undefined
      return value
    }
    for (;;) {
      const u = 2 * random() - 1
      const v = 2 * random() - 1
      const s = u * u + v * v
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * portableLog(s)) / s)
        spare = v * scale
        return u * scale
      }
    }
  }
}

/** Shuffles in place (Fisher-Yates). */
export function shuffle(values: Int32Array | Float64Array, random: Random): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const value = values[last]!
    values[last] = values[other]!
    values[other] = value
  }
}

/**
 * Natural logarithm of a positive, normal number.
 *
 * Math.log may differ in its last digit between machines (ECMAScript leaves its precision open); this one may not.
 *
 * @source the argument reduction and polynomial of fdlibm's e_log.c; error below 1 ulp
 */
export function portableLog(x: number): number {
  words64[0] = x
  let exponent = ((words32[1]! >>> 20) & 0x7ff) - 1023
  words32[1] = (words32[1]! & 0x000fffff) | 0x3ff00000
  let mantissa = words64[0]
  if (mantissa > Math.SQRT2) {
    mantissa /= 2
    exponent += 1
  }
  const f = mantissa - 1
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373))
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)))
  const half = 0.5 * f * f
  const ln2High = 0.6931471803691238
  const ln2Low = 1.9082149292705877e-10
  return exponent * ln2High - (half - (s * (half + even + odd) + exponent * ln2Low) - f)
}

const words64 = new Float64Array(1)
/** Low word first: every platform that runs Node is little-endian. */
const words32 = new Uint32Array(words64.buffer)

function sfc32(seed: string): () => number {
  let a = fnv1a(seed, 0x811c9dc5)
  let b = fnv1a(seed, a ^ 0x9e3779b9)
  let c = fnv1a(seed, b ^ 0x85ebca6b)
  let counter = 1
  const next = (): number => {
    const result = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + result
    c |= 0
    return result
  }
  for (let warmUp = 0; warmUp < 20; warmUp++) next()
  return next
}

function fnv1a(text: string, basis: number): number {
  let hash = basis
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash | 0
}
