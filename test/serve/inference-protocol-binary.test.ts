import {expect} from 'chai'
import fc from 'fast-check'
import type {FastifyInstance} from 'fastify'
import {createPredictorApp} from '../../src/lib/serve/predictor-app.js'
import {recordingSink} from './recording-sink.js'
import {customer, insuranceModel, mixedModel} from './served-models.js'

const insurance = insuranceModel(4)
const mixed = mixedModel()

interface Output {
  readonly name: string
  readonly datatype: string
  readonly shape: readonly number[]
  readonly data?: readonly unknown[]
  readonly parameters?: {readonly binary_data_size: number}
}

interface Request {
  readonly json: object
  readonly tail: Buffer
  readonly headers?: Readonly<Record<string, string>>
  readonly model?: string
}

async function infer(app: FastifyInstance, {json, tail, headers = {}, model = 'car-insurance-risk'}: Request) {
  const text = Buffer.from(JSON.stringify(json))
  const response = await app.inject({
    method: 'POST',
    url: `/v2/models/${model}/infer`,
    headers: {
      'content-type': 'application/octet-stream',
      'inference-header-content-length': String(text.length),
      ...headers,
    },
    payload: Buffer.concat([text, tail]),
  })
  const length = response.headers['inference-header-content-length']
  const jsonLength = length === undefined ? response.rawPayload.length : Number(length)
  return {
    status: response.statusCode,
    type: response.headers['content-type'],
    json: JSON.parse(response.rawPayload.subarray(0, jsonLength).toString()) as {outputs: Output[]; error: string},
    tail: response.rawPayload.subarray(jsonLength),
  }
}

/** Bytes of numbers as numpy has them. */
function bytesOf(datatype: string, numbers: readonly number[]): Buffer {
  switch (datatype) {
    case 'INT64':
      return Buffer.from(BigInt64Array.from(numbers, BigInt).buffer)
    case 'INT32':
      return Buffer.from(Int32Array.from(numbers).buffer)
    case 'FP32':
      return Buffer.from(Float32Array.from(numbers).buffer)
    default:
      return Buffer.from(Float64Array.from(numbers).buffer)
  }
}

function textBytes(texts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text as string)
      const length = Buffer.alloc(4)
      length.writeUInt32LE(bytes.length)
      return [length, bytes]
    }),
  )
}

const tensor = (name: string, datatype: string, shape: readonly number[], bytes: Buffer) => ({
  head: {name, datatype, shape, parameters: {binary_data_size: bytes.length}},
  bytes,
})

const requestOf = (tensors: readonly ReturnType<typeof tensor>[], rest: object = {}): Request => ({
  json: {...rest, inputs: tensors.map(({head}) => head)},
  tail: Buffer.concat(tensors.map(({bytes}) => bytes)),
})

const customerTensors = (rows: readonly Readonly<Record<keyof typeof customer, number>>[]) =>
  Object.keys(customer).map((name) => {
    const datatype = name === 'training' || name === 'emergency_braking' ? 'INT64' : 'FP64'
    const numbers = rows.map((row) => row[name as keyof typeof customer])
    return tensor(name, datatype, [rows.length], bytesOf(datatype, numbers))
  })

describe('binary tensors of the Open Inference Protocol', () => {
  it('are answered as the same rows in JSON are', async () => {
    const app = createPredictorApp({current: () => insurance, sinks: []})
    const someRow = fc.record({
      training: fc.constantFrom(0, 1),
      age: fc.double({min: 10, max: 160, noNaN: true}),
      emergency_braking: fc.constantFrom(0, 1),
      braking_distance: fc.double({min: 5, max: 110, noNaN: true}),
      power: fc.constantFrom(20, 40, 130.5, 500, 501),
      miles: fc.double({min: -5, max: 160, noNaN: true}),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(someRow, {minLength: 1, maxLength: 9}), async (rows) => {
        const {status, type, json, tail} = await infer(app, requestOf(customerTensors(rows)))
        expect([status, type, tail.length]).to.deep.equal([200, 'application/json; charset=utf-8', 0])
        const answers = (await app.inject({method: 'POST', url: '/predict', payload: rows})).json<
          {category: string; source: string}[]
        >()
        const dataOf = (name: string): unknown => json.outputs.find((output) => output.name === name)!.data
        expect(dataOf('category')).to.deep.equal(answers.map(({category}) => category))
        expect(dataOf('source')).to.deep.equal(answers.map(({source}) => source))
      }),
    )
  })

  it('may be of any numeric type, and stand beside tensors in JSON', async () => {
    const sink = recordingSink()
    const app = createPredictorApp({current: () => mixed, sinks: [sink]})
    const years = tensor('years', 'FP16', [3], Buffer.from(Uint16Array.from([0x4f80, 0x7e00, 0xc100]).buffer))
    const doors = tensor('doors', 'INT32', [3, 1], bytesOf('INT32', [2, 4, -7]))
    const fuel = tensor('fuel', 'BYTES', [3], textBytes(['Benzin', '', 'Ä']))
    const abs = tensor('abs', 'BOOL', [3], Buffer.from([1, 0, 1]))
    const inputs = [
      ...[years.head, doors.head, fuel.head, abs.head],
      {name: 'toString', datatype: 'INT64', shape: [3], data: [1, 2, 3]},
    ]
    const tail = Buffer.concat([years.bytes, doors.bytes, fuel.bytes, abs.bytes])
    const {status} = await infer(app, {json: {inputs}, tail, model: 'cars'})
    expect(status).to.equal(200)
    expect(sink.rows.map(({row}) => row.values)).to.deep.equal([
      [30, 1, 'petrol', 'true', '2'],
      [null, 2, null, 'false', '4'],
      [-2.5, 3, 'Ä', 'true', '-7'],
    ])
  })

  it('may be one matrix [rows, features]', async () => {
    const app = createPredictorApp({current: () => insurance, sinks: []})
    const cells = bytesOf('FP32', [...Object.values(customer), ...Object.values(customer)])
    const {status, json} = await infer(app, requestOf([tensor('input-0', 'FP32', [2, 6], cells)]))
    expect([status, json.outputs[0]!.shape]).to.deep.equal([200, [2]])
  })

  it('come back where they are asked for: all, or by output', async () => {
    const app = createPredictorApp({current: () => insurance, sinks: [], createId: () => 'é'})
    const rows = [customer, {...customer, power: 20}]
    const plain = await infer(app, requestOf(customerTensors(rows)))
    const [category, label, probabilities, source] = plain.json.outputs.map(({data}) => data!)
    const all = await infer(app, requestOf(customerTensors(rows), {parameters: {binary_data_output: true}}))
    expect([all.status, all.type]).to.deep.equal([200, 'application/octet-stream'])
    expect(all.json.outputs.map(({data}) => data)).to.deep.equal([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    expect(all.tail).to.deep.equal(
      Buffer.concat([
        textBytes(category as string[]),
        bytesOf('INT64', label as number[]),
        bytesOf('FP32', probabilities as number[]),
        textBytes(source as string[]),
        textBytes(['é', 'é']),
      ]),
    )
    const sizes = all.json.outputs.map(({parameters}) => parameters!.binary_data_size)
    expect(sizes.reduce((sum, size) => sum + size)).to.equal(all.tail.length)
    const outputs = [{name: 'label', parameters: {binary_data: true}}, {name: 'source'}]
    const some = await infer(app, requestOf(customerTensors(rows), {outputs}))
    expect(some.json.outputs.map(({data}) => data)).to.deep.equal([undefined, source])
    expect(some.tail).to.deep.equal(bytesOf('INT64', label as number[]))
  })

  it('come back to who sent JSON alone', async () => {
    const app = createPredictorApp({current: () => insurance, sinks: []})
    const inputs = Object.entries(customer).map(([name, value]) => ({
      name,
      datatype: 'FP64',
      shape: [1],
      data: [value],
    }))
    const response = await app.inject({
      method: 'POST',
      url: '/v2/models/car-insurance-risk/infer',
      payload: {inputs, outputs: [{name: 'probabilities', parameters: {binary_data: true}}]},
    })
    expect(response.statusCode).to.equal(200)
    const length = Number(response.headers['inference-header-content-length'])
    expect(response.rawPayload.length - length).to.equal(12)
  })

  describe('are refused', () => {
    const app = createPredictorApp({current: () => insurance, sinks: []})
    const tensors = customerTensors([customer])
    const whole = requestOf(tensors)
    const changed = (change: object, tail = whole.tail): Request => ({
      json: {inputs: tensors.map(({head}) => (head.name === 'miles' ? {...head, ...change} : head))},
      tail,
    })
    const misfits: readonly (readonly [string, Request, number, RegExp])[] = [
      [
        'when bytes are missing',
        {...whole, tail: whole.tail.subarray(1)},
        422,
        /^binary_data_size of "miles" is 8, but 7/,
      ],
      [
        'when bytes are left over',
        {...whole, tail: Buffer.alloc(99)},
        422,
        /^51 bytes behind the JSON belong to no input/,
      ],
      ['with a size below 0', changed({parameters: {binary_data_size: -8}}), 422, /^binary_data_size of "miles" is -8/],
      [
        'with a size that is text',
        changed({parameters: {binary_data_size: '8'}}),
        422,
        /^binary_data_size of "miles" is "8"/,
      ],
      ['with data in JSON as well', changed({data: [1]}), 422, /^"miles" has data in JSON and a binary_data_size/],
      [
        'when no element ends there',
        changed({datatype: 'INT64', parameters: {binary_data_size: 7}}),
        422,
        /has 7 bytes/,
      ],
      [
        'with another number of elements',
        changed({shape: [2]}),
        422,
        /^"miles" has 1 elements, but its shape \[2\] says 2/,
      ],
      ['of an unknown type', changed({datatype: 'BF16'}), 422, /^The datatype of "miles" is "BF16"/],
      ['of a type that every object has', changed({datatype: 'constructor'}), 422, /^The datatype of "miles"/],
      [
        'with a text that ends behind them',
        changed({datatype: 'BYTES'}),
        422,
        /^Element 1 of "miles" ends behind its tensor/,
      ],
      [
        'with infinite numbers',
        changed({}, Buffer.concat([whole.tail.subarray(0, 40), bytesOf('FP64', [Infinity])])),
        422,
        /^miles\[0\] is too large/,
      ],
      [
        'without a name',
        changed({name: undefined, shape: [2]}, Buffer.alloc(44)),
        422,
        /^binary_data_size of inputs\[5\] is 8, but 4/,
      ],
      ['as JSON that is none', {...whole, headers: {'inference-header-content-length': '3'}}, 400, /not JSON/],
      [
        'with more JSON than body',
        {...whole, headers: {'inference-header-content-length': '99999'}},
        400,
        /expected at most \d+, which/,
      ],
      [
        'with a length that is none',
        {...whole, headers: {'inference-header-content-length': '-1'}},
        400,
        /"-1", expected a number of bytes/,
      ],
      [
        'as another content type',
        {...whole, headers: {'content-type': 'text/plain'}},
        415,
        /"text\/plain" is not taken/,
      ],
    ]
    for (const [name, request, status, error] of misfits) {
      it(name, async () => {
        const answer = await infer(app, request)
        expect(answer.json.error).to.match(error)
        expect(answer.status).to.equal(status)
      })
    }

    it('as texts that are not UTF-8, and as truth that is neither', async () => {
      const cars = createPredictorApp({current: () => mixed, sinks: []})
      const inputs = (fuel: Buffer, abs: Buffer) => [
        tensor('age', 'FP64', [1], bytesOf('FP64', [30])),
        tensor('toString', 'INT64', [1], bytesOf('INT64', [3])),
        tensor('fuel', 'BYTES', [1], fuel),
        tensor('abs', 'BOOL', [1], abs),
        tensor('doors', 'INT64', [1], bytesOf('INT64', [2])),
      ]
      const text = await infer(cars, {...requestOf(inputs(textBytes([Buffer.of(0xff)]), Buffer.of(1))), model: 'cars'})
      expect([text.status, text.json.error]).to.deep.equal([422, 'Element 0 of "fuel" is not UTF-8.'])
      const truth = await infer(cars, {...requestOf(inputs(textBytes(['5']), Buffer.of(2))), model: 'cars'})
      expect([truth.status, truth.json.error]).to.deep.equal([422, 'Element 0 of "abs" is 2, which is no BOOL.'])
    })
  })

  it('get 200, 400 or 422, whatever bytes they are', async () => {
    const app = createPredictorApp({current: () => mixed, sinks: []})
    const size = fc.oneof(fc.constantFrom<unknown>(0, 1, 2, 4, 8), fc.jsonValue())
    const datatype = fc.constantFrom('BOOL', 'UINT8', 'INT64', 'UINT64', 'FP16', 'FP32', 'FP64', 'BYTES', 'x')
    const input = fc.record({
      name: fc.constantFrom('age', 'fuel', 'abs', 'doors', 'toString', 'id'),
      datatype,
      shape: fc.array(fc.nat(3), {maxLength: 3}),
      parameters: fc.record({binary_data_size: size}),
    })
    const request = fc.record({
      json: fc.record({inputs: fc.array(input)}),
      tail: fc.uint8Array({maxLength: 64}).map((bytes) => Buffer.from(bytes)),
    })
    await fc.assert(
      fc.asyncProperty(request, async (each) => {
        fc.pre(!JSON.stringify(each.json).includes('__proto__'))
        expect([200, 400, 422]).to.include((await infer(app, {...each, model: 'cars'})).status)
      }),
      {numRuns: 1_000},
    )
  })
})
