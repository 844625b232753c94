import {Validator} from '@seriousme/openapi-schema-validator'
import {Ajv2020} from 'ajv/dist/2020.js'
import {expect} from 'chai'
import {createPredictorApp} from '../../src/lib/serve/predictor-app.js'
import type {PredictorOptions} from '../../src/lib/serve/predictor-options.js'
import type {ServedModel} from '../../src/lib/serve/served-model.js'
import {customer, insuranceModel, mixedModel, mixedRow} from './served-models.js'

interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {readonly schemas: Readonly<Record<string, Schema>>; readonly securitySchemes?: object}
}

interface Operation {
  readonly operationId: string
  readonly security?: readonly object[]
  readonly responses: Readonly<Record<string, {readonly content?: Readonly<Record<string, {readonly schema: object}>>}>>
  readonly requestBody?: {
    readonly content: Readonly<Record<string, {readonly examples?: Record<string, {value: object}>}>>
  }
}

interface Schema {
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly examples?: readonly object[]
}

const insurance = insuranceModel()
const mixed = mixedModel()
const models = [
  ['the example', insurance, customer],
  ['a model with categories', mixed, mixedRow],
] as const

async function documentOf(model: ServedModel, options: Partial<PredictorOptions> = {}): Promise<Document> {
  const app = createPredictorApp({current: () => model, sinks: [], ...options})
  return (await app.inject('/openapi.json')).json()
}

describe('GET /openapi.json', () => {
  for (const [name, model, row] of models) {
    it(`is a valid document of OpenAPI 3.1 (${name})`, async () => {
      const document = await documentOf(model, {token: 'secret'})
      const {valid, errors} = await new Validator().validate(
        structuredClone(document) as unknown as Record<string, unknown>,
      )
      expect(errors).to.equal(undefined)
      expect(valid).to.equal(true)
      expect(document.openapi).to.equal('3.1.0')
    })

    it(`shows examples that are answered (${name})`, async () => {
      const app = createPredictorApp({current: () => model, sinks: []})
      const document = await documentOf(model)
      const {examples} = document.paths['/predict']!['post']!.requestBody!.content['application/json']!
      for (const {value} of Object.values(examples!)) {
        expect((await app.inject({method: 'POST', url: '/predict', payload: value})).statusCode).to.equal(200)
      }
      const [inference] = document.components.schemas['InferenceRequest']!.examples!
      const inferred = await app.inject({method: 'POST', url: `/v2/models/${model.name}/infer`, payload: inference!})
      expect(inferred.statusCode).to.equal(200)
    })

    it(`describes every answer and refusal as it is (${name})`, async () => {
      const app = createPredictorApp({current: () => model, sinks: []})
      const document = await documentOf(model)
      const ajv = new Ajv2020({strict: false})
      const replies = [
        await app.inject({method: 'POST', url: '/predict', payload: row}),
        await app.inject({method: 'POST', url: '/predict', payload: {...row, age: 3}}),
        await app.inject({method: 'POST', url: '/predict', payload: [row, row]}),
        await app.inject({method: 'POST', url: '/predict', payload: {...row, age: 'x'}}),
        await app.inject({method: 'POST', url: '/predict', payload: 'x', headers: {'content-type': 'text/plain'}}),
      ]
      for (const {statusCode, headers, body} of replies) {
        const type = String(headers['content-type']).split(';')[0]!
        const {schema} = document.paths['/predict']!['post']!.responses[statusCode]!.content![type]!
        const isValid = ajv.compile({...document, ...schema})
        expect(isValid(JSON.parse(body)), `${body} ${JSON.stringify(isValid.errors)}`).to.equal(true)
      }
    })
  }

  it('names the range of each number, which is no bound, since the baseline answers beyond it', async () => {
    const {power, emergency_breaking: alias} = (await documentOf(insurance)).components.schemas['Row']!.properties
    expect(power!['x-range']).to.deep.equal({minimum: 40, maximum: 500})
    expect(power!['description']).to.match(/^Power of the engine in horsepower\. Expected: a number from 40 to 500\. /)
    expect(alias).to.include({deprecated: true, description: 'Another name of emergency_braking.'})
  })

  it('has every route, and no two operations of one name', async () => {
    const app = createPredictorApp({current: () => insurance, sinks: []})
    const routes: string[] = []
    await app.ready()
    const document = await documentOf(insurance)
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, {operationId}] of Object.entries(operations)) {
        const url = path.replaceAll(/\{(\w+)\}/g, ':$1')
        expect(app.hasRoute({method: method.toUpperCase(), url}), `${method} ${url}`).to.equal(true)
        routes.push(operationId)
      }
    }
    expect(new Set(routes).size).to.equal(routes.length)
    expect(routes).to.have.length(12)
  })

  it('tells of the token where there is one, and of the paths that others added', async () => {
    const plain = await documentOf(insurance)
    expect(plain.components).to.not.have.property('securitySchemes')
    expect(plain.paths['/predict']!['post']!.responses).to.not.have.property('401')
    const document = await documentOf(insurance, {
      token: 'secret',
      openApiPaths: {'/ground-truth': {post: {operationId: 'groundTruth', responses: {}}}},
    })
    expect(document.paths).to.have.property('/ground-truth')
    expect(document.paths['/predict']!['post']!.security).to.deep.equal([{token: []}])
    expect(document.paths['/predict']!['post']!.responses).to.have.property('401')
  })

  it('waits for a model', async () => {
    const app = createPredictorApp({current: () => undefined, sinks: []})
    expect((await app.inject('/openapi.json')).statusCode).to.equal(503)
  })
})
