import {open} from 'node:fs/promises'
import {setImmediate as nextTurn} from 'node:timers/promises'
import {errorCode} from '../durable-files.js'
import {throwIfInterrupted} from '../errors.js'

export interface LinesRead {
  readonly lines: readonly string[]
  /** Where the next line starts, in bytes. */
  readonly end: number
}

/** Read at once: parsing the lines of so much takes half a millisecond, and requests are answered in between. */
const pieceBytes = 65_536
/** No prediction is so long: a file without line feeds is no log. */
const longestLine = 16 * 2 ** 20

/**
 * The complete lines of a file from a byte on, some at a time. What comes after the last line feed was torn off when
 * a process ended, or is still being written: it is left out. None when there is no file.
 */
export async function* readLines(
  path: string,
  {from = 0, signal}: {readonly from?: number; readonly signal?: AbortSignal | undefined} = {},
): AsyncGenerator<LinesRead, void, undefined> {
  const file = await open(path, 'r').catch((error: unknown) => {
    // Deleted meanwhile, by another process that keeps the log small.
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  })
  if (file === undefined) return
  try {
    let end = from
    // One for all pieces: a new one for each would stay in the memory of a server long after it is read.
    let buffer: Buffer = Buffer.allocUnsafeSlow(2 * pieceBytes)
    /** Bytes of a line that is not complete yet, at the start of the buffer. */
    let begun = 0
    for (let position = from; ;) {
      throwIfInterrupted(signal)
      if (begun + pieceBytes > buffer.length) buffer = enlarged(buffer, begun)
      const {bytesRead} = await file.read(buffer, begun, pieceBytes, position)
      if (bytesRead === 0) return
      position += bytesRead
      const length = begun + bytesRead
      const feed = buffer.subarray(begun, length).lastIndexOf(0x0a)
      if (feed < 0) {
        // Of a line without an end, the newest bytes do: it is no line of a log.
        begun = length > longestLine ? 0 : length
        continue
      }
      const complete = begun + feed
      const lines = buffer.toString('utf8', 0, complete).split('\n')
      buffer.copyWithin(0, complete + 1, length)
      begun = length - complete - 1
      end = position - begun
      yield {lines, end}
      await nextTurn()
    }
  } finally {
    await file.close()
  }
}

function enlarged(buffer: Buffer, used: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(2 * buffer.length)
  buffer.copy(larger, 0, 0, used)
  return larger
}

/** The last complete line of a file; undefined when it has none, or one that is longer than 64 kB. */
export async function readLastLine(path: string): Promise<string | undefined> {
  const file = await open(path, 'r')
  try {
    const {size} = await file.stat()
    const from = Math.max(0, size - pieceBytes)
    const {bytesRead, buffer} = await file.read(Buffer.alloc(size - from), 0, size - from, from)
    const text = buffer.subarray(0, bytesRead).toString('utf8')
    const end = text.lastIndexOf('\n')
    if (end < 0) return undefined
    const start = end === 0 ? -1 : text.lastIndexOf('\n', end - 1)
    return start < 0 && from > 0 ? undefined : text.slice(start + 1, end)
  } finally {
    await file.close()
  }
}
