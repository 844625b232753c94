import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import type {FastifyInstance} from 'fastify'
import {MlopsError} from '../../src/lib/errors.js'
import {GroundTruth} from '../../src/lib/serve/ground-truth.js'
import {groundTruthRoute} from '../../src/lib/serve/ground-truth-route.js'
import {PredictionLog} from '../../src/lib/serve/prediction-log.js'
import {createPredictorApp} from '../../src/lib/serve/predictor-app.js'
import {requireToken} from '../../src/lib/serve/request-token.js'
import {customer, insuranceModel} from './served-models.js'

describe('POST /ground-truth', () => {
  let folder: string
  let app: FastifyInstance
  let groundTruth: GroundTruth
  let log: PredictionLog

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mlops-route-'))
    const model = insuranceModel()
    log = new PredictionLog({folder, describe: () => model.description})
    groundTruth = await GroundTruth.open({folder, flush: () => log.flush()})
    app = createPredictorApp({current: () => model, sinks: [log]})
    app.register(groundTruthRoute, {groundTruth})
    await app.inject({method: 'POST', url: '/predict', payload: ['a', 'b', 'c'].map((id) => ({...customer, id}))})
  })

  after(async () => {
    await app.close()
    await log.close()
    await groundTruth.close()
    await rm(folder, {recursive: true})
  })

  async function post(
    payload: unknown,
    headers: Record<string, string> = {},
    to = app,
  ): Promise<{readonly status: number; readonly type: unknown; readonly json: unknown}> {
    const response = await to.inject({
      method: 'POST',
      url: '/ground-truth',
      headers: {'content-type': 'application/json', ...headers},
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    })
    return {status: response.statusCode, type: response.headers['content-type'], json: response.json<unknown>()}
  }

  it('takes the labels of predictions that were answered a moment ago', async () => {
    const {status, json} = await post([
      {id: 'a', label: 1},
      {id: 'b', label: 'low'},
      {id: 'nobody', label: 0},
    ])
    expect(status).to.equal(200)
    expect(json).to.deep.equal({
      accepted: 2,
      duplicates: 0,
      contradictionCount: 0,
      contradictions: [],
      unknownCount: 1,
      unknown: ['nobody'],
    })
    expect((await post({id: 'a', label: 0})).json).to.deep.include({contradictions: [{id: 'a', was: '1', given: '0'}]})
    expect((await post([])).json).to.include({accepted: 0})
  })

  for (const [what, body, errors] of [
    [
      'a label that is no class',
      [
        {id: 'c', label: 0},
        {id: 'c', label: 9},
      ],
      [
        {
          field: 'label',
          pointer: '/1/label',
          message: 'item 1: 9 is no class; the classes are 0 (high), 1 (medium), 2 (low).',
        },
      ],
    ],
    ['a missing label', [{id: 'c'}], [{field: 'label', pointer: '/0/label', message: 'item 0: label is missing'}]],
    ['an id that is a number', {id: 5, label: 0}, [{field: 'id', pointer: '/id', message: 'id is 5, expected text'}]],
    [
      'an empty id and a null label',
      {id: '', label: null},
      [
        {field: 'id', pointer: '/id', message: 'id is empty'},
        {field: 'label', pointer: '/label', message: 'label is null, expected a class'},
      ],
    ],
    [
      'a misspelled field',
      {id: 'c', label: 0, lable: 0},
      [{field: 'lable', pointer: '/lable', message: 'there is no field "lable": did you mean "label"?'}],
    ],
    [
      'a row that is no object',
      [7],
      [{field: '', pointer: '/0', message: 'item 0: expected an object with id and label, not 7'}],
    ],
    ['null', null, [{field: '', pointer: '', message: 'expected an object with id and label, not null'}]],
  ] as const) {
    // prettier-ignore
    it(`answers 422 to ${what}, naming it, and takes nothing`, async () => {
      const {status, type, json} = await post(body)
      expect(status).to.equal(422)
      expect(type).to.equal('application/problem+json; charset=utf-8')
      expect(json).to.have.property('errors').that.deep.equals(errors)
      expect(groundTruth.summary().labels).to.equal(2)
    })
  }

  it('answers 400 to what is not JSON, 413 to what is too large, 415 to other types, 422 to too many', async () => {
    expect(await post('[{')).to.include({status: 400, type: 'application/problem+json; charset=utf-8'})
    expect(await post('')).to.include({status: 400})
    expect(await post(`"${'x'.repeat(1_100_000)}"`)).to.include({status: 413})
    expect(await post('id,label', {'content-type': 'text/csv'})).to.include({status: 415})
    const {status, json} = await post(Array.from({length: 10_001}, () => ({id: 'a', label: 0})))
    expect(status).to.equal(422)
    expect(json).to.include({detail: 'The array holds 10,001 labels: send at most 10,000 at once.'})
  })

  it('answers 503 and when to try again, where the disk takes nothing', async () => {
    const failing = createPredictorApp({current: () => undefined, sinks: []})
    const add = (): Promise<never> => Promise.reject(new MlopsError('FILE_UNWRITABLE', {message: 'full'}))
    failing.register(groundTruthRoute, {groundTruth: {add}})
    const response = await failing.inject({method: 'POST', url: '/ground-truth', payload: [{id: 'a', label: 0}]})
    expect(response.statusCode).to.equal(503)
    expect(response.headers['retry-after']).to.equal('5')
    expect(response.json<{detail: string}>().detail).to.include('send them again in 5 seconds')
  })

  it('wants the token where there is one', async () => {
    const guarded = createPredictorApp({current: () => undefined, sinks: []})
    guarded.register(groundTruthRoute, {groundTruth, guard: [requireToken('secret')]})
    expect(await post([], {}, guarded)).to.include({status: 401})
    expect(await post([], {authorization: 'Bearer secret'}, guarded)).to.include({status: 200})
  })
})
