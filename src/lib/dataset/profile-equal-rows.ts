import type {Column} from './table.js'

/**
 * For each row, the first row that equals it in every column (its own number for the first of its kind). Missing equals
 * missing. Rows are found by hash and then compared, so the answer is exact.
 */
export function firstEqualRows(columns: readonly Column[], rows: number): Int32Array {
  const hashes = rowHashes(columns, rows)
  const size = 2 ** Math.ceil(Math.log2(Math.max(8, rows * 2)))
  const slots = new Int32Array(size).fill(-1)
  const first = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    let slot = hashes[row]! & (size - 1)
    for (;;) {
      const candidate = slots[slot]!
      if (candidate === -1) {
        slots[slot] = row
        first[row] = row
        break
      }
      if (hashes[candidate] === hashes[row] && equalRows(columns, candidate, row)) {
        first[row] = candidate
        break
      }
      slot = (slot + 1) & (size - 1)
    }
  }
  return first
}

function rowHashes(columns: readonly Column[], rows: number): Int32Array {
  const hashes = new Int32Array(rows).fill(0x2545f491)
  for (const column of columns) {
    if (column.kind === 'category') {
      for (let row = 0; row < rows; row++) hashes[row] = mix(hashes[row]!, column.codes[row]!)
      continue
    }
    for (let row = 0; row < rows; row++) {
      const value = column.values[row]!
      // One bit pattern for every NaN, and for 0 and -0.
      double[0] = Number.isNaN(value) ? NaN : value + 0
      hashes[row] = mix(mix(hashes[row]!, words[0]!), words[1]!)
    }
  }
  return hashes
}

const double = new Float64Array(1)
const words = new Int32Array(double.buffer)

/** One round of MurmurHash3 (Appleby), with a final shift so that the low bits depend on the high ones. */
function mix(hash: number, word: number): number {
  let key = Math.imul(word, 0xcc9e2d51)
  key = Math.imul((key << 15) | (key >>> 17), 0x1b873593)
  const mixed = hash ^ key
  const result = (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
  return result ^ (result >>> 16)
}

function equalRows(columns: readonly Column[], a: number, b: number): boolean {
  return columns.every((column) => {
    if (column.kind === 'category') return column.codes[a] === column.codes[b]
    const [first, second] = [column.values[a]!, column.values[b]!]
    return first === second || (Number.isNaN(first) && Number.isNaN(second))
  })
}
