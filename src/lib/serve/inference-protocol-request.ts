import {nearestName} from '../dataset/nearest-name.js'
import {mostRows} from './predictor-options.js'
import {RefusedRequest} from './request-body.js'
import type {FieldValue} from './request-field.js'
import {isId, longestId, quoted, wrongValue, type RequestRow, type RowReader} from './request-row.js'
import {takeBinaryTensors} from './inference-protocol-binary.js'
import {parseTensor, rowsOf, type Tensor} from './inference-protocol-tensor.js'

/** An inference request, read for one model. */
export interface InferenceRequest {
  readonly id: string | undefined
  readonly rows: readonly RequestRow[]
  readonly places: Float64Array
  /** The outputs that are wanted; undefined for all. */
  readonly outputs: readonly WantedOutput[] | undefined
  /** Whether outputs are wanted behind the JSON where they do not say. */
  readonly isBinary: boolean
}

export interface WantedOutput {
  readonly name: string
  /** Whether it is wanted behind the JSON; undefined when that is not said. */
  readonly isBinary: boolean | undefined
}

/** Input that names the rows, so that labels can be sent for them later. */
export const idInput = 'id'

/**
 * Reads an inference request: one tensor a feature, or one tensor [rows, features] in the order of the features.
 *
 * @param tail - what stands behind the JSON
 * @throws RefusedRequest with status 422 naming the first tensor or value that is wrong
 */
export function parseInferenceRequest(body: unknown, reader: RowReader, tail: Buffer = nothing): InferenceRequest {
  if (!isObject(body)) throw refused(`The body is ${quoted(body)}, expected an inference request with "inputs"`)
  const {id, parameters, inputs, outputs} = body
  if (id !== undefined && (typeof id !== 'string' || (id !== '' && !isId(id)))) {
    throw refused(`id is ${quoted(id)}, expected a text of at most ${longestId} characters`)
  }
  const isBinary = flagOf(parameters, 'binary_data_output') ?? false
  if (!Array.isArray(inputs) || inputs.length === 0) {
    throw refused(
      `inputs is ${inputs === undefined ? 'missing' : quoted(inputs)}, expected an array with a tensor for each of ${namesOf(reader)}`,
    )
  }
  const tensors = takeBinaryTensors(inputs, tail).map((input, index) => parseTensor(input, `inputs[${index}]`))
  const rowIds = tensors.find(({name}) => name === idInput && reader.featureOf(name) === undefined)
  const columns = columnsOf(
    tensors.filter((tensor) => tensor !== rowIds),
    reader,
  )
  const count = columns[0]!.cells.length
  const ids = idsOf(rowIds, count, id)
  const places = new Float64Array(reader.fields.length * count)
  return {
    id: id === '' ? undefined : id,
    rows: readRows(columns, {reader, places, ids}),
    places,
    outputs: parseOutputs(outputs),
    isBinary,
  }
}

const nothing = Buffer.alloc(0)

/** The cells of one feature, and how the client calls the place of one. */
interface FeatureColumn {
  readonly cells: readonly unknown[]
  readonly nameOf: (row: number) => string
}

function columnsOf(tensors: readonly Tensor[], reader: RowReader): readonly FeatureColumn[] {
  const {fields} = reader
  const [only] = tensors
  const isMatrix = tensors.length === 1 && only!.shape.length === 2 && only!.shape[1] === fields.length
  if (isMatrix && (fields.length > 1 || reader.featureOf(only!.name) === undefined)) return matrixColumns(only!, reader)
  const columns: (FeatureColumn | undefined)[] = fields.map(() => undefined)
  for (const tensor of tensors) {
    const {name} = tensor
    const index = reader.featureOf(name)
    if (index === undefined) throw refused(unknownInput(name, reader))
    if (columns[index] !== undefined) throw refused(`${name} is given twice`)
    rowsOf(tensor)
    columns[index] = {cells: tensor.cells, nameOf: (row) => `${name}[${row}]`}
  }
  const missing = fields.flatMap(({name}, index) => (columns[index] === undefined ? [name] : []))
  if (missing.length > 0) throw refused(`inputs lack ${missing.join(', ')}`)
  const whole = columns as FeatureColumn[]
  const rows = whole[0]!.cells.length
  const uneven = whole.findIndex(({cells}) => cells.length !== rows)
  if (uneven > 0) {
    throw refused(
      `${fields[uneven]!.name} has ${whole[uneven]!.cells.length} rows, but ${fields[0]!.name} has ${rows}: give all tensors the same shape`,
    )
  }
  requireRows(rows)
  return whole
}

function matrixColumns({name, cells, shape}: Tensor, {fields}: RowReader): readonly FeatureColumn[] {
  const rows = shape[0]!
  requireRows(rows)
  const width = fields.length
  return fields.map((field, index) => ({
    cells: Array.from({length: rows}, (_, row) => cells[row * width + index]),
    nameOf: (row) => `${name}[${row}][${index}] (${field.name})`,
  }))
}

function requireRows(rows: number): void {
  if (rows > 0 && rows <= mostRows) return
  throw refused(
    rows === 0 ? 'The tensors hold no rows' : `The tensors hold ${rows} rows: send at most ${mostRows} at once`,
  )
}

/** Ids of the rows: those of the "id" tensor, or of the request when it is about one row. */
function idsOf(tensor: Tensor | undefined, rows: number, requestId: unknown): readonly (string | undefined)[] {
  if (tensor === undefined) {
    return Array.from({length: rows}, () => (rows === 1 && isId(requestId) ? requestId : undefined))
  }
  if (rowsOf(tensor) !== rows) throw refused(`${idInput} has ${tensor.cells.length} rows, the features have ${rows}`)
  return tensor.cells.map((cell, row) => {
    if (isId(cell)) return cell
    throw refused(`${idInput}[${row}] is ${quoted(cell)}, expected a text of 1 to ${longestId} characters`)
  })
}

interface Target {
  readonly reader: RowReader
  readonly places: Float64Array
  readonly ids: readonly (string | undefined)[]
}

function readRows(columns: readonly FeatureColumn[], {reader, places, ids}: Target): RequestRow[] {
  const read = ids.map((id) => ({id, values: [] as FieldValue[]}))
  const features = columns.length
  columns.forEach(({cells, nameOf}, index) => {
    const field = reader.fields[index]!
    for (let row = 0; row < read.length; row++) {
      const value = field.parse(cells[row])
      if (value === undefined) throw refused(wrongValue(nameOf(row), cells[row], field))
      read[row]!.values.push(value)
      places[row * features + index] = field.placeOf(value)
    }
  })
  return read
}

function parseOutputs(outputs: unknown): readonly WantedOutput[] | undefined {
  if (outputs === undefined) return undefined
  if (!Array.isArray(outputs)) throw refused(`outputs is ${quoted(outputs)}, expected an array`)
  // No name means all, as clients send it that have nothing to choose.
  if (outputs.length === 0) return undefined
  return outputs.map((output: unknown, index) => {
    const {name, parameters} = isObject(output) ? output : {}
    if (typeof name !== 'string') throw refused(`outputs[${index}] has no name`)
    return {name, isBinary: flagOf(parameters, 'binary_data')}
  })
}

/** A parameter that is true or false; the protocol lets everybody add others. */
function flagOf(parameters: unknown, name: string): boolean | undefined {
  if (parameters === undefined) return undefined
  if (!isObject(parameters)) throw refused(`parameters is ${quoted(parameters)}, expected an object`)
  const value = parameters[name]
  if (value === undefined || typeof value === 'boolean') return value
  throw refused(`${name} is ${quoted(value)}, expected true or false`)
}

function unknownInput(name: string, reader: RowReader): string {
  const names = reader.fields.map((field) => field.name)
  const nearest = nearestName(name.slice(0, 60), names)
  return `${quoted(name)} is no input of the model${
    nearest === undefined
      ? `: send one tensor each for ${namesOf(reader)}, or one of shape [rows, ${names.length}]`
      : `; did you mean "${nearest}"?`
  }`
}

function namesOf({fields}: RowReader): string {
  return fields.map(({name}) => name).join(', ')
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refused(detail: string): RefusedRequest {
  return new RefusedRequest({status: 422, detail: detail.endsWith('?') ? detail : `${detail}.`})
}
