import {isUtf8} from 'node:buffer'
import {RefusedRequest} from './request-body.js'
import {quoted} from './request-row.js'

/**
 * The binary tensor extension of the protocol: JSON first, and behind it the elements of tensors, little-endian, in the
 * order of the tensors. Clients use it unless they are told not to.
 *
 * @source https://github.com/triton-inference-server/server, docs/protocol/extension_binary_data.md
 */
export const binaryExtension = 'binary_tensor_data'

/** Header with the bytes of the JSON; binary tensors follow behind it. */
export const jsonLengthHeader = 'inference-header-content-length'

export const binaryMediaType = 'application/octet-stream'

/** A request body whose tensors stand behind its JSON. */
export class BinaryBody {
  constructor(
    readonly json: unknown,
    readonly tail: Buffer,
  ) {}
}

/**
 * The two parts of a body.
 *
 * @param jsonLength - what the client says of the bytes of its JSON
 * @throws RefusedRequest with status 400 when that cannot be
 */
export function splitBinaryBody(body: Buffer, jsonLength: string): {readonly json: Buffer; readonly tail: Buffer} {
  const length = /^\d{1,10}$/.test(jsonLength) ? Number(jsonLength) : Number.NaN
  if (length <= body.length) return {json: body.subarray(0, length), tail: body.subarray(length)}
  const what = Number.isNaN(length) ? 'a number of bytes' : `at most ${body.length}, which is the length of the body`
  throw new RefusedRequest({
    status: 400,
    detail: `The header Inference-Header-Content-Length is "${jsonLength.slice(0, 60)}", expected ${what}.`,
  })
}

/** What a data type is in bytes. */
interface Format {
  /** Bytes of an element. */
  readonly size: number
  readonly read: (view: DataView, at: number) => unknown
  readonly write?: (view: DataView, at: number, element: number) => void
}

const formats: Readonly<Record<string, Format>> = {
  BOOL: {size: 1, read: (view, at) => readBoolean(view.getUint8(at))},
  UINT8: {size: 1, read: (view, at) => view.getUint8(at)},
  UINT16: {size: 2, read: (view, at) => view.getUint16(at, true)},
  UINT32: {size: 4, read: (view, at) => view.getUint32(at, true)},
  UINT64: {size: 8, read: (view, at) => Number(view.getBigUint64(at, true))},
  INT8: {size: 1, read: (view, at) => view.getInt8(at)},
  INT16: {size: 2, read: (view, at) => view.getInt16(at, true)},
  INT32: {size: 4, read: (view, at) => view.getInt32(at, true)},
  INT64: {
    size: 8,
    read: (view, at) => Number(view.getBigInt64(at, true)),
    write: (view, at, element) => view.setBigInt64(at, BigInt(element), true),
  },
  FP16: {size: 2, read: (view, at) => missingIfNaN(halfPrecision(view.getUint16(at, true)))},
  FP32: {
    size: 4,
    read: (view, at) => missingIfNaN(view.getFloat32(at, true)),
    write: (view, at, element) => view.setFloat32(at, element, true),
  },
  FP64: {size: 8, read: (view, at) => missingIfNaN(view.getFloat64(at, true))},
}

/**
 * Takes the elements of tensors from behind the JSON, as if they had been sent in it. What is wrong with a tensor apart
 * from that is left to who reads it.
 *
 * @throws RefusedRequest with status 422 when bytes are missing, left over or not what the data type says
 */
export function takeBinaryTensors(inputs: readonly unknown[], tail: Buffer): readonly unknown[] {
  let at = 0
  const taken = inputs.map((input, index) => {
    const size = binarySizeOf(input)
    if (size === undefined) return input
    const {name: given, datatype, data} = input as Readonly<Record<string, unknown>>
    const name = typeof given === 'string' ? quoted(given) : `inputs[${index}]`
    if (data !== undefined) throw refused(`${name} has data in JSON and a binary_data_size: send one of them`)
    if (!Number.isSafeInteger(size) || (size as number) < 0 || (size as number) > tail.length - at) {
      throw refused(
        `binary_data_size of ${name} is ${quoted(size)}, but ${tail.length - at} bytes are left behind the JSON`,
      )
    }
    const bytes = tail.subarray(at, at + (size as number))
    at += size as number
    return {...(input as object), data: elementsOf(bytes, {name, datatype})}
  })
  if (at === tail.length) return taken
  throw refused(`${tail.length - at} bytes behind the JSON belong to no input: say binary_data_size in its parameters`)
}

/** What an input says of its bytes behind the JSON. */
function binarySizeOf(input: unknown): unknown {
  const parameters = (input as {readonly parameters?: unknown} | null)?.parameters
  return (parameters as {readonly binary_data_size?: unknown} | null | undefined)?.binary_data_size
}

function elementsOf(bytes: Buffer, {name, datatype}: {readonly name: string; readonly datatype: unknown}): unknown[] {
  if (datatype === 'BYTES') return textsOf(bytes, name)
  const format = typeof datatype === 'string' && Object.hasOwn(formats, datatype) ? formats[datatype] : undefined
  // Who reads the tensor names the data types that there are.
  if (format === undefined) return []
  const {size, read} = format
  if (bytes.length % size !== 0) {
    throw refused(`${name} has ${bytes.length} bytes, but an element of ${String(datatype)} has ${size}`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({length: bytes.length / size}, (_, index) => read(view, index * size))
}

/** Each element is its length in 4 bytes, and then a text. */
function textsOf(bytes: Buffer, name: string): string[] {
  const texts: string[] = []
  for (let at = 0; at < bytes.length;) {
    const length = bytes.length - at < 4 ? Infinity : bytes.readUInt32LE(at)
    const text = bytes.subarray(at + 4, at + 4 + length)
    if (text.length < length) throw refused(`Element ${texts.length} of ${name} ends behind its tensor`)
    if (!isUtf8(text)) throw refused(`Element ${texts.length} of ${name} is not UTF-8`)
    texts.push(text.toString('utf8'))
    at += 4 + length
  }
  return texts
}

/** The elements of an output as bytes; undefined for a data type that no output has. */
export function binaryElements(datatype: string, elements: readonly unknown[]): Buffer {
  if (datatype === 'BYTES') {
    return Buffer.concat(
      elements.flatMap((element) => {
        const text = Buffer.from(String(element))
        const length = Buffer.alloc(4)
        length.writeUInt32LE(text.length)
        return [length, text]
      }),
    )
  }
  const {size, write} = formats[datatype]!
  const bytes = Buffer.alloc(elements.length * size)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  elements.forEach((element, index) => write!(view, index * size, element as number))
  return bytes
}

/** A byte that is neither stays a number, which is no BOOL. */
function readBoolean(byte: number): boolean | number {
  return byte > 1 ? byte : byte === 1
}

/** JSON has null for a missing value, and arrays of numbers have NaN. */
function missingIfNaN(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

/** @source IEEE 754-2019, binary16: 1 bit sign, 5 bits exponent, 10 bits fraction */
function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = (bits & 0x3ff) / 1_024
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN
  return sign * (exponent === 0 ? 2 ** -14 * fraction : 2 ** (exponent - 15) * (1 + fraction))
}

function refused(detail: string): RefusedRequest {
  return new RefusedRequest({status: 422, detail: `${detail}.`})
}
