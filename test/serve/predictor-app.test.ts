import {expect} from 'chai'
import type {FastifyInstance} from 'fastify'
import {createPredictorApp} from '../../src/lib/serve/predictor-app.js'
import type {PredictorOptions} from '../../src/lib/serve/predictor-options.js'
import type {ServedModel} from '../../src/lib/serve/served-model.js'
import {recordingSink} from './recording-sink.js'
import {customer, insuranceModel, mixedModel, mixedRow} from './served-models.js'

const insurance = insuranceModel()
const mixed = mixedModel()

interface Reply {
  readonly status: number
  readonly type: string
  readonly headers: Readonly<Record<string, unknown>>
  /** The body, for who knows whether it is an answer or a refusal. */
  readonly json: Body
  /** The same, where it is an array. */
  readonly rows: readonly Body[]
}

interface Body {
  readonly category: string
  readonly label: string | number
  readonly probabilities: Readonly<Record<string, number>>
  readonly source: string
  readonly reason: string
  readonly model: {readonly name: string; readonly version: number}
  readonly id: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly errors: readonly {readonly field: string; readonly message: string; readonly pointer: string}[]
}

function appOf(model: ServedModel | undefined, options: Partial<PredictorOptions> = {}): FastifyInstance {
  return createPredictorApp({current: () => model, sinks: [], ...options})
}

async function post(app: FastifyInstance, payload: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const response = await app.inject({
    method: 'POST',
    url: '/predict',
    headers: {'content-type': 'application/json', ...headers},
    payload: typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
  })
  return {
    status: response.statusCode,
    type: String(response.headers['content-type']),
    headers: response.headers,
    json: response.json<Body>(),
    rows: response.json<Body[]>(),
  }
}

/** Sent to the model of cars. */
const car = (change: object): Promise<Reply> => post(appOf(mixed), {...mixedRow, ...change})
const drive = (change: object): Promise<Reply> => post(appOf(insurance), {...customer, ...change})

describe('POST /predict', () => {
  it('answers one row with category, label, probabilities, source, model and id', async () => {
    const {status, type, json} = await drive({})
    expect(status).to.equal(200)
    expect(type).to.equal('application/json; charset=utf-8')
    expect(Object.keys(json)).to.deep.equal(['category', 'label', 'probabilities', 'source', 'model', 'id'])
    expect(['high', 'medium', 'low'][json.label as number]).to.equal(json.category)
    expect(Object.keys(json.probabilities)).to.deep.equal(['high', 'medium', 'low'])
    const sum = Object.values(json.probabilities).reduce((total, each) => total + each, 0)
    expect(sum).to.be.closeTo(1, 2e-6)
    expect(json.source).to.equal('ML')
    expect(json.model).to.deep.equal({name: 'car-insurance-risk', version: 1})
    expect(json.id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('answers the request body of the old application, emergency_breaking and all', async () => {
    const {emergency_braking: brakes, ...rest} = customer
    const old = await post(appOf(insurance), {...rest, emergency_breaking: brakes, id: 'a'})
    const fresh = await drive({id: 'a'})
    expect(old.status).to.equal(200)
    expect(old.json).to.deep.equal(fresh.json)
  })

  it('answers power 20 by the baseline and says so', async () => {
    const {status, json} = await drive({power: 20})
    expect(status).to.equal(200)
    expect(json.source).to.equal('baseline - out of range')
    expect(json.reason).to.equal('power is 20, outside its range from 40 to 500')
    // Trained drivers up to 60 are a low risk to the baseline.
    expect(json).to.include({category: 'low', label: 2})
  })

  it('answers by the baseline when the model is not sure, and says how sure it was', async () => {
    const rows = Array.from({length: 200}, (_, index) => ({...customer, age: 16 + index / 2, miles: index / 4}))
    const answers = (await post(appOf(insurance), rows)).rows
    const unsure = answers.filter(({source}) => source === 'baseline - low probability')
    expect(unsure.length).to.be.greaterThan(0)
    for (const {probabilities, reason} of unsure) {
      const highest = Math.max(...Object.values(probabilities))
      expect(highest).to.be.lessThan(0.5)
      expect(reason).to.equal(`the highest probability is ${highest.toFixed(3)}, below 0.5`)
    }
  })

  it('takes null for missing, and the baseline answers where none was missing in training', async () => {
    const {json} = await drive({age: null})
    expect(json).to.include({
      source: 'baseline - out of range',
      reason: 'age is missing, as it never was in training',
    })
    expect((await car({age: null})).json.source).to.not.equal('baseline - out of range')
  })

  it('answers an array with one answer each, in order, as it answers them alone', async () => {
    const rows = [16, 30, 44, 58, 150, 151].map((age, index) => ({...customer, age, id: `row ${index}`}))
    const many = await post(appOf(insurance), rows)
    const alone = await Promise.all(rows.map(async (row) => (await post(appOf(insurance), row)).json as unknown))
    expect(many.json).to.deep.equal(alone)
  })

  it('answers an empty array with an empty array', async () => {
    expect((await post(appOf(insurance), [])).json).to.deep.equal([])
  })

  it('answers 10,000 rows, and refuses one more', async () => {
    const app = appOf(insurance, {bodyLimit: 4_000_000})
    const rows = Array.from({length: 10_000}, () => customer)
    expect((await post(app, rows)).json).to.have.length(10_000)
    const {status, json} = await post(app, [...rows, customer])
    expect(status).to.equal(422)
    expect(json.detail).to.equal('The array holds 10,001 rows: send at most 10,000 at once.')
  })

  it('answers about a category that no training row had by the baseline', async () => {
    const {json} = await car({fuel: 'steam "x"'})
    expect(json).to.include({
      source: 'baseline - out of range',
      reason: 'fuel is "steam \\"x\\"", which did not occur in training',
    })
  })

  it('lets a model without a baseline answer everything', async () => {
    const {json} = await post(appOf(mixedModel({fallback: false})), {...mixedRow, age: 3, fuel: 'steam'})
    expect(json.source).to.equal('ML')
  })

  it('keeps numbers far outside from overflowing into no answer', async () => {
    const {status, json} = await car({age: 1e38, toString: -1e38})
    expect(status).to.equal(200)
    for (const probability of Object.values(json.probabilities)) expect(probability).to.be.within(0, 1)
  })

  it('shows every answered row to every sink, and none of an array in which one is wrong', async () => {
    const sinks = [recordingSink(), recordingSink()]
    const app = appOf(mixed, {sinks, now: () => 42})
    await post(app, {...mixedRow, id: 'first'})
    await post(app, [mixedRow, {...mixedRow, age: 'x'}])
    const [last] = (await post(app, [{...mixedRow, years: 20, age: undefined, id: 'second'}])).rows
    for (const {rows} of sinks) {
      expect(rows.map(({row}) => row.id)).to.deep.equal(['first', 'second'])
      expect(rows[0]!.model).to.deep.equal({name: 'cars', version: 3})
      const {row} = rows[1]!
      expect(row.values).to.deep.equal([20, 4, 'diesel', 'true', '4'])
      expect(row.time).to.equal(42)
      expect(row.source).to.equal(last!.source)
      expect(['bad "one"', 'good'][row.answered]).to.equal(last!.category)
      expect(Math.round(row.probabilities[1]! * 1e6) / 1e6).to.equal(last!.probabilities['good'])
    }
    expect(sinks[0]!.rows[0]!.row.probabilities).to.not.equal(sinks[0]!.rows[1]!.row.probabilities)
  })

  it('answers although a sink throws', async () => {
    const broken = {
      accept: () => {
        throw new Error('disk full')
      },
    }
    const after = recordingSink()
    const {status} = await post(appOf(mixed, {sinks: [broken, after]}), mixedRow)
    expect(status).to.equal(200)
    expect(after.rows).to.have.length(1)
  })

  describe('takes a category', () => {
    const same = [
      ['by another spelling', {fuel: 'Benzin'}, {fuel: 'petrol'}],
      ['with blanks around it', {fuel: ' petrol '}, {fuel: 'petrol'}],
      ['that is a number as number or text', {fuel: 5}, {fuel: '5'}],
      ['that is true or false as such or as text', {abs: true}, {abs: 'yes'}],
      ['of whole numbers as text too', {doors: '2'}, {doors: 2}],
      ['that stands for missing as null', {fuel: 'NA'}, {fuel: null}],
    ] as const
    for (const [name, one, other] of same) {
      it(name, async () => {
        const [first, second] = await Promise.all([car({...one, id: 'x'}), car({...other, id: 'x'})])
        expect(first.status).to.equal(200)
        expect(first.json).to.deep.equal(second.json)
      })
    }
  })

  describe('refuses with 422 and names', () => {
    const problems = async (reply: Promise<Reply>): Promise<unknown> => {
      const {status, type, json} = await reply
      expect(status).to.equal(422)
      expect(type).to.equal('application/problem+json; charset=utf-8')
      return json.errors.map(({field, message}) => [field, message])
    }

    for (const [name, change, field, message] of [
      ['a text for a number', {age: '35'}, 'age', 'age is "35", expected a number from 16 to 150'],
      ['true for a number', {training: true}, 'training', 'training is true, expected a whole number from 0 to 1'],
      ['a fraction', {training: 0.5}, 'training', 'training is 0.5, expected a whole number from 0 to 1'],
      ['an array', {age: [35]}, 'age', 'age is an array, expected a number from 16 to 150'],
      ['an object', {age: {}}, 'age', 'age is an object, expected a number from 16 to 150'],
      ['the target', {group: 1}, 'group', '"group" is what the model predicts: leave it out'],
      ['an ignored column', {risk: 1}, 'risk', '"risk" is a column that the model does not read: leave it out'],
      ['a field near to one', {agee: 1}, 'agee', '"agee" is no feature of the model; did you mean "age"?'],
      ['a field far from all', {colour: 1}, 'colour', '"colour" is no feature of the model'],
      [
        'a field under two names',
        {emergency_breaking: 0},
        'emergency_breaking',
        'emergency_breaking is given twice: "emergency_braking" is the same field',
      ],
      ['an id that is no text', {id: 5}, 'id', 'id is 5, expected a text of 1 to 128 characters'],
      ['an empty id', {id: ''}, 'id', 'id is "", expected a text of 1 to 128 characters'],
      [
        'a missing field',
        {age: undefined},
        'age',
        'age is missing, expected a number from 16 to 150 (null when it is not known)',
      ],
    ] as const) {
      it(name, async () => {
        expect(await problems(drive(change))).to.deep.equal([[field, message]])
      })
    }

    for (const [name, change, field, message] of [
      ['a number beyond a 32-bit float', {age: 1e39}, 'age', 'age is 1e+39, expected a number, 16 or more'],
      ['a text for yes or no', {abs: 'maybe'}, 'abs', 'abs is "maybe", expected true or false'],
      ['a number for a text', {fuel: 6}, 'fuel', 'fuel is 6, expected one of petrol, diesel, 5'],
      ['a fraction for a whole category', {doors: 2.5}, 'doors', 'doors is 2.5, expected one of 2, 4'],
      ['a feature that every object inherits', {toString: 'x'}, 'toString', 'toString is "x", expected a whole number'],
    ] as const) {
      it(name, async () => {
        expect(await problems(car(change))).to.deep.equal([[field, message]])
      })
    }

    it('a feature that is missing although every object inherits its name', async () => {
      const {age, fuel, abs, doors} = mixedRow
      expect(await problems(post(appOf(mixed), {age, fuel, abs, doors}))).to.deep.equal([
        ['toString', 'toString is missing, expected a whole number (null when it is not known)'],
      ])
    })

    it('a number too large for JSON readers', async () => {
      const {json} = await post(appOf(insurance), JSON.stringify(customer).replace('44.25', '1e999'))
      expect(json.detail).to.equal('age is too large, expected a number from 16 to 150.')
    })

    it('everything that is wrong, with its place', async () => {
      const {json} = await post(appOf(insurance), [customer, {...customer, age: 'x', power: null, 'a/b~': 1}])
      expect(json.title).to.equal('Unprocessable Entity')
      expect(json.detail).to.equal('row 1: age is "x", expected a number from 16 to 150 (and 1 more).')
      expect(json.errors.map(({pointer}) => pointer)).to.deep.equal(['/1/age', '/1/a~1b~0'])
    })

    it('no more than twenty problems of a body full of them', async () => {
      const {json} = await post(
        appOf(insurance),
        Array.from({length: 500}, () => ({...customer, age: 'x', power: 'y'})),
      )
      expect(json.errors).to.have.length(20)
      expect(json.detail).to.match(/\(and at least 19 more\)\.$/)
    })

    it('a body that is neither object nor array', async () => {
      for (const [body, what] of [
        ['5', '5'],
        ['null', 'null'],
        ['"text"', '"text"'],
      ]) {
        const {status, json} = await post(appOf(insurance), body)
        expect(status).to.equal(422)
        expect(json.detail).to.equal(`The body is ${what}, expected an object with the features by name.`)
      }
      expect((await post(appOf(insurance), [[1]])).json.detail).to.equal(
        'Row 0 is an array, expected an object with the features by name.',
      )
    })
  })

  describe('refuses', () => {
    it('what is not JSON with 400, saying where', async () => {
      const {status, type, json} = await post(appOf(insurance), '{"age": 4,}')
      expect(status).to.equal(400)
      expect(type).to.equal('application/problem+json; charset=utf-8')
      expect(json.detail).to.match(/^The body is not JSON: .+ position 10/)
    })

    it('an empty body with 400', async () => {
      expect((await post(appOf(insurance), '')).json).to.include({status: 400, title: 'Bad Request'})
    })

    it('bytes that are not UTF-8 with 400', async () => {
      const {status, json} = await post(appOf(mixed), Buffer.from('{"fuel":"\xff"}', 'latin1'))
      expect(status).to.equal(400)
      expect(json.detail).to.equal('The body is not UTF-8: send the JSON text encoded as UTF-8.')
    })

    for (const poison of ['{"__proto__": {"age": 1}}', '{"constructor": {"prototype": {"age": 1}}}']) {
      it(`${poison} with 400, and objects stay as they were`, async () => {
        expect((await post(appOf(insurance), poison)).status).to.equal(400)
        expect(({} as {age?: number}).age).to.equal(undefined)
      })
    }

    it('JSON that is nested a hundred thousand deep with 422', async () => {
      const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
      expect((await post(appOf(insurance), deep)).status).to.equal(422)
      expect((await post(appOf(insurance), `{"age":${deep}}`)).json.errors[0]!.message).to.match(/^age is an array/)
    })

    it('more than 1 MB with 413', async () => {
      const {status, json} = await post(appOf(insurance), JSON.stringify({...customer, id: 'x'.repeat(1_048_576)}))
      expect(status).to.equal(413)
      expect(json.detail).to.equal('The body is larger than 1,048,576 bytes: send fewer rows at once.')
    })

    for (const [name, headers] of [
      ['a form', {'content-type': 'application/x-www-form-urlencoded'}],
      ['plain text', {'content-type': 'text/plain'}],
      ['a compressed body', {'content-encoding': 'gzip'}],
      ['another charset', {'content-type': 'application/json; charset=utf-16'}],
    ] as const) {
      it(`${name} with 415`, async () => {
        const {status, type} = await post(appOf(insurance), customer, headers)
        expect(status).to.equal(415)
        expect(type).to.equal('application/problem+json; charset=utf-8')
      })
    }

    it('everything with 503 while there is no model', async () => {
      const {status, json} = await post(appOf(undefined), customer)
      expect(status).to.equal(503)
      expect(json.detail).to.match(/no model in service yet/)
    })
  })

  it('answers with the new model as soon as there is one', async () => {
    const newer = insuranceModel(2, 8)
    let model = insurance
    const app = createPredictorApp({current: () => model, sinks: []})
    expect((await post(app, customer)).json.model.version).to.equal(1)
    model = newer
    expect((await post(app, customer)).json.model.version).to.equal(2)
  })
})

describe('the predictor', () => {
  it('says pong', async () => {
    const {statusCode, headers, body} = await appOf(undefined).inject('/ping')
    expect([statusCode, headers['content-type'], body]).to.deep.equal([200, 'text/plain; charset=utf-8', 'pong'])
  })

  it('says 404 as a problem, and which path could be meant', async () => {
    const response = await appOf(insurance).inject('/predit?a=1')
    expect(response.statusCode).to.equal(404)
    expect(response.headers['content-type']).to.equal('application/problem+json; charset=utf-8')
    expect(response.json()).to.include({detail: 'There is nothing at /predit; did you mean /predict?'})
  })

  it('says 405 as a problem, and which methods there are', async () => {
    for (const [method, url, allow] of [
      ['GET', '/predict', 'POST'],
      ['DELETE', '/ping', 'GET, HEAD'],
    ] as const) {
      const response = await appOf(insurance).inject({method, url})
      expect(response.statusCode).to.equal(405)
      expect(response.headers.allow).to.equal(allow)
      expect(response.json()).to.include({detail: `${url} does not take ${method}, only ${allow}.`})
    }
  })

  it('says 405 to methods that Fastify knows more of', async () => {
    for (const url of ['/predict', '/v2/health/live']) {
      const response = await appOf(insurance).inject({method: 'QUERY' as 'GET', url})
      expect(response.statusCode).to.equal(405)
    }
  })

  it('says that a path is malformed with 400', async () => {
    const response = await appOf(insurance).inject('/%zz')
    expect(response.statusCode).to.equal(400)
    expect(response.headers['content-type']).to.equal('application/problem+json; charset=utf-8')
  })

  it('says the same in the words of the other protocol', async () => {
    for (const [path, status, error] of [
      ['%zz', 400, 'The path is malformed: "%" stands before two hexadecimal digits.'],
      ['x'.repeat(400), 414, 'A part of the path is too long.'],
    ] as const) {
      const response = await appOf(insurance).inject(`/v2/models/${path}`)
      expect([response.statusCode, response.json()]).to.deep.equal([status, {error}])
    }
  })

  it('echoes the request id, and makes one up where there is none or one that cannot be echoed', async () => {
    const app = appOf(insurance)
    const idFor = async (id?: string): Promise<unknown> => {
      const response = await app.inject({url: '/nothing', headers: id === undefined ? {} : {'x-request-id': id}})
      return response.headers['x-request-id']
    }
    expect(await idFor('abc-123')).to.equal('abc-123')
    expect(await idFor()).to.match(/^[0-9a-f-]{36}$/)
    expect(await idFor('x'.repeat(129))).to.match(/^[0-9a-f-]{36}$/)
    expect(await idFor('a b')).to.match(/^[0-9a-f-]{36}$/)
  })

  it('tells of every response by the pattern of its route, and of every refused prediction', async () => {
    const seen: unknown[] = []
    const reasons: string[] = []
    const app = appOf(insurance, {
      token: 'secret',
      onRequest: (method, route, code, seconds) => {
        expect(seconds).to.be.within(0, 10)
        seen.push(`${method} ${route} ${code}`)
      },
      onRejection: (reason) => reasons.push(reason),
    })
    const headers = {authorization: 'Bearer secret'}
    await post(app, customer, headers)
    await post(app, {...customer, age: 'x'}, headers)
    await post(app, '{', headers)
    await post(app, customer)
    await app.inject('/nothing/at/all')
    await app.inject('/v2/models/none')
    expect(seen).to.deep.equal([
      'POST /predict 200',
      'POST /predict 422',
      'POST /predict 400',
      'POST /predict 401',
      'GET unmatched 404',
      'GET /v2/models/:name 404',
    ])
    expect(reasons).to.deep.equal(['wrong_values', 'not_json', 'unauthorized'])
  })

  describe('with a token', () => {
    const app = appOf(insurance, {token: 'the secret'})
    const withToken = async (authorization: string): Promise<number> =>
      (await post(app, customer, {authorization})).status

    it('answers who has it', async () => {
      expect(await withToken('Bearer the secret')).to.equal(200)
      expect(await withToken('bearer the secret')).to.equal(200)
    })

    it('refuses who has not, before the body is read', async () => {
      for (const wrong of ['Bearer the secre', 'Bearer', 'the secret', 'Basic dGhlIHNlY3JldA==']) {
        expect(await withToken(wrong)).to.equal(401)
      }
      const {status, headers, type} = await post(app, '{')
      expect(status).to.equal(401)
      expect(headers['www-authenticate']).to.equal('Bearer')
      expect(type).to.equal('application/problem+json; charset=utf-8')
    })

    it('guards the other protocol as well, but no probe', async () => {
      const infer = await app.inject({method: 'POST', url: '/v2/models/car-insurance-risk/infer', payload: {}})
      expect(infer.statusCode).to.equal(401)
      expect(infer.headers['www-authenticate']).to.equal('Bearer')
      expect(infer.json()).to.have.all.keys('error')
      expect((await app.inject('/v2/health/ready')).statusCode).to.equal(200)
    })
  })

  describe('for pages of other origins', () => {
    const origin = 'https://insurer.example'
    const preflight = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    }

    it('allows nothing unless told to', async () => {
      const app = appOf(insurance)
      expect((await post(app, customer, {origin})).headers).to.not.have.property('access-control-allow-origin')
      const response = await app.inject({method: 'OPTIONS', url: '/predict', headers: preflight})
      expect(response.statusCode).to.equal(405)
    })

    it('allows the origins that it was told, and no other', async () => {
      const app = appOf(insurance, {corsOrigins: [origin, 'http://localhost:3000'], token: 'secret'})
      const allowed = await app.inject({method: 'OPTIONS', url: '/predict', headers: preflight})
      expect(allowed.statusCode).to.equal(204)
      expect(allowed.headers['access-control-allow-origin']).to.equal(origin)
      expect(allowed.headers['access-control-allow-headers']).to.equal('content-type')
      const answer = await post(app, customer, {origin, authorization: 'Bearer secret'})
      expect(answer.headers['access-control-allow-origin']).to.equal(origin)
      const other = await post(app, customer, {origin: 'https://elsewhere.example'})
      expect(other.headers).to.not.have.property('access-control-allow-origin')
    })
  })
})
