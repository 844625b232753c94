import {open, rename, rm} from 'node:fs/promises'
import {randomBytes} from 'node:crypto'
import {writeDurably} from '../durable-files.js'
import type {IdHash} from './ground-truth-hash.js'
import {firstSlot, IdTable, searchSlots, SLOT_BYTES, type IdEntry} from './ground-truth-table.js'
import {LabelTally, type TallyRecord} from './ground-truth-tally.js'

/** What stands before the slots. */
export interface IndexHeader {
  /** Bytes of the log file that are in the index. */
  readonly covered: number
  readonly rows: number
  readonly slots: number
  /** Models and classes by their numbers in the entries. */
  readonly models: readonly {readonly model: string; readonly version: number}[]
  readonly classes: readonly string[]
  /** Of a file of labels: what they add up to. */
  readonly tally?: TallyRecord | undefined
}

const magic = Buffer.from('MLOPSID1')
/** Read at once where one id is looked for. */
const windowSlots = 50

/** Writes an index in place of the old one. Several processes may do so: each writes what is right. */
export async function writeIndex(path: string, header: Omit<IndexHeader, 'slots'>, table: IdTable): Promise<void> {
  const compact = table.compact()
  const text = Buffer.from(JSON.stringify({...header, slots: compact.slots} satisfies IndexHeader))
  const start = Buffer.alloc(magic.length + 4 + text.length + padding(text.length), ' ')
  magic.copy(start)
  start.writeUInt32LE(start.length, magic.length)
  text.copy(start, magic.length + 4)
  const temporary = `${path}.${randomBytes(4).toString('hex')}`
  try {
    await writeDurably(temporary, [start, compact.bytes])
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, {force: true}).catch(() => undefined)
    throw error
  }
}

/** The slots begin at a multiple of four bytes. */
function padding(length: number): number {
  return (4 - ((magic.length + 4 + length) % 4)) % 4
}

/** An index on disk. */
export class IndexFile {
  private constructor(
    private readonly path: string,
    readonly header: IndexHeader,
    private readonly start: number,
  ) {}

  /** undefined when there is no such file, or none that is whole. */
  static async open(path: string): Promise<IndexFile | undefined> {
    const file = await open(path, 'r').catch(() => undefined)
    if (file === undefined) return undefined
    try {
      const first = Buffer.alloc(magic.length + 4)
      await file.read(first, 0, first.length, 0)
      if (!first.subarray(0, magic.length).equals(magic)) return undefined
      const start = first.readUInt32LE(magic.length)
      const text = Buffer.alloc(start - first.length)
      await file.read(text, 0, text.length, first.length)
      const header = JSON.parse(text.toString('utf8')) as IndexHeader
      const {size} = await file.stat()
      return size === start + header.slots * SLOT_BYTES ? new IndexFile(path, header, start) : undefined
    } catch {
      return undefined
    } finally {
      await file.close()
    }
  }

  get bytes(): number {
    return this.header.slots * SLOT_BYTES
  }

  /** The whole table. */
  async load(): Promise<IdTable> {
    const file = await open(this.path, 'r')
    try {
      const {buffer} = await file.read(Buffer.allocUnsafeSlow(this.bytes), 0, this.bytes, this.start)
      return IdTable.of(buffer, this.header.rows)
    } finally {
      await file.close()
    }
  }

  /** Entries of ids, each by a read of its own: for few of them. */
  async find(ids: readonly IdHash[]): Promise<readonly (IdEntry | undefined)[]> {
    const {slots} = this.header
    const file = await open(this.path, 'r')
    try {
      const found: (IdEntry | undefined)[] = []
      const window = Buffer.allocUnsafeSlow(windowSlots * SLOT_BYTES)
      for (const id of ids) {
        let entry: IdEntry | 'absent' | undefined
        for (let slot = firstSlot(id, slots); entry === undefined;) {
          const count = Math.min(windowSlots, slots - slot)
          await file.read(window, 0, count * SLOT_BYTES, this.start + slot * SLOT_BYTES)
          entry = searchSlots(window.subarray(0, count * SLOT_BYTES), id)
          slot = (slot + count) % slots
        }
        found.push(entry === 'absent' ? undefined : entry)
      }
      return found
    } finally {
      await file.close()
    }
  }

  get tally(): LabelTally {
    return LabelTally.from(this.header.tally)
  }
}
