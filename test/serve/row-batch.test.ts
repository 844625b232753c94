import {expect} from 'chai'
import type {FastifyInstance} from 'fastify'
import {MlopsError} from '../../src/lib/errors.js'
import {createPredictorApp} from '../../src/lib/serve/predictor-app.js'
import type {ServedModel} from '../../src/lib/serve/served-model.js'
import {recordingSink} from './recording-sink.js'
import {customer, insuranceModel} from './served-models.js'

const insurance = insuranceModel()
const [ageOfRuleError, ageOfBug] = [99, 98]

/** Whose baseline has no answer for some ages. */
const failing: ServedModel = {
  ...insurance,
  fallback: {
    ...insurance.fallback!,
    answer(values, model) {
      if (values[1] === ageOfRuleError) throw new MlopsError('SCHEMA_INVALID', {message: 'The rules overflow.'})
      if (values[1] === ageOfBug) throw new TypeError('a bug')
      return insurance.fallback!.answer(values, model)
    },
  },
}

function post(app: FastifyInstance, payload: object) {
  return app.inject({method: 'POST', url: '/predict', payload})
}

describe('rows that arrive together', () => {
  it('are answered each with its own answer, whatever becomes of the others', async () => {
    const sink = recordingSink()
    const app = createPredictorApp({current: () => failing, sinks: [sink]})
    const ages = [20, ageOfRuleError, 30, ageOfBug, 40, -1]
    const replies = await Promise.all(
      ages.map((age, index) =>
        post(app, {...customer, age, id: `row ${index}`, ...(age < 0 ? {power: 'strong'} : {})}),
      ),
    )
    expect(replies.map(({statusCode}) => statusCode)).to.deep.equal([200, 422, 200, 500, 200, 422])
    expect(replies[1]!.json<{detail: string}>().detail).to.equal('The rules overflow.')
    expect(replies[3]!.body).not.to.contain('bug')
    expect(sink.rows.map(({row}) => row.id)).to.deep.equal(['row 0', 'row 2', 'row 4'])
    for (const index of [0, 2, 4]) {
      const alone = await post(createPredictorApp({current: () => insurance, sinks: []}), {
        ...customer,
        age: ages[index],
        id: `row ${index}`,
      })
      expect(replies[index]!.json()).to.deep.equal(alone.json())
    }
  })

  it('are answered in their order, however many there are', async () => {
    const sink = recordingSink()
    const app = createPredictorApp({current: () => insurance, sinks: [sink]})
    const ids = Array.from({length: 300}, (_, index) => `row ${index}`)
    const replies = await Promise.all(ids.map((id, index) => post(app, {...customer, age: 18 + index / 10, id})))
    expect(replies.map((reply) => reply.json<{id: string}>().id)).to.deep.equal(ids)
    expect(sink.rows.map(({row}) => row.id)).to.deep.equal(ids)
    expect(sink.rows.map(({row}) => row.values[1])).to.deep.equal(ids.map((_, index) => 18 + index / 10))
  })

  it('are answered by the model that was in service when they came', async () => {
    const models = [insurance, insuranceModel(2, 8)]
    let requests = 0
    const app = createPredictorApp({current: () => models[requests++ % 2], sinks: []})
    const replies = await Promise.all(Array.from({length: 10}, () => post(app, customer)))
    const seen = replies.map((reply) => reply.json<{model: {version: number}; probabilities: object}>())
    expect(seen.map(({model}) => model.version)).to.deep.equal([1, 2, 1, 2, 1, 2, 1, 2, 1, 2])
    expect(new Set(seen.map(({probabilities}) => JSON.stringify(probabilities)))).to.have.property('size', 2)
  })

  it('in an array are all answered or none', async () => {
    const sink = recordingSink()
    const app = createPredictorApp({current: () => failing, sinks: [sink]})
    const rows = Array.from({length: 200}, (_, index) => ({...customer, age: 18 + index / 10, id: `row ${index}`}))
    const refused = await post(app, [...rows, {...customer, age: ageOfRuleError}])
    expect(refused.statusCode).to.equal(422)
    expect(sink.rows).to.deep.equal([])
    const answered = await post(app, rows)
    expect(answered.json<{id: string}[]>().map(({id}) => id)).to.deep.equal(rows.map(({id}) => id))
    expect(sink.rows.map(({row}) => row.id)).to.deep.equal(rows.map(({id}) => id))
  })

  it('in arrays of several clients do not share memory', async () => {
    const app = createPredictorApp({current: () => insurance, sinks: []})
    for (let round = 0; round < 3; round++) {
      const sizes = [3, 1, 50, 0, 7, 20]
      const idOf = (array: number, row: number): string => `${round} ${array} ${row}`
      const replies = await Promise.all(
        sizes.map((size, array) =>
          post(
            app,
            Array.from({length: size}, (_, row) => ({...customer, id: idOf(array, row)})),
          ),
        ),
      )
      replies.forEach((reply, array) => {
        expect(reply.json<{id: string}[]>().map(({id}) => id)).to.deep.equal(
          Array.from({length: sizes[array]!}, (_, row) => idOf(array, row)),
        )
      })
    }
  })
})
