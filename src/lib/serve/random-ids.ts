import {randomFillSync} from 'node:crypto'

const bytesOfId = 16
/** Asked of the system at once. */
const idsAtOnce = 256

/** Two digits of each byte. */
const digits = Buffer.from(Array.from({length: 256}, (_, byte) => byte.toString(16).padStart(2, '0')).join(''))
/** Where the digits of each byte stand. */
const placesOfBytes = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const

/**
 * Random ids of rows and requests, each of them a UUID of version 4. crypto.randomUUID puts each together of twenty
 * strings, which are joined when it is read: with arrays of rows, a thirtieth of the server's work.
 *
 * @source RFC 9562, 5.4
 */
export function createRandomIds(): () => string {
  const random = Buffer.alloc(bytesOfId * idsAtOnce)
  const text = Buffer.from('00000000-0000-0000-0000-000000000000')
  let next = random.length
  return () => {
    if (next === random.length) {
      randomFillSync(random)
      next = 0
    }
    // Version 4, variant 1.
    random[next + 6] = 0x40 | (random[next + 6]! & 0x0f)
    random[next + 8] = 0x80 | (random[next + 8]! & 0x3f)
    for (let byte = 0; byte < bytesOfId; byte++) {
      const from = 2 * random[next + byte]!
      const to = placesOfBytes[byte]!
      text[to] = digits[from]!
      text[to + 1] = digits[from + 1]!
    }
    next += bytesOfId
    return text.toString('latin1')
  }
}
