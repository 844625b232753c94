import {coarsen} from './coarsen.js'
import {countExactly} from './count-exactly.js'
import {ExactCounter} from './exact-counter.js'
import {fewestDroppedBits, keptBits, MAGNITUDE, wordsOf} from './mantissa-bits.js'
import {distinctValueLimit, type ValueCounts} from './value-counts.js'

/**
 * Counts the distinct values of a stream of numbers in memory that depends on the limit alone: 1 MB at 32,768 of them,
 * 16 bytes a distinct value without a limit. What comes out is, bit for bit, what `countValues` gives for all values at
 * once.
 *
 * A hash table of the rounded values: where a new one does not fit any more, those in it are rounded to fewer bits.
 * Without a limit, many distinct values are sorted instead. So are the first ones, where they stay the only ones.
 */
export class ValueCounter {
  private droppedBits = 0
  private rows = 0
  private size = 0
  /** Shape [slots]; free where the count is 0. */
  private keys = new Float64Array(LEAST_SLOTS)
  private keyWords = wordsOf(this.keys)
  private counts = new Float64Array(LEAST_SLOTS)
  private readonly mostSlots: number
  /** Values of the first call, until there is a second one. */
  private first: Float64Array | undefined
  /** Takes over where there is no limit and the table is full. */
  private exact: ExactCounter | undefined

  /** @param limit - distinct values at most, >= 1; Infinity keeps all of them */
  constructor(private readonly limit: number = distinctValueLimit) {
    this.mostSlots = slotsFor(Math.min(limit, MOST_HASHED))
  }

  /** @param values - shape [n], finite, in any order */
  add(values: Float64Array): void {
    if (values.length === 0) return
    const {first, rows} = this
    this.first = undefined
    if (first !== undefined) this.addToTable(first)
    if (first !== undefined || rows > 0 || values.length > Math.min(this.limit, MOST_SORTED)) this.addToTable(values)
    else this.first = values.slice()
  }

  private addToTable(values: Float64Array): void {
    const words = wordsOf(values)
    let word = 0
    while (word < words.length && this.exact === undefined) {
      word = this.addWhileRoom(words, word)
      this.makeRoom()
    }
    this.exact?.add(values.subarray(word / 2))
  }

  /** The counts so far; more values may follow. */
  finish(): ValueCounts {
    if (this.first !== undefined) return countExactly(this.first.slice())
    if (this.exact !== undefined) return this.exact.finish()
    const {droppedBits, rows} = this
    const values = this.sortedKeys()
    const words = wordsOf(values)
    const counts = new Float64Array(values.length)
    for (let place = 0; place < values.length; place++) {
      counts[place] = this.counts[this.slotOf(words[2 * place]!, words[2 * place + 1]!)]!
    }
    return coarsen({values, counts, rows, droppedBits}, fewestDroppedBits(values, this.limit))
  }

  /** Adds from this word on; the next word, where all are in or there are too many distinct values. */
  private addWhileRoom(words: Int32Array, first: number): number {
    const {keyWords, counts} = this
    const [lowMask, highMask] = keptBits(this.droppedBits)
    const most = this.room()
    const lastSlot = counts.length - 1
    let word = first
    let size = this.size
    for (; word < words.length && size <= most; word += 2) {
      const low = words[word]! & lowMask
      let high = words[word + 1]! & highMask
      if (low === 0 && (high & MAGNITUDE) === 0) high = 0
      let slot = hash(low, high) & lastSlot
      while (counts[slot] !== 0 && (keyWords[2 * slot] !== low || keyWords[2 * slot + 1] !== high)) {
        slot = (slot + 1) & lastSlot
      }
      if (counts[slot] === 0) {
        keyWords[2 * slot] = low
        keyWords[2 * slot + 1] = high
        size++
      }
      counts[slot]! += 1
    }
    this.size = size
    this.rows += (word - first) / 2
    return word
  }

  /** Distinct values that the table takes as it is. */
  private room(): number {
    return this.counts.length * (this.counts.length < this.mostSlots ? HALF : FULLEST)
  }

  private makeRoom(): void {
    if (this.size <= this.room()) return
    if (this.counts.length < this.mostSlots) this.rehash(2 * this.counts.length)
    else if (this.limit === Infinity) this.exact = new ExactCounter(this.finish())
    else {
      // As far as the limit asks for, and so never further than all values together will.
      this.droppedBits = Math.max(this.droppedBits, fewestDroppedBits(this.sortedKeys(), this.limit))
      this.rehash(this.counts.length)
    }
  }

  /** Puts the values, rounded anew, into a table of this many slots. */
  private rehash(slots: number): void {
    const {keyWords, counts} = this
    const [lowMask, highMask] = keptBits(this.droppedBits)
    this.keys = new Float64Array(slots)
    this.keyWords = wordsOf(this.keys)
    this.counts = new Float64Array(slots)
    this.size = 0
    for (let slot = 0; slot < counts.length; slot++) {
      if (counts[slot] === 0) continue
      const low = keyWords[2 * slot]! & lowMask
      const rounded = keyWords[2 * slot + 1]! & highMask
      const high = low === 0 && (rounded & MAGNITUDE) === 0 ? 0 : rounded
      const to = this.slotOf(low, high)
      if (this.counts[to] === 0) this.size++
      this.keyWords[2 * to] = low
      this.keyWords[2 * to + 1] = high
      this.counts[to]! += counts[slot]!
    }
  }

  /** Where the value is, or the free slot where it would go. */
  private slotOf(low: number, high: number): number {
    const {keyWords, counts} = this
    const lastSlot = counts.length - 1
    let slot = hash(low, high) & lastSlot
    while (counts[slot] !== 0 && (keyWords[2 * slot] !== low || keyWords[2 * slot + 1] !== high)) {
      slot = (slot + 1) & lastSlot
    }
    return slot
  }

  private sortedKeys(): Float64Array {
    const {keys, counts} = this
    const taken = new Float64Array(this.size)
    let place = 0
    for (let slot = 0; slot < counts.length; slot++) if (counts[slot] !== 0) taken[place++] = keys[slot]!
    return taken.sort()
  }
}

/** A power of 2. */
const LEAST_SLOTS = 1_024
/** Part of the slots that may be taken in a table that can still grow: with linear probing, 1.5 looks a value. */
const HALF = 0.5
/**
 * Part of the slots that may be taken in the largest table. It holds more than the limit: rounding takes out what is
 * above the limit, and each round costs a sort, so that a table filled to the limit alone would be sorted all the time.
 */
const FULLEST = 0.75
/** Sorting these takes as long as the table does, and their memory is a part of the table's. */
const MOST_SORTED = 8_192
/** Without a limit: from here on, sorting is faster than a table that has left the processor's cache. */
const MOST_HASHED = 32_768

/** The power of 2 of which the fullest part is at least 1.5 times the limit. */
function slotsFor(limit: number): number {
  let slots = LEAST_SLOTS
  while (slots < 2 * limit) slots *= 2
  return slots
}

/**
 * Every bit of both words reaches the low bits of the result, which choose the slot.
 *
 * @source the finaliser of MurmurHash3 (Appleby), shortened
 */
function hash(low: number, high: number): number {
  let mixed = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
