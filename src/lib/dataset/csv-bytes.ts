import {createHash} from 'node:crypto'
import {createReadStream} from 'node:fs'
import {pipeline, Readable} from 'node:stream'
import {createGunzip} from 'node:zlib'
import {MlopsError} from '../errors.js'

/** Large enough that the cost per piece does not count, small enough to stay in the processor's cache. */
const pieceBytes = 256 * 1024

export interface ByteSource {
  /** A file, or `-` for standard input. */
  readonly path: string
  /** What to call it in messages. */
  readonly file: string
  readonly stdin?: Readable
  readonly signal?: AbortSignal
}

export interface OpenBytes {
  /** The content, unpacked when it was gzipped. Can be read once. */
  readonly bytes: AsyncGenerator<Uint8Array>
  /**
   * 'sha256-' + hex digest of the content, unpacked when it was gzipped: the same rows are the same data, packed or not.
   * Known when `bytes` has been read to its end.
   */
  hash(): string
  /** Ends the reading early. */
  close(): void
}

/**
 * Opens a file or standard input. Gzip is recognised by its first two bytes, whatever the name.
 *
 * @throws MlopsError while the bytes are read: `FILE_NOT_FOUND`, `FILE_UNREADABLE`, `DATA_FORMAT` (broken gzip),
 *   `INTERRUPTED`
 */
export function openBytes(source: ByteSource): OpenBytes {
  const sha256 = createHash('sha256')
  let digest: string | undefined
  const closing = new AbortController()
  return {
    bytes: hashed(unpack(readRaw(source, closing.signal), source.file), (piece) => sha256.update(piece)),
    hash: () => (digest ??= `sha256-${sha256.digest('hex')}`),
    close: () => closing.abort(),
  }
}

async function* hashed(
  pieces: AsyncGenerator<Uint8Array>,
  update: (piece: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    update(piece)
    yield piece
  }
}

async function* readRaw({path, file, stdin, signal}: ByteSource, closing: AbortSignal): AsyncGenerator<Uint8Array> {
  const stream = path === '-' ? (stdin ?? process.stdin) : createReadStream(path, {highWaterMark: pieceBytes})
  closing.addEventListener('abort', () => void stream.destroy(), {once: true})
  const stop = (): void => void stream.destroy(new Error('interrupted'))
  signal?.addEventListener('abort', stop, {once: true})
  try {
    if (signal?.aborted === true) stop()
    for await (const piece of stream as AsyncIterable<Uint8Array | string>) {
      yield typeof piece === 'string' ? Buffer.from(piece) : piece
    }
  } catch (error) {
    throw signal?.aborted === true ? interrupted(file) : readingError(error, file)
  } finally {
    signal?.removeEventListener('abort', stop)
  }
  // Standard input that is destroyed may also just end.
  if (signal?.aborted === true) throw interrupted(file)
}

async function* unpack(raw: AsyncGenerator<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  const {first, rest} = await peek(raw, 2)
  if (!(first[0] === 0x1f && first[1] === 0x8b)) {
    yield* rest
    return
  }
  const unpacked = createGunzip({chunkSize: pieceBytes})
  pipeline(Readable.from(rest, {objectMode: false}), unpacked, () => {
    // The error, if any, comes out of the loop below.
  })
  try {
    for await (const piece of unpacked as AsyncIterable<Uint8Array>) yield piece
  } catch (error) {
    if (error instanceof MlopsError) throw error
    throw new MlopsError('DATA_FORMAT', {
      message: `${file} is a broken gzip file: ${error instanceof Error ? error.message : String(error)}.`,
      suggestion: 'Copy or download the file again; gzip -t FILE checks it.',
      cause: error,
    })
  }
}

/** The first bytes, at least `count` of them when there are as many, and an iterator over everything. */
export async function peek(
  pieces: AsyncGenerator<Uint8Array>,
  count: number,
): Promise<{first: Uint8Array; rest: AsyncGenerator<Uint8Array>}> {
  const seen: Uint8Array[] = []
  let length = 0
  while (length < count) {
    const next = await pieces.next()
    if (next.done === true) break
    seen.push(next.value)
    length += next.value.length
  }
  const first = seen.length === 1 ? seen[0]! : Buffer.concat(seen)
  return {
    first,
    rest: (async function* () {
      try {
        yield first
        yield* pieces
      } finally {
        await pieces.return(undefined)
      }
    })(),
  }
}

function interrupted(file: string): MlopsError {
  return new MlopsError('INTERRUPTED', {message: `Interrupted while reading ${file}.`})
}

function readingError(error: unknown, file: string): unknown {
  if (error instanceof MlopsError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new MlopsError('FILE_NOT_FOUND', {message: `There is no file ${file}.`, cause: error})
    case 'EISDIR':
      return new MlopsError('FILE_UNREADABLE', {
        message: `${file} is a folder, expected a file.`,
        suggestion: 'Name one CSV file inside it.',
        cause: error,
      })
    case 'EACCES':
    case 'EPERM':
      return new MlopsError('FILE_UNREADABLE', {
        message: `${file} may not be read: permission denied.`,
        suggestion: `Give yourself the right to read it (chmod u+r), or copy it.`,
        cause: error,
      })
    default:
      return new MlopsError('FILE_UNREADABLE', {
        message: `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
        cause: error,
      })
  }
}
