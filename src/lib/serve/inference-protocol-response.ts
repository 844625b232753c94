import type {AnsweredRow} from '../monitor/answered-rows.js'
import {program, version} from '../program.js'
import {binaryElements, binaryExtension} from './inference-protocol-binary.js'
import type {WantedOutput} from './inference-protocol-request.js'
import {RefusedRequest} from './request-body.js'
import type {RequestField} from './request-field.js'
import type {ServedModel} from './served-model.js'

interface TensorMetadata {
  readonly name: string
  readonly datatype: string
  /** -1 for the number of rows. */
  readonly shape: readonly number[]
}

/** What the server says of itself. */
export const serverMetadata = {name: program, version, extensions: [binaryExtension]}

interface ModelMetadata {
  readonly name: string
  readonly versions: readonly string[]
  readonly platform: string
  readonly inputs: readonly TensorMetadata[]
  readonly outputs: readonly TensorMetadata[]
}

/** What the model reads and answers. */
export function modelMetadata(model: ServedModel, fields: readonly RequestField[]): ModelMetadata {
  return {
    name: model.name,
    versions: [String(model.version)],
    platform: 'tfjs_layers',
    inputs: fields.map(({name, description}): TensorMetadata => {
      const type = description.kind === 'number' ? (description.integer ? 'integer' : 'number') : description.valueType
      return {name, datatype: datatypeOf(type), shape: [-1]}
    }),
    outputs: outputsOf(model).map(({name, datatype, shape}) => ({name, datatype, shape})),
  }
}

function datatypeOf(type: 'integer' | 'number' | 'boolean' | undefined): string {
  if (type === 'integer') return 'INT64'
  if (type === 'number') return 'FP64'
  return type === 'boolean' ? 'BOOL' : 'BYTES'
}

interface Output extends TensorMetadata {
  /** The elements for one row. */
  readonly elements: (row: AnsweredRow) => readonly unknown[]
}

function outputsOf({description}: ServedModel): readonly Output[] {
  const {classes, valueType} = description.target
  const isNumeric = valueType === 'integer'
  const values = classes.map(({value}) => (isNumeric ? Number(value) : value))
  const output = (name: string, datatype: string, element: (row: AnsweredRow) => unknown): Output => ({
    name,
    datatype,
    shape: [-1],
    elements: (row) => [element(row)],
  })
  return [
    output('category', 'BYTES', ({answered}) => classes[answered]!.label),
    output('label', isNumeric ? 'INT64' : 'BYTES', ({answered}) => values[answered]),
    {
      name: 'probabilities',
      datatype: 'FP32',
      shape: [-1, classes.length],
      elements: ({probabilities}) => Array.from(probabilities),
    },
    output('source', 'BYTES', ({source}) => source),
    output('id', 'BYTES', ({id}) => id),
  ]
}

interface ChosenOutput extends Output {
  /** Whether its elements go behind the JSON. */
  readonly isBinary: boolean
}

/**
 * The outputs that are wanted, before the rows are answered.
 *
 * @throws RefusedRequest with status 422 when there is no such output
 */
export function chooseOutputs(
  model: ServedModel,
  {
    outputs: wanted,
    isBinary: areBinary,
  }: {readonly outputs: readonly WantedOutput[] | undefined; readonly isBinary: boolean},
): readonly ChosenOutput[] {
  const outputs = outputsOf(model)
  if (wanted === undefined) return outputs.map((output) => ({...output, isBinary: areBinary}))
  return wanted.map(({name, isBinary = areBinary}) => {
    const found = outputs.find((output) => output.name === name)
    if (found !== undefined) return {...found, isBinary}
    const names = outputs.map((output) => output.name).join(', ')
    throw new RefusedRequest({
      status: 422,
      detail: `"${name.slice(0, 60)}" is no output of the model; there is ${names}.`,
    })
  })
}

/** An answer as JSON, and what goes behind it when somebody asked for that. */
export interface InferenceResponse {
  readonly json: object
  readonly tail: Buffer | undefined
}

export function inferenceResponse(
  model: ServedModel,
  rows: readonly AnsweredRow[],
  {id, outputs}: {readonly id: string; readonly outputs: readonly ChosenOutput[]},
): InferenceResponse {
  const parts: Buffer[] = []
  const tensors = outputs.map(({name, datatype, shape, elements, isBinary}) => {
    const head = {name, datatype, shape: [rows.length, ...shape.slice(1)]}
    const data = rows.flatMap(elements)
    if (!isBinary) return {...head, data}
    const bytes = binaryElements(datatype, data)
    parts.push(bytes)
    return {...head, parameters: {binary_data_size: bytes.length}}
  })
  return {
    json: {model_name: model.name, model_version: String(model.version), id, outputs: tensors},
    tail: parts.length === 0 ? undefined : Buffer.concat(parts),
  }
}
