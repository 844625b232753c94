import {isUtf8} from 'node:buffer'
import {MlopsError} from '../errors.js'
import {peek} from './csv-bytes.js'

/**
 * UTF-8 bytes as text, without the byte order mark. Characters that are cut by the end of a piece come out whole.
 *
 * @throws MlopsError `DATA_FORMAT` while it is read, when the bytes are not UTF-8 text
 */
export async function* decodeText(bytes: AsyncGenerator<Uint8Array>, file: string): AsyncGenerator<string> {
  const {first, rest} = await peek(bytes, 4)
  if ((first[0] === 0xff && first[1] === 0xfe) || (first[0] === 0xfe && first[1] === 0xff)) throw utf16Error(file)
  const format = knownFormats.find(({magic}) => magic.every((byte, index) => first[index] === byte))?.name
  let offset = 0
  let carried: Buffer = Buffer.alloc(0)
  for await (const piece of rest) {
    const whole = carried.length === 0 ? view(piece) : Buffer.concat([carried, piece])
    const end = endOfWholeCharacters(whole)
    const part = whole.subarray(0, end)
    carried = whole.subarray(end)
    check(part, {file, offset, format})
    const text = part.toString('utf8')
    yield offset === 0 && text.startsWith('\uFEFF') ? text.slice(1) : text
    offset += end
  }
  if (carried.length > 0) check(carried, {file, offset, format})
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Bytes up to a last character that is not complete yet. */
function endOfWholeCharacters(bytes: Buffer): number {
  const {length} = bytes
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back]!
    if (byte < 0x80) return length
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return needed > back ? length - back : length
    }
  }
  return length
}

interface Place {
  readonly file: string
  readonly offset: number
  /** What the first bytes say it is, if they say anything. */
  readonly format: string | undefined
}

function check(bytes: Buffer, place: Place): void {
  const zero = bytes.indexOf(0)
  if (zero < 0 && isUtf8(bytes)) return
  if (place.format !== undefined) {
    throw new MlopsError('DATA_FORMAT', {message: `${place.file} is ${place.format}, expected CSV.`})
  }
  throw zero < 0 ? encodingError(bytes, place) : zeroByteError(bytes, zero, place)
}

function zeroByteError(bytes: Buffer, zero: number, {file, offset}: Place): MlopsError {
  // Text in a Western language in UTF-16 has a zero in every second byte.
  const sample = bytes.subarray(Math.max(0, zero - 1), zero + 63)
  const share = sample.filter((byte) => byte === 0).length / sample.length
  if (offset === 0 && share > 0.4 && share < 0.6) return utf16Error(file)
  return new MlopsError('DATA_FORMAT', {
    message: `${file} is a binary file, not text: byte ${(offset + zero + 1).toLocaleString('en-US')} is zero.`,
  })
}

function utf16Error(file: string): MlopsError {
  return new MlopsError('DATA_FORMAT', {
    message: `${file} is in UTF-16, expected UTF-8.`,
    suggestion: 'Save it as "CSV UTF-8", or convert it: iconv -f UTF-16 -t UTF-8 FILE > utf8.csv',
  })
}

function encodingError(bytes: Buffer, {file, offset}: Place): MlopsError {
  const at = firstInvalid(bytes)
  const before = bytes.toString('latin1', Math.max(0, at - 20), at).split(/[\r\n]/)
  const after = bytes.toString('latin1', at, at + 10).split(/[\r\n]/)
  return new MlopsError('DATA_FORMAT', {
    message:
      `${file} is not UTF-8 text: byte ${(offset + at + 1).toLocaleString('en-US')} is ` +
      `0x${bytes[at]!.toString(16)}, near ${JSON.stringify((before.at(-1) ?? '') + after[0]!)}.`,
    suggestion: 'If it was saved by a Windows program: iconv -f WINDOWS-1252 -t UTF-8 FILE > utf8.csv',
  })
}

/** Index of the first byte that no UTF-8 text can hold at its place. */
function firstInvalid(bytes: Buffer): number {
  // Once a start of the text is not valid, no longer start is: the longest valid one is found by halving.
  let low = 0
  let high = bytes.length
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const start = bytes.subarray(0, middle)
    if (isUtf8(start.subarray(0, endOfWholeCharacters(start)))) low = middle
    else high = middle - 1
  }
  return endOfWholeCharacters(bytes.subarray(0, low))
}

/** Files that people give in place of a CSV file, by their first bytes. */
const knownFormats: readonly {readonly magic: readonly number[]; readonly name: string}[] = [
  {magic: [0x50, 0x4b, 0x03, 0x04], name: 'a ZIP archive (an Excel workbook is one)'},
  {magic: [0xd0, 0xcf, 0x11, 0xe0], name: 'an old Excel workbook'},
  {magic: [0x50, 0x41, 0x52, 0x31], name: 'a Parquet file'},
  {magic: [0x28, 0xb5, 0x2f, 0xfd], name: 'compressed with Zstandard'},
  {magic: [0x42, 0x5a, 0x68], name: 'compressed with bzip2'},
  {magic: [0xfd, 0x37, 0x7a, 0x58], name: 'compressed with xz'},
]
