import {Ajv2020} from 'ajv/dist/2020.js'
import {expect} from 'chai'
import fc from 'fast-check'
import type {FastifyInstance} from 'fastify'
import type {NumberEncoding} from '../../src/lib/model/preprocessing.js'
import {createPredictorApp} from '../../src/lib/serve/predictor-app.js'
import type {ServedModel} from '../../src/lib/serve/served-model.js'
import {recordingSink} from './recording-sink.js'
import {customer, insuranceModel, mixedModel, mixedRow} from './served-models.js'

const insurance = insuranceModel()
const mixed = mixedModel()

interface Answer {
  readonly category: string
  readonly label: string | number
  readonly probabilities: Readonly<Record<string, number>>
  readonly source: string
}

const post = async (app: FastifyInstance, body: unknown) =>
  app.inject({
    method: 'POST',
    url: '/predict',
    headers: {'content-type': 'application/json'},
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  })

/** What predictor and fallback say of numbers without any server. */
function directly({predictor, fallback, description}: ServedModel, values: readonly (number | null)[]) {
  const {probabilities, predicted: all} = predictor.predictRows(
    values.map((value) => value ?? Number.NaN),
    1,
  )
  const predicted = all[0]!
  const {answered, source} = fallback!.answer(values, {predicted, confidence: probabilities[predicted]!})
  const {value, label} = description.target.classes[answered]!
  return {category: label, label: Number(value), source, probabilities: [...probabilities]}
}

/** Numbers in and around the ranges of the example. */
const someNumber = fc.oneof(
  fc.double({min: -10, max: 600, noNaN: true, noDefaultInfinity: true}),
  fc.integer({min: -5, max: 200}),
  fc.constant(null),
)
const someCustomer = fc.record({
  training: fc.constantFrom(0, 1, 2, null),
  age: someNumber,
  emergency_braking: fc.constantFrom(0, 1, -1),
  braking_distance: someNumber,
  power: someNumber,
  miles: someNumber,
})

/** Rows that are right, nearly right, and anything. */
const someValue = fc.oneof(
  fc.constantFrom<unknown>(0, 1, 4, 2.5, -1e300, true, false, null, 'petrol', ' Benzin', 'True', '4', '', 'NA', [], {}),
  fc.jsonValue(),
)
const nearlyRow = (row: object): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fc.dictionary(fc.constantFrom(...Object.keys(row), 'id', 'years', 'Fuel', 'verdict', '__proto__'), someValue),
      fc.subarray(Object.keys(row)),
    )
    .map(([changes, kept]) => ({
      ...Object.fromEntries(kept.map((key) => [key, (row as Record<string, unknown>)[key]])),
      ...changes,
    }))

describe('POST /predict, whatever it is sent,', function () {
  this.timeout(60_000)

  for (const [name, model, row] of [
    ['the example', insurance, customer],
    ['a model with categories', mixed, mixedRow],
  ] as const) {
    it(`answers 200, 400 or 422 and a body that is JSON (${name})`, async () => {
      const app = createPredictorApp({current: () => model, sinks: []})
      const one = nearlyRow(row)
      await fc.assert(
        fc.asyncProperty(fc.oneof(one, fc.array(one, {maxLength: 3}), fc.json(), fc.string()), async (body) => {
          const response = await post(app, body)
          expect([200, 400, 422]).to.include(response.statusCode)
          if (response.statusCode === 200)
            expect(response.json()).to.satisfy((answer: unknown) => typeof answer === 'object')
          else expect(response.json()).to.include({status: response.statusCode})
        }),
        {numRuns: 1_000},
      )
    })

    it(`accepts exactly what its own OpenAPI document allows (${name})`, async () => {
      const app = createPredictorApp({current: () => model, sinks: []})
      const document = (await app.inject('/openapi.json')).json<{components: object}>()
      const ajv = new Ajv2020({strict: false})
      const isRow = ajv.compile({...document, $ref: '#/components/schemas/Row'})
      const outcomes = {valid: 0, invalid: 0}
      await fc.assert(
        fc.asyncProperty(nearlyRow(row), async (body) => {
          const text = JSON.stringify(body)
          fc.pre(!text.includes('__proto__'))
          const valid = isRow(JSON.parse(text))
          outcomes[valid ? 'valid' : 'invalid'] += 1
          expect((await post(app, text)).statusCode).to.equal(valid ? 200 : 422)
        }),
        {numRuns: 2_000, examples: [[row]]},
      )
      expect(outcomes.valid).to.be.greaterThan(20)
      expect(outcomes.invalid).to.be.greaterThan(20)
    })
  }

  it('answers as predictor and fallback do, alone and in an array', async () => {
    const app = createPredictorApp({current: () => insurance, sinks: []})
    const rounded = (probability: number): number => Math.round(probability * 1e6) / 1e6
    await fc.assert(
      fc.asyncProperty(fc.array(someCustomer, {minLength: 1, maxLength: 130}), async (rows) => {
        const many = (await post(app, rows)).json<Answer[]>()
        const first = (await post(app, rows[0])).json<Answer>()
        expect({...many[0], id: ''}).to.deep.equal({...first, id: ''})
        rows.forEach((row, index) => {
          const {category, label, source, probabilities} = many[index]!
          const expected = directly(insurance, Object.values(row))
          expect({category, label, source, probabilities: Object.values(probabilities)}).to.deep.equal({
            ...expected,
            probabilities: expected.probabilities.map(rounded),
          })
        })
      }),
      {numRuns: 60},
    )
  })

  it('shows sinks the values that were sent', async () => {
    const sink = recordingSink()
    const app = createPredictorApp({current: () => insurance, sinks: [sink]})
    await fc.assert(
      fc.asyncProperty(someCustomer, async (row) => {
        await post(app, row)
        // JSON knows no -0.
        expect(sink.rows.at(-1)!.row.values).to.deep.equal(Object.values(row).map((value) => (value === 0 ? 0 : value)))
      }),
    )
  })

  it('encodes categories and missing values as a table does', async () => {
    const app = createPredictorApp({current: () => mixed, sinks: []})
    const {predictor, artifact} = mixed
    const someRow = fc.record({
      age: fc.oneof(fc.double({min: 0, max: 90, noNaN: true}), fc.constant(null)),
      toString: fc.integer({min: -9, max: 9}),
      fuel: fc.constantFrom('petrol', 'diesel', '5', 'steam', null),
      abs: fc.constantFrom('true', 'false', null),
      doors: fc.constantFrom('2', '4', null),
    })
    const numbersOf = (row: Readonly<Record<string, unknown>>): number[] =>
      artifact.manifest.preprocessing.features.map((encoding) => {
        const value = row[encoding.name]
        if (encoding.kind === 'number') return (value as number | null) ?? Number.NaN
        if (value === null) return -1
        const place = encoding.categories.indexOf(value as string)
        return place === -1 ? encoding.categories.length : place
      })
    await fc.assert(
      fc.asyncProperty(fc.array(someRow, {minLength: 1, maxLength: 5}), async (rows) => {
        const answers = (await post(app, rows)).json<Answer[]>()
        rows.forEach((row, index) => {
          const {probabilities} = predictor.predictRows(numbersOf(row), 1)
          expect(Object.values(answers[index]!.probabilities)).to.deep.equal(
            [...probabilities].map((probability) => Math.round(probability * 1e6) / 1e6),
          )
        })
      }),
    )
  })

  it('is as sure at a million standard deviations as it is anywhere beyond', async () => {
    const app = createPredictorApp({current: () => insurance, sinks: []})
    const {mean, standardDeviation} = insurance.artifact.manifest.preprocessing.features[1] as NumberEncoding
    const at = async (age: number): Promise<unknown> =>
      (await post(app, {...customer, age})).json<Answer>().probabilities
    expect(await at(1e38)).to.deep.equal(await at(mean + 1e6 * standardDeviation))
  })
})
