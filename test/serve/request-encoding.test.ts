import {deflateSync, gzipSync} from 'node:zlib'
import {expect} from 'chai'
import {createPredictorApp} from '../../src/lib/serve/predictor-app.js'
import {groundTruthRoute} from '../../src/lib/serve/ground-truth-route.js'
import {customer, insuranceModel, mixedModel, mixedRow} from './served-models.js'

const insurance = insuranceModel()
const mixed = mixedModel()
const text = JSON.stringify(customer)

/** POST /predict of both models, tensors, and labels: all take their bodies the same way. */
function appOf(model = insurance) {
  const app = createPredictorApp({current: () => model, sinks: []})
  app.register(groundTruthRoute, {groundTruth: {add: () => Promise.reject(new Error('no label may come this far'))}})
  return app
}

const paths = ['/predict', '/v2/models/car-insurance-risk/infer', '/ground-truth']

async function post(payload: Buffer | string, {url = '/predict', headers = {}, model = insurance} = {}) {
  const response = await appOf(model).inject({
    ...{method: 'POST', url, payload},
    headers: {'content-type': 'application/json', ...headers},
  })
  const {statusCode: status, headers: answered} = response
  return {status, headers: answered, text: response.payload, json: response.json<Record<string, unknown>>()}
}

describe('a body', () => {
  const bigEndian = Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
  const refusals: Readonly<Record<string, readonly [Buffer | string, number, Readonly<Record<string, string>>?]>> = {
    'in UTF-16': [Buffer.from(text, 'utf16le'), 400],
    'in UTF-16 with a byte order mark': [Buffer.from(`\ufeff${text}`, 'utf16le'), 400],
    'in UTF-16, big end first': [bigEndian, 400],
    'in UTF-16 that says so': [bigEndian, 415, {'content-type': 'application/json; charset="UTF-16"'}],
    'in Latin-1 that says so': [text, 415, {'content-type': 'application/json;charset=iso-8859-1'}],
    'in UTF-7 that says so': [text, 415, {'content-type': 'application/json; charset=utf-7'}],
    'in UTF-8 of too many bytes a character': [Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 400],
    'in UTF-8 of half a surrogate': [Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 400],
    'in UTF-8 that ends in a character': [Buffer.from([0x22, 0xe2, 0x82]), 400],
    'compressed by gzip': [gzipSync(text), 415, {'content-encoding': 'gzip'}],
    'compressed by deflate': [deflateSync(text), 415, {'content-encoding': 'deflate'}],
    'compressed twice': [gzipSync(text), 415, {'content-encoding': 'identity, gzip'}],
    'compressed without saying so': [gzipSync(text), 400],
    'of two values': [`${text}{}`, 400],
    'with something behind it': [`${text}\n;`, 400],
    'with NUL behind it': [`${text}\0`, 400],
    'of blanks': [' \r\n\t', 400],
    'of NaN': ['{"age": NaN}', 400],
    'with a comment': [`/* */${text}`, 400],
    'with a name without quotes': ['{age: 1}', 400],
    'with __proto__ in an escape': ['{"__pr\\u006fto__": {"age": 1}}', 400],
    'with __proto__ below an array': ['[{"age": [{"__proto__": null}]}]', 400],
    'with constructor.prototype below': ['{"age": {"constructor": {"prototype": 1}}}', 400],
    'that ends within a string': ['{"age": "', 400],
    'open a hundred thousand deep': ['['.repeat(100_000), 400],
    'open a hundred thousand objects deep': ['{"a":'.repeat(100_000), 400],
  }
  for (const url of paths) {
    for (const [name, [payload, status, headers = {}]] of Object.entries(refusals)) {
      it(`${name} is refused by ${url} with ${status}`, async () => {
        const answer = await post(payload, {url, headers})
        expect(answer.status).to.equal(status)
        if (url.startsWith('/v2')) expect(Object.keys(answer.json)).to.deep.equal(['error'])
        else expect(answer.headers['content-type']).to.equal('application/problem+json; charset=utf-8')
        expect(answer.headers['x-content-type-options']).to.equal('nosniff')
        expect(answer.text.length).to.be.below(1_000)
        expect(({} as {age?: number}).age).to.equal(undefined)
      })
    }
  }

  it('is taken with a byte order mark, blanks around it, and UTF-8 in capitals', async () => {
    expect((await post(`\ufeff ${text}\r\n`)).status).to.equal(200)
    for (const type of ['application/json; charset=UTF-8', 'Application/JSON;charset="utf-8"', 'application/json;']) {
      expect((await post(text, {headers: {'content-type': type}})).status, type).to.equal(200)
    }
    expect((await post(text, {headers: {'content-encoding': 'identity'}})).status).to.equal(200)
  })

  it('may hold any character as a category, and gets an answer that is JSON', async () => {
    for (const fuel of ['\0', '\u2028', '\ud800', '💧', '"\\\n', '</script>', '__proto__', 'constructor', '\ufeff']) {
      const {status, json} = await post(JSON.stringify({...mixedRow, fuel}), {model: mixed})
      expect([status, typeof json['category']], JSON.stringify(fuel)).to.deep.equal([200, 'string'])
    }
  })

  it('is refused that has names which every object has', async () => {
    for (const name of ['constructor', 'hasOwnProperty', 'valueOf', '__defineGetter__', '', '\0', 'toJSON']) {
      const {status, json} = await post(JSON.stringify({...customer, [name]: 1}))
      expect(status, name).to.equal(422)
      expect((json['errors'] as {field: string}[])[0]!.field, name).to.equal(name)
    }
  })

  it('is refused with numbers beyond all bounds, as far as each goes', async () => {
    for (const number of ['1e400', '-1e400', '1e39', `1${'0'.repeat(500)}`, '9'.repeat(300_000)]) {
      const {status, text: said} = await post(text.replace('44.25', number))
      expect(status).to.equal(422)
      expect(said.length).to.be.below(1_000)
    }
    expect((await post(text.replace('44.25', '1e-400'))).status).to.equal(200)
    expect((await post(text.replace('44.25', `44.${'2'.repeat(100_000)}`))).status).to.equal(200)
  })
})
