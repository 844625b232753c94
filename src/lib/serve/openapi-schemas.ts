import {answerSources} from '../model/fallback.js'
import {modelMetadata} from './inference-protocol-response.js'
import {tensorTypes} from './inference-protocol-tensor.js'
import {mostRows} from './predictor-options.js'
import {classNames, probabilityDecimals} from './predictor-text.js'
import {longestText, type RequestField} from './request-field.js'
import {longestId, type RowReader} from './request-row.js'
import type {ServedModel} from './served-model.js'

type Schema = Readonly<Record<string, unknown>>

/** The schemas of a model's requests and answers, as OpenAPI 3.1 and JSON Schema 2020-12 have them. */
export function modelSchemas(model: ServedModel, reader: RowReader): Readonly<Record<string, Schema>> {
  const reference = (name: string): Schema => ({$ref: `#/components/schemas/${name}`})
  return {
    Row: rowSchema(model, reader),
    Rows: {type: 'array', maxItems: mostRows, items: reference('Row')},
    Answer: answerSchema(model),
    Answers: {type: 'array', maxItems: mostRows, items: reference('Answer')},
    Problem: problemSchema,
    ...inferenceSchemas(model, reader),
  }
}

/** One row that the model can answer: the average number, the first category. */
export function exampleRow({fields}: RowReader): Readonly<Record<string, number | string | boolean>> {
  return Object.fromEntries(
    fields.map(({name, description, encoding}): [string, number | string | boolean] => {
      if (encoding.kind === 'number') {
        const isWhole = description.kind === 'number' && description.integer
        return [name, isWhole ? Math.round(encoding.mean) : Math.round(encoding.mean * 10) / 10]
      }
      const [value] = encoding.categories
      const type = description.kind === 'category' ? description.valueType : undefined
      if (type === 'boolean') return [name, value?.toLowerCase() === 'true']
      return [name, type === undefined ? value! : Number(value)]
    }),
  )
}

/** Exactly what the server takes: so a range is no bound here, for what is outside it is answered by the baseline. */
function rowSchema({description: {aliases}}: ServedModel, reader: RowReader): Schema {
  const properties: Record<string, Schema> = {}
  const required: string[] = []
  const eitherName: Schema[] = []
  reader.fields.forEach((field, index) => {
    properties[field.name] = fieldSchema(field)
    const others = Object.keys(aliases).filter((alias) => alias !== field.name && reader.featureOf(alias) === index)
    for (const alias of others) {
      properties[alias] = {...fieldSchema(field), deprecated: true, description: `Another name of ${field.name}.`}
    }
    if (others.length === 0) required.push(field.name)
    else eitherName.push({oneOf: [field.name, ...others].map((name) => ({required: [name]}))})
  })
  if (reader.featureOf('id') === undefined) {
    properties['id'] = {
      ...{type: 'string', minLength: 1, maxLength: longestId},
      description: 'Your name of the row, to send its label by later. The server makes one up when it is left out.',
    }
  }
  return {
    ...{type: 'object', description: 'The features of one row.', properties, required},
    ...(eitherName.length === 0 ? {} : {allOf: eitherName}),
    additionalProperties: false,
  }
}

function fieldSchema({name, description: field, encoding, expected, accepts}: RequestField): Schema {
  const isOptional = encoding.kind === 'number' ? encoding.missingInput : encoding.missingTrained
  const sentences = [
    field.description ?? '',
    `Expected: ${expected}${isOptional ? ', or null when it is not known' : ''}.`,
    'Other values of the type are out of range.',
  ]
  const type = typeSchema(accepts, field.kind === 'number')
  return {
    title: field.title ?? name,
    description: sentences.filter((sentence) => sentence !== '').join(' '),
    ...type,
    ...(field.kind === 'number' ? {'x-range': {minimum: field.minimum ?? null, maximum: field.maximum ?? null}} : {}),
    ...(field.kind === 'category' ? {'x-categories': field.categories} : {}),
  }
}

/** Largest size of a number that the server takes: that of a 32-bit float. */
const largest = 3.4028234663852886e38

function typeSchema({numbers, booleans, texts}: RequestField['accepts'], isNumber: boolean): Schema {
  if (isNumber) return {type: [numbers === 'whole' ? 'integer' : 'number', 'null'], minimum: -largest, maximum: largest}
  const choices: Schema[] = [{type: 'null'}]
  if (texts === 'any') choices.push({type: 'string', maxLength: longestText})
  const listed = [...(texts === 'any' ? [] : texts), ...(typeof numbers === 'string' ? [] : numbers), ...booleans]
  if (listed.length > 0) choices.push({enum: listed})
  if (numbers === 'whole') choices.push({type: 'integer'})
  if (numbers === 'any') choices.push({type: 'number'})
  return {anyOf: choices}
}

function answerSchema(model: ServedModel): Schema {
  const {classes, valueType} = model.description.target
  const isNumeric = valueType === 'integer'
  const probability = {type: 'number', minimum: 0, maximum: 1}
  const required = object({
    category: {type: 'string', enum: [...new Set(classes.map(({label}) => label))], description: 'The answer.'},
    label: {
      enum: classes.map(({value}) => (isNumeric ? Number(value) : value)),
      description: 'The answer as it is written in the data.',
    },
    probabilities: {
      ...object(Object.fromEntries(classNames(model).map((name) => [name, probability]))),
      description: `What the model makes of the row, to ${probabilityDecimals} decimals; the answer differs when it comes from the baseline.`,
    },
    source: {type: 'string', enum: answerSources, description: 'Who answered: the model (ML) or the baseline.'},
    model: object({name: {type: 'string'}, version: {type: 'integer'}}),
    id: {type: 'string', description: 'Send the label of the row by this id when it is known.'},
  })
  const reason = {type: 'string', description: 'Why the baseline answered; missing when the model did.'}
  return {...required, properties: {...(required['properties'] as Schema), reason}}
}

const problemSchema = {
  ...object({
    type: {type: 'string'},
    title: {type: 'string'},
    status: {type: 'integer'},
    detail: {type: 'string'},
    errors: {
      type: 'array',
      items: object({field: {type: 'string'}, message: {type: 'string'}, pointer: {type: 'string'}}),
    },
  }),
  description: 'A refusal, as RFC 9457 has it.',
}

/** An object that has all of these properties. */
function object(properties: Readonly<Record<string, object>>): Schema {
  return {type: 'object', properties, required: Object.keys(properties)}
}

function inferenceSchemas(model: ServedModel, reader: RowReader): Readonly<Record<string, Schema>> {
  const text = {type: 'string'}
  const parameters = {type: 'object'}
  /** Parameters of which one is true or false. */
  const flag = (name: string, description: string): Schema => ({
    ...parameters,
    properties: {[name]: {type: 'boolean', description}},
  })
  const output = {enum: modelMetadata(model, reader.fields).outputs.map(({name}) => name)}
  const shape = {type: 'array', items: {type: 'integer', minimum: 0}, minItems: 1, maxItems: 8}
  const tensor = object({
    name: {...text, minLength: 1},
    shape,
    datatype: {type: 'string', enum: tensorTypes},
    data: {type: 'array'},
  })
  const metadata = object({name: text, datatype: text, shape: {type: 'array', items: {type: 'integer'}}})
  const list = (items: Schema): Schema => ({type: 'array', items})
  return {
    InferenceRequest: {
      type: 'object',
      description:
        'One tensor of shape [rows] for each feature, or a single one of shape [rows, features] in the order of the features.',
      properties: {
        id: {type: 'string', maxLength: longestId},
        parameters: flag('binary_data_output', 'Send the outputs behind the JSON of the answer.'),
        inputs: {
          ...list({...tensor, properties: {...(tensor['properties'] as Schema), parameters}}),
          minItems: 1,
        },
        outputs: list({
          type: 'object',
          properties: {
            name: output,
            parameters: flag('binary_data', 'Send this output behind the JSON of the answer.'),
          },
          required: ['name'],
        }),
      },
      required: ['inputs'],
      examples: [exampleInference(model, reader)],
    },
    InferenceResponse: object({model_name: text, model_version: text, id: text, outputs: list(tensor)}),
    ModelMetadata: object({
      ...{name: text, versions: list(text), platform: text},
      ...{inputs: list(metadata), outputs: list(metadata)},
    }),
    InferenceError: object({error: text}),
  }
}

function exampleInference(model: ServedModel, reader: RowReader): object {
  const row = exampleRow(reader)
  const {inputs} = modelMetadata(model, reader.fields)
  return {
    inputs: inputs.map(({name, datatype}) => ({
      name,
      shape: [1],
      datatype,
      data: [exampleElement(row[name]!, datatype)],
    })),
  }
}

function exampleElement(value: number | string | boolean, datatype: string): number | string | boolean {
  return datatype === 'BYTES' ? String(value) : value
}
