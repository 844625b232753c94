import {version} from '../program.js'
import type {RowAnswers} from './predictor-answers.js'
import {exampleRow, modelSchemas} from './openapi-schemas.js'
import {orList, targetTitle} from './predictor-text.js'

export interface OpenApiOptions {
  readonly hasToken: boolean
  /** Paths of routes that others added. */
  readonly paths: Readonly<Record<string, object>>
}

const schema = (name: string): object => ({$ref: `#/components/schemas/${name}`})
const json = (name: string): object => ({'application/json': {schema: schema(name)}})

const refusals: Readonly<Record<number, string>> = {
  400: 'The body is not JSON.',
  404: 'There is no such model or version.',
  401: 'The token is missing or wrong.',
  413: 'The body is too large.',
  415: 'The content type is not application/json.',
  422: 'A value, or the shape of the body, is wrong.',
  503: 'There is no model in service yet.',
}

/** The OpenAPI 3.1 document of the predictor, made from the description of the model in service. */
export function createOpenApiDocument({model, reader}: RowAnswers, {hasToken, paths}: OpenApiOptions): object {
  const {name, description} = model
  const secured = hasToken ? {security: [{token: []}]} : {}
  const statuses = (list: readonly number[]): readonly number[] => list.filter((status) => hasToken || status !== 401)
  const problems = (list: readonly number[]): object =>
    responses(statuses(list), {'application/problem+json': {schema: schema('Problem')}})
  const errors = (list: readonly number[]): object => responses(statuses(list), json('InferenceError'))
  return {
    openapi: '3.1.0',
    info: {
      title: `Predictions of ${name}`,
      version,
      description: `Predicts "${targetTitle(model)}" as ${orList(description.target.classes.map(({label}) => label))}. Version ${model.version} of the model ${name} is in service.`,
    },
    paths: {
      '/predict': {
        post: {
          operationId: 'predict',
          summary: 'Predict the class of one row, or of many.',
          ...secured,
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {oneOf: [schema('Row'), schema('Rows')]},
                examples: {row: {value: exampleRow(reader)}, rows: {value: [exampleRow(reader)]}},
              },
            },
          },
          responses: {
            200: {
              description: 'One answer for a row; one for each row of an array, in their order.',
              content: {'application/json': {schema: {oneOf: [schema('Answer'), schema('Answers')]}}},
            },
            ...problems([400, 401, 413, 415, 422, 503]),
          },
        },
      },
      '/ping': {
        get: {
          operationId: 'ping',
          summary: 'Whether the server is there.',
          responses: {200: {description: 'It is.', content: {'text/plain': {schema: {const: 'pong'}}}}},
        },
      },
      '/openapi.json': {
        get: {
          operationId: 'openapi',
          summary: 'This document.',
          responses: {
            200: {description: 'OpenAPI 3.1.', content: {'application/json': {schema: {type: 'object'}}}},
            ...problems([503]),
          },
        },
      },
      ...inferencePaths(name, {secured, errors}),
      ...paths,
    },
    components: {
      schemas: modelSchemas(model, reader),
      ...(hasToken ? {securitySchemes: {token: {type: 'http', scheme: 'bearer'}}} : {}),
    },
  }
}

function responses(statuses: readonly number[], content: object): Readonly<Record<string, object>> {
  return Object.fromEntries(statuses.map((status) => [status, {description: refusals[status]!, content}]))
}

interface Parts {
  readonly secured: object
  readonly errors: (statuses: readonly number[]) => object
}

/** The Open Inference Protocol. */
function inferencePaths(model: string, {secured, errors}: Parts): Readonly<Record<string, object>> {
  const get = (operationId: string, summary: string, rest: object): object => ({get: {operationId, summary, ...rest}})
  const answered = (content: object): object => ({200: {description: 'The answer.', content}})
  const state = (properties: readonly string[]): object => ({
    'application/json': {schema: {type: 'object', required: properties}},
  })
  const notReady = {400: {description: 'Not ready.', content: state(['ready'])}}
  const name = {name: 'name', in: 'path', required: true, schema: {type: 'string', examples: [model]}}
  const versionParameter = {name: 'version', in: 'path', required: true, schema: {type: 'string'}}
  const ofModel = (path: string, parameters: readonly object[], suffix: string): Readonly<Record<string, object>> => ({
    [path]: get(`model${suffix}`, 'What the model reads and answers.', {
      parameters,
      responses: {...answered(json('ModelMetadata')), ...errors([404])},
    }),
    [`${path}/ready`]: get(`modelReady${suffix}`, 'Whether the model can answer.', {
      parameters,
      responses: {...answered(state(['name', 'ready'])), ...notReady, ...errors([404])},
    }),
    [`${path}/infer`]: {
      post: {
        operationId: `infer${suffix}`,
        summary: 'Predict by tensors (Open Inference Protocol).',
        parameters,
        ...secured,
        requestBody: {
          required: true,
          description:
            'Binary tensors behind the JSON are taken as well: with their binary_data_size instead of data, and the length of the JSON in the header Inference-Header-Content-Length.',
          content: json('InferenceRequest'),
        },
        responses: {
          ...answered({...json('InferenceResponse'), 'application/octet-stream': {}}),
          ...errors([400, 401, 404, 413, 415, 422, 503]),
        },
      },
    },
  })
  return {
    '/v2': get('server', 'What the server is.', {responses: answered(state(['name', 'version', 'extensions']))}),
    '/v2/health/live': get('live', 'Whether the server is up.', {responses: answered(state(['live']))}),
    '/v2/health/ready': get('ready', 'Whether the server can answer.', {
      responses: {...answered(state(['ready'])), ...notReady},
    }),
    ...ofModel('/v2/models/{name}', [name], ''),
    ...ofModel('/v2/models/{name}/versions/{version}', [name, versionParameter], 'OfVersion'),
  }
}
