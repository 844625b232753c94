import type {IdHash} from './ground-truth-hash.js'

/** What an index keeps of a line: enough to judge a prediction when its log is deleted. Texts are numbered. */
export interface IdEntry {
  /** When the prediction was made, seconds since the epoch. */
  readonly seconds: number
  /** Number of the model and its version. */
  readonly model: number
  /** Numbers of classes. */
  readonly predicted: number
  readonly answered: number
  readonly label: number
}

/** 32-bit words a slot: two of the hash, the time, model and prediction, answer and label. */
const slotWords = 5
export const SLOT_BYTES = 4 * slotWords
/** Share of the slots that are used at most: a search then looks at 3 on average. */
const fullest = 0.75
/** More slots than searches need, which a table on disk may have: making it smaller would take its memory twice. */
const spareShare = 0.1
/** No class: 16 bits. */
export const NO_CLASS = 0xffff

/**
 * A hash table of ids with linear probing: what it is in memory is what is on disk, so that a row is found there by
 * reading a kilobyte. 27 bytes a row.
 */
export class IdTable {
  rows = 0

  constructor(private words: Uint32Array = new Uint32Array(64 * slotWords)) {}

  /** A table as it stands on disk. */
  static of(bytes: Uint8Array, rows: number): IdTable {
    // A copy where the bytes do not start at a multiple of four.
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes)
    const table = new IdTable(new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4))
    table.rows = rows
    return table
  }

  /** All slots, for the disk. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.words.buffer, this.words.byteOffset, this.words.byteLength)
  }

  get slots(): number {
    return this.words.length / slotWords
  }

  /** @returns whether it was added: of an id that is there already, the first entry stays */
  add(id: IdHash, entry: IdEntry): boolean {
    this.reserve(1, this.rows + 1)
    const start = this.place(id)
    if (this.words[start] !== 0 || this.words[start + 1] !== 0) return false
    this.words[start] = id.high
    this.words[start + 1] = id.low
    this.words[start + 2] = entry.seconds
    this.words[start + 3] = (entry.model << 16) | entry.predicted
    this.words[start + 4] = (entry.answered << 16) | entry.label
    this.rows++
    return true
  }

  /** Where there is no room for so many more rows, makes it for those that are expected, and a quarter more at least. */
  reserve(more: number, expected = more): void {
    if (slotsFor(this.rows + more) <= this.slots) return
    this.resize(slotsFor(Math.ceil(this.rows + Math.max(more, expected, this.rows / 4))))
  }

  find(id: IdHash): IdEntry | undefined {
    const start = this.place(id)
    if (this.words[start] === 0 && this.words[start + 1] === 0) return undefined
    return entryAt(this.words, start)
  }

  /** The same rows in about as few slots as searches allow: itself, or a copy. */
  compact(): IdTable {
    const slots = slotsFor(this.rows)
    if (this.slots <= (1 + spareShare) * slots) return this
    const table = new IdTable(this.words)
    table.rows = this.rows
    table.resize(slots)
    return table
  }

  private resize(slots: number): void {
    const old = this.words
    const words = new Uint32Array(slots * slotWords)
    this.words = words
    // Up to a million rows at once, while requests wait: no object a row.
    for (let from = 0; from < old.length; from += slotWords) {
      const high = old[from]!
      if (high === 0 && old[from + 1] === 0) continue
      let to = Math.floor((high / 2 ** 32) * slots) * slotWords
      while (words[to] !== 0 || words[to + 1] !== 0) {
        to += slotWords
        if (to === words.length) to = 0
      }
      for (let place = 0; place < slotWords; place++) words[to + place] = old[from + place]!
    }
  }

  /** Where an id stands, or would stand. */
  private place({high, low}: IdHash): number {
    const {words} = this
    let start = firstSlot({high, low}, this.slots) * slotWords
    for (;;) {
      const found = words[start]!
      const foundLow = words[start + 1]!
      if ((found === high && foundLow === low) || (found === 0 && foundLow === 0)) return start
      start += slotWords
      if (start === words.length) start = 0
    }
  }
}

/** One at least stays empty, where searches end. */
function slotsFor(rows: number): number {
  return Math.ceil((rows + 1) / fullest)
}

/** The slot where the search for an id begins, in a table of so many. */
export function firstSlot({high}: Pick<IdHash, 'high'> & Partial<IdHash>, slots: number): number {
  return Math.floor((high / 2 ** 32) * slots)
}

/**
 * Looks for an id in some slots of a table that follow each other.
 *
 * @returns undefined when it is in none of them and none is empty: the search goes on in the next
 */
export function searchSlots(bytes: Uint8Array, {high, low}: IdHash): IdEntry | 'absent' | undefined {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4))
  for (let start = 0; start + slotWords <= words.length; start += slotWords) {
    if (words[start] === 0 && words[start + 1] === 0) return 'absent'
    if (words[start] === high && words[start + 1] === low) return entryAt(words, start)
  }
  return undefined
}

function entryAt(words: Uint32Array, start: number): IdEntry {
  const third = words[start + 3]!
  const fourth = words[start + 4]!
  return {
    seconds: words[start + 2]!,
    model: third >>> 16,
    predicted: third & 0xffff,
    answered: fourth >>> 16,
    label: fourth & 0xffff,
  }
}
