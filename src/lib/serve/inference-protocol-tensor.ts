import {RefusedRequest} from './request-body.js'
import {quoted} from './request-row.js'

/** A tensor of a request: its elements flat, in row-major order. */
export interface Tensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly cells: readonly unknown[]
}

/** Most dimensions of a tensor. */
const mostDimensions = 8

const wholeNumber = (least: number) => (cell: unknown) => Number.isInteger(cell) && (cell as number) >= least
const anyNumber = (cell: unknown): boolean => typeof cell === 'number'

/** What the elements of a data type are in JSON. */
const elementOf: Readonly<Record<string, (cell: unknown) => boolean>> = {
  BOOL: (cell) => typeof cell === 'boolean',
  UINT8: wholeNumber(0),
  UINT16: wholeNumber(0),
  UINT32: wholeNumber(0),
  UINT64: wholeNumber(0),
  INT8: wholeNumber(-Infinity),
  INT16: wholeNumber(-Infinity),
  INT32: wholeNumber(-Infinity),
  INT64: wholeNumber(-Infinity),
  FP16: anyNumber,
  FP32: anyNumber,
  FP64: anyNumber,
  BYTES: (cell) => typeof cell === 'string',
}

/** Data types of the protocol that are taken. */
export const tensorTypes: readonly string[] = Object.keys(elementOf)

/**
 * A tensor with its data in JSON, flat or nested as its shape says. A null stands for a missing value.
 *
 * @param place - how the client may find it, as "inputs[0]"
 * @throws RefusedRequest with status 422
 */
export function parseTensor(input: unknown, place: string): Tensor {
  const {name, shape, datatype, data, parameters} = (
    typeof input === 'object' && input !== null && !Array.isArray(input) ? input : {}
  ) as Readonly<Record<string, unknown>>
  if (typeof name !== 'string' || name === '') throw refused(`${place} has no name`)
  const isElement = typeof datatype === 'string' && Object.hasOwn(elementOf, datatype) ? elementOf[datatype] : undefined
  if (isElement === undefined) {
    throw refused(
      `The datatype of ${quoted(name)} is ${datatype === undefined ? 'missing' : quoted(datatype)}, expected one of ${tensorTypes.join(', ')}`,
    )
  }
  if (!isShape(shape)) {
    throw refused(`The shape of ${quoted(name)} is not an array of 1 to ${mostDimensions} whole numbers`)
  }
  if (
    parameters !== undefined &&
    (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters))
  ) {
    throw refused(`The parameters of ${quoted(name)} are ${quoted(parameters)}, expected an object`)
  }
  if (!Array.isArray(data)) {
    throw refused(
      `${quoted(name)} has no data: send "data" as an array, or its elements behind the JSON with binary_data_size in its parameters`,
    )
  }
  const cells = data.flat(shape.length - 1) as unknown[]
  const expected = shape.reduce((product, length) => product * length, 1)
  if (cells.length !== expected) {
    throw refused(`${quoted(name)} has ${cells.length} elements, but its shape [${shape.join(', ')}] says ${expected}`)
  }
  const wrong = cells.findIndex((cell) => cell !== null && !isElement(cell))
  if (wrong >= 0) {
    throw refused(`Element ${wrong} of ${quoted(name)} is ${quoted(cells[wrong])}, which is no ${String(datatype)}`)
  }
  return {name, shape, cells}
}

/**
 * The number of rows of a tensor that holds one value a row.
 *
 * @throws RefusedRequest with status 422 when its shape is neither [rows] nor [rows, 1]
 */
export function rowsOf({name, shape, cells}: Tensor): number {
  if (shape.length === 1 || (shape.length === 2 && shape[1] === 1)) return cells.length
  throw refused(`${quoted(name)} has the shape [${shape.join(', ')}], expected [rows] or [rows, 1]`)
}

function isShape(shape: unknown): shape is readonly number[] {
  return (
    Array.isArray(shape) &&
    shape.length >= 1 &&
    shape.length <= mostDimensions &&
    shape.every((length) => Number.isSafeInteger(length) && length >= 0)
  )
}

function refused(detail: string): RefusedRequest {
  return new RefusedRequest({status: 422, detail: `${detail}.`})
}
