import {expect} from 'chai'
import fc from 'fast-check'
import type {FastifyInstance} from 'fastify'
import {createPredictorApp} from '../../src/lib/serve/predictor-app.js'
import type {PredictorOptions} from '../../src/lib/serve/predictor-options.js'
import type {ServedModel} from '../../src/lib/serve/served-model.js'
import {recordingSink} from './recording-sink.js'
import {customer, insuranceModel, mixedModel} from './served-models.js'

const insurance = insuranceModel(4)
const mixed = mixedModel()
const path = '/v2/models/car-insurance-risk'

interface Tensor {
  readonly name: string
  readonly datatype: string
  readonly shape: readonly number[]
  readonly data: readonly unknown[]
}

interface Inference {
  readonly id: string
  readonly model_name: string
  readonly model_version: string
  readonly outputs: readonly Tensor[]
  readonly error: string
}

const appOf = (model: ServedModel | undefined, options: Partial<PredictorOptions> = {}): FastifyInstance =>
  createPredictorApp({current: () => model, sinks: [], ...options})

async function get(app: FastifyInstance, url: string): Promise<readonly [number, unknown]> {
  const response = await app.inject(url)
  return [response.statusCode, response.json()]
}

async function infer(app: FastifyInstance, body: unknown, url = `${path}/infer`) {
  const response = await app.inject({
    method: 'POST',
    url,
    headers: {'content-type': 'application/json'},
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return {status: response.statusCode, type: response.headers['content-type'], json: response.json<Inference>()}
}

/** One tensor a feature. */
function tensorsOf(rows: readonly object[]): Tensor[] {
  return Object.keys(customer).map((name) => ({
    name,
    datatype: name === 'training' || name === 'emergency_braking' ? 'INT64' : 'FP64',
    shape: [rows.length],
    data: rows.map((row) => (row as Record<string, unknown>)[name]),
  }))
}

const dataOf = ({outputs}: Inference, name: string): readonly unknown[] =>
  outputs.find((each) => each.name === name)!.data

describe('the Open Inference Protocol', () => {
  it('says what the server is', async () => {
    const [status, json] = await get(appOf(undefined), '/v2')
    expect(status).to.equal(200)
    expect(json).to.include({name: 'mlops'}).and.to.have.keys('name', 'version', 'extensions')
    expect(json).to.deep.include({extensions: ['binary_tensor_data']})
  })

  it('is live always, and ready with a model that is not draining', async () => {
    expect(await get(appOf(undefined), '/v2/health/live')).to.deep.equal([200, {live: true}])
    expect(await get(appOf(undefined), '/v2/health/ready')).to.deep.equal([400, {live: true, ready: false}])
    expect(await get(appOf(insurance), '/v2/health/ready')).to.deep.equal([200, {live: true, ready: true}])
    expect(await get(appOf(insurance, {isDraining: () => true}), '/v2/health/ready')).to.deep.equal([
      400,
      {live: true, ready: false},
    ])
  })

  it('says of a model by name and version whether it is ready', async () => {
    const name = 'car-insurance-risk'
    expect(await get(appOf(insurance), `${path}/ready`)).to.deep.equal([200, {name, ready: true}])
    expect(await get(appOf(insurance), `${path}/versions/4/ready`)).to.deep.equal([200, {name, ready: true}])
    expect(await get(appOf(insurance, {isDraining: () => true}), `${path}/ready`)).to.deep.equal([
      400,
      {name, ready: false},
    ])
  })

  it('says with 404 and an error which model and version is in service instead', async () => {
    for (const suffix of ['', '/ready']) {
      expect(await get(appOf(insurance), `/v2/models/other${suffix}`)).to.deep.equal([
        404,
        {error: 'There is no model "other"; the one in service is "car-insurance-risk".'},
      ])
      expect(await get(appOf(insurance), `${path}/versions/3${suffix}`)).to.deep.equal([
        404,
        {error: 'Version 3 of "car-insurance-risk" is not in service; version 4 is.'},
      ])
      expect((await get(appOf(undefined), `${path}${suffix}`))[0]).to.equal(404)
    }
    expect((await infer(appOf(insurance), {inputs: []}, '/v2/models/other/infer')).status).to.equal(404)
    expect((await infer(appOf(undefined), {inputs: []})).status).to.equal(503)
  })

  it('describes the inputs and outputs of a model of numbers', async () => {
    const [, json] = await get(appOf(insurance), path)
    expect(json).to.deep.equal({
      name: 'car-insurance-risk',
      versions: ['4'],
      platform: 'tfjs_layers',
      inputs: [
        {name: 'training', datatype: 'INT64', shape: [-1]},
        {name: 'age', datatype: 'FP64', shape: [-1]},
        {name: 'emergency_braking', datatype: 'INT64', shape: [-1]},
        {name: 'braking_distance', datatype: 'FP64', shape: [-1]},
        {name: 'power', datatype: 'FP64', shape: [-1]},
        {name: 'miles', datatype: 'FP64', shape: [-1]},
      ],
      outputs: [
        {name: 'category', datatype: 'BYTES', shape: [-1]},
        {name: 'label', datatype: 'INT64', shape: [-1]},
        {name: 'probabilities', datatype: 'FP32', shape: [-1, 3]},
        {name: 'source', datatype: 'BYTES', shape: [-1]},
        {name: 'id', datatype: 'BYTES', shape: [-1]},
      ],
    })
  })

  it('describes categories by the type of their values', async () => {
    const [, json] = await get(appOf(mixed), '/v2/models/cars/versions/3')
    const {inputs} = json as {inputs: Tensor[]}
    expect(inputs.map(({datatype}) => datatype)).to.deep.equal(['FP64', 'INT64', 'BYTES', 'BOOL', 'INT64'])
  })

  it('answers tensors as POST /predict answers rows', async () => {
    const app = appOf(insurance)
    const someRow = fc.record({
      training: fc.constantFrom(0, 1),
      age: fc.double({min: 10, max: 160, noNaN: true}),
      emergency_braking: fc.constantFrom(0, 1),
      braking_distance: fc.double({min: 5, max: 110, noNaN: true}),
      power: fc.constantFrom(20, 40, 130.5, 500, 501, null),
      miles: fc.double({min: -5, max: 160, noNaN: true}),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(someRow, {minLength: 1, maxLength: 9}), async (rows) => {
        const {status, json} = await infer(app, {inputs: tensorsOf(rows)})
        expect(status).to.equal(200)
        const answers = (await app.inject({method: 'POST', url: '/predict', payload: rows})).json<
          {category: string; label: number; source: string; probabilities: Record<string, number>}[]
        >()
        for (const name of ['category', 'label', 'source'] as const) {
          expect(dataOf(json, name)).to.deep.equal(answers.map((answer) => answer[name]))
        }
        const probabilities = dataOf(json, 'probabilities').map((each) => Math.round((each as number) * 1e6) / 1e6)
        expect(probabilities).to.deep.equal(answers.flatMap((answer) => Object.values(answer.probabilities)))
      }),
    )
  })

  it('takes one tensor [rows, features], flat or nested, for one a feature', async () => {
    const app = appOf(insurance)
    const rows = [customer, {...customer, age: 20}]
    const cells = rows.map((row) => Object.values(row))
    const separate = await infer(app, {inputs: tensorsOf(rows)})
    for (const data of [cells, cells.flat()]) {
      const matrix = await infer(app, {inputs: [{name: 'input-0', shape: [2, 6], datatype: 'FP32', data}]})
      expect(matrix.status).to.equal(200)
      for (const name of ['label', 'probabilities', 'source']) {
        expect(dataOf(matrix.json, name)).to.deep.equal(dataOf(separate.json, name))
      }
    }
  })

  it('takes tensors of shape [rows, 1] and the other names of features', async () => {
    const inputs = tensorsOf([customer]).map((tensor) => ({
      ...tensor,
      name: tensor.name === 'emergency_braking' ? 'emergency_breaking' : tensor.name,
      shape: [1, 1],
      data: [tensor.data],
    }))
    expect((await infer(appOf(insurance), {inputs})).status).to.equal(200)
  })

  it('takes BYTES, BOOL and null for categories and missing values', async () => {
    const inputs = [
      {name: 'age', shape: [2], datatype: 'FP64', data: [30, null]},
      {name: 'toString', shape: [2], datatype: 'INT64', data: [1, 2]},
      {name: 'fuel', shape: [2], datatype: 'BYTES', data: ['Benzin', null]},
      {name: 'abs', shape: [2], datatype: 'BOOL', data: [true, false]},
      {name: 'doors', shape: [2], datatype: 'INT32', data: [2, 4]},
    ]
    const sink = recordingSink()
    const {status, json} = await infer(appOf(mixed, {sinks: [sink]}), {inputs}, '/v2/models/cars/infer')
    expect(status).to.equal(200)
    expect(json.outputs.map(({datatype}) => datatype)).to.deep.equal(['BYTES', 'BYTES', 'FP32', 'BYTES', 'BYTES'])
    expect(sink.rows.map(({row}) => row.values)).to.deep.equal([
      [30, 1, 'petrol', 'true', '2'],
      [null, 2, null, 'false', '4'],
    ])
  })

  it('gives back the id of the request, and calls a single row by it', async () => {
    const sink = recordingSink()
    const {json} = await infer(appOf(insurance, {sinks: [sink]}), {id: '42', inputs: tensorsOf([customer])})
    expect(json).to.include({id: '42', model_name: 'car-insurance-risk', model_version: '4'})
    expect(dataOf(json, 'id')).to.deep.equal(['42'])
    expect(sink.rows[0]!.row.id).to.equal('42')
  })

  it('calls rows by an input "id", and makes ids up for several rows without', async () => {
    const rows = [customer, customer]
    const id = {name: 'id', shape: [2], datatype: 'BYTES', data: ['a', 'b']}
    const named = await infer(appOf(insurance), {id: '42', inputs: [...tensorsOf(rows), id]})
    expect(dataOf(named.json, 'id')).to.deep.equal(['a', 'b'])
    const unnamed = await infer(appOf(insurance), {id: '42', inputs: tensorsOf(rows)})
    expect(unnamed.json.id).to.equal('42')
    expect(new Set(['42', ...dataOf(unnamed.json, 'id')]).size).to.equal(3)
  })

  it('gives the outputs that are asked for, in that order, and takes parameters everywhere', async () => {
    const {status, json} = await infer(appOf(insurance), {
      parameters: {priority: 1},
      inputs: tensorsOf([customer]).map((tensor) => ({...tensor, parameters: {content_type: 'np'}})),
      outputs: [{name: 'label', parameters: {binary_data: false}}, {name: 'category'}],
    })
    expect(status).to.equal(200)
    expect(json.outputs.map(({name}) => name)).to.deep.equal(['label', 'category'])
  })

  it('takes JSON whose content type is not said, as clients send it', async () => {
    const response = await appOf(insurance).inject({
      method: 'POST',
      url: `${path}/infer`,
      payload: Buffer.from(JSON.stringify({inputs: tensorsOf([customer])})),
    })
    expect(response.statusCode).to.equal(200)
  })

  describe('refuses with an error', () => {
    const whole = tensorsOf([customer])
    const changed = (change: object): Tensor[] =>
      whole.map((tensor) => (tensor.name === 'age' ? {...tensor, ...change} : tensor))

    for (const [name, body, error] of [
      ['a body that is no object', [], 'The body is an array, expected an inference request with "inputs".'],
      ['an id that is no text', {id: 1, inputs: whole}, 'id is 1, expected a text of at most 128 characters.'],
      ['parameters that are no object', {parameters: 1, inputs: whole}, 'parameters is 1, expected an object.'],
      ['no inputs', {}, /^inputs is missing, expected an array with a tensor for each of training, age, /],
      ['an input without a name', {inputs: [{}]}, 'inputs[0] has no name.'],
      [
        'an unknown datatype',
        {inputs: changed({datatype: 'BF16'})},
        /^The datatype of "age" is "BF16", expected one of BOOL/,
      ],
      [
        'a shape that is none',
        {inputs: changed({shape: [-1]})},
        'The shape of "age" is not an array of 1 to 8 whole numbers.',
      ],
      ['too few elements', {inputs: changed({shape: [2]})}, '"age" has 1 elements, but its shape [2] says 2.'],
      [
        'another number of rows',
        {inputs: changed({shape: [2], data: [1, 2]})},
        'age has 2 rows, but training has 1: give all tensors the same shape.',
      ],
      [
        'a shape that is no column',
        {inputs: changed({shape: [1, 2], data: [1, 2]})},
        '"age" has the shape [1, 2], expected [rows] or [rows, 1].',
      ],
      ['an element of another type', {inputs: changed({data: ['x']})}, 'Element 0 of "age" is "x", which is no FP64.'],
      [
        'a text tensor for a number',
        {inputs: changed({datatype: 'BYTES', data: ['35']})},
        'age[0] is "35", expected a number from 16 to 150.',
      ],
      [
        'binary data that is not there',
        {inputs: changed({data: undefined, parameters: {binary_data_size: 8}})},
        'binary_data_size of "age" is 8, but 0 bytes are left behind the JSON.',
      ],
      ['no data at all', {inputs: changed({data: undefined})}, /^"age" has no data: send "data" as an array, or /],
      [
        'a flag that is none',
        {inputs: whole, parameters: {binary_data_output: 'yes'}},
        'binary_data_output is "yes", expected true or false.',
      ],
      [
        'an unknown input',
        {inputs: [...whole, {name: 'agee', shape: [1], datatype: 'FP64', data: [1]}]},
        '"agee" is no input of the model; did you mean "age"?',
      ],
      ['an input given twice', {inputs: [...whole, whole[0]]}, 'training is given twice.'],
      ['a missing input', {inputs: whole.slice(2)}, 'inputs lack training, age.'],
      [
        'an unknown output',
        {inputs: whole, outputs: [{name: 'logits'}]},
        '"logits" is no output of the model; there is category, label, probabilities, source, id.',
      ],
      ['no rows', {inputs: tensorsOf([])}, 'The tensors hold no rows.'],
    ] as const) {
      it(name, async () => {
        const {status, type, json} = await infer(appOf(insurance), body)
        expect(type).to.equal('application/json; charset=utf-8')
        expect(Object.keys(json)).to.deep.equal(['error'])
        if (typeof error === 'string') expect(json.error).to.equal(error)
        else expect(json.error).to.match(error)
        expect(status).to.equal(422)
      })
    }

    it('what is not JSON, too large, of another type or at no path', async () => {
      expect((await infer(appOf(insurance), '{')).status).to.equal(400)
      expect((await infer(appOf(insurance, {bodyLimit: 100}), {inputs: whole})).status).to.equal(413)
      const form = await appOf(insurance).inject({
        method: 'POST',
        url: `${path}/infer`,
        headers: {'content-type': 'application/octet-stream'},
        payload: 'x',
      })
      expect([form.statusCode, Object.keys(form.json<object>())]).to.deep.equal([415, ['error']])
      expect((await get(appOf(insurance), '/v2/model'))[1]).to.have.all.keys('error')
      const wrong = await appOf(insurance).inject({method: 'PUT', url: '/v2/health/live'})
      expect([wrong.statusCode, wrong.headers.allow]).to.deep.equal([405, 'GET, HEAD'])
    })
  })

  it('answers 200 or 422 to any JSON at all', async () => {
    const app = appOf(mixed)
    const part = fc.oneof(fc.constantFrom<unknown>('age', 'BYTES', 'FP64', [1], [1, 1], 'fuel', [], {}), fc.jsonValue())
    const tensor = fc.record(
      {name: part, shape: part, datatype: part, data: part, parameters: part},
      {requiredKeys: []},
    )
    const request = fc.record({id: part, inputs: fc.array(tensor), outputs: part}, {requiredKeys: []})
    await fc.assert(
      fc.asyncProperty(fc.oneof(request, fc.jsonValue()), async (body) => {
        const text = JSON.stringify(body)
        fc.pre(!text.includes('__proto__'))
        expect([200, 422]).to.include((await infer(app, text, '/v2/models/cars/infer')).status)
      }),
      {numRuns: 1_000},
    )
  })
})
