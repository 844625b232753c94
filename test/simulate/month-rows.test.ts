import {expect} from 'chai'
import fc from 'fast-check'
import type {FastifyInstance} from 'fastify'
import type {Table} from '../../src/lib/dataset/table.js'
import {createPredictorApp} from '../../src/lib/serve/predictor-app.js'
import {orderOf, withLabelsOf, writeRows} from '../../src/lib/simulate/month-rows.js'
import {answeredClasses, wantedFeatures, type WantedFeature} from '../../src/lib/simulate/wanted-rows.js'
import {insuranceModel, mixedModel} from '../serve/served-models.js'

const mixedApp = createPredictorApp({current: () => mixedModel(), sinks: []})

async function featuresOf(app: FastifyInstance): Promise<readonly WantedFeature[]> {
  return wantedFeatures((await app.inject('/openapi.json')).json())!
}

/** Rows as they are read without a data package: what a server takes for a category may look like a number here. */
const cars: Table = {
  rows: 3,
  columns: [
    {kind: 'number', name: 'age', values: Float64Array.of(30.5, NaN, 44)},
    {kind: 'number', name: 'toString', values: Float64Array.of(4, 2, 3)},
    {kind: 'category', name: 'fuel', codes: Int32Array.of(0, 1, -1), categories: ['diesel', '5']},
    {kind: 'category', name: 'abs', codes: Int32Array.of(0, 1, 0), categories: ['True', 'false']},
    {kind: 'number', name: 'doors', values: Float64Array.of(4, 2, 4)},
    {kind: 'category', name: 'colour', codes: Int32Array.of(0, 0, 0), categories: ['red']},
    {kind: 'category', name: 'verdict', codes: Int32Array.of(1, 0, -1), categories: ['k"o', 'ok']},
  ],
}

describe('wantedFeatures', () => {
  it('finds the features of a running model in its document, their own names first', async () => {
    expect((await featuresOf(mixedApp)).map(({names}) => names)).to.deep.equal([
      ['age', 'years'],
      ['toString'],
      ['fuel', 'Fuel'],
      ['abs'],
      ['doors'],
    ])
    const insurance = createPredictorApp({current: () => insuranceModel(), sinks: []})
    expect((await featuresOf(insurance)).map(({names}) => names[0])).to.not.include('id')
  })

  it('finds none in what is no document of a predictor', () => {
    for (const document of [undefined, null, 'text', [], {}, {components: {schemas: {Row: {properties: []}}}}]) {
      expect(wantedFeatures(document)).to.equal(undefined)
    }
  })
})

describe('writeRows', () => {
  it('writes rows that the server takes, without the columns that it does not want', async () => {
    const {bodies} = writeRows(
      {table: cars, target: 'verdict', name: 'cars.csv'},
      await featuresOf(mixedApp),
      orderOf(3, null),
    )
    const replies = await Promise.all(
      bodies.map((body) =>
        mixedApp.inject({method: 'POST', url: '/predict', headers: {'content-type': 'application/json'}, body}),
      ),
    )
    expect(replies.map(({statusCode, body}) => (statusCode === 200 ? 200 : body))).to.deep.equal([200, 200, 200])
    expect(JSON.parse(bodies[1]!)).to.deep.equal({age: null, toString: 2, fuel: '5', abs: 'false', doors: 2})
  })

  it('keeps the labels beside their rows in any order', async () => {
    const order = Int32Array.of(2, 0, 1)
    const {bodies, labels} = writeRows(
      {table: cars, target: 'verdict', name: 'cars.csv'},
      await featuresOf(mixedApp),
      order,
    )
    expect(labels).to.deep.equal([null, 'ok', 'k"o'])
    expect(bodies.map((body) => (JSON.parse(body) as {age: number | null}).age)).to.deep.equal([44, 30.5, null])
  })

  it('knows no label where there is no such column', async () => {
    const {labels} = writeRows(
      {table: cars, target: 'price', name: 'cars.csv'},
      await featuresOf(mixedApp),
      orderOf(3, null),
    )
    expect(labels).to.deep.equal([null, null, null])
  })

  it('does not take a feature for the label', async () => {
    const month = {table: cars, target: 'doors', name: 'cars.csv'}
    const {labels} = writeRows(month, await featuresOf(mixedApp), orderOf(3, null))
    expect(labels).to.deep.equal([null, null, null])
  })

  it('names the column that is missing, and those that are there', async () => {
    const wanted = await featuresOf(mixedApp)
    const table = {...cars, columns: cars.columns.slice(1)}
    expect(() => writeRows({table, target: 'verdict', name: 'cars.csv'}, wanted, orderOf(3, null))).to.throw(
      'cars.csv has no column "age" or "years", which the server\'s model reads. Its columns are toString, fuel,',
    )
  })
})

describe('withLabelsOf', () => {
  it('takes a column that holds no class of the model for something else', async () => {
    const classes = answeredClasses((await mixedApp.inject('/openapi.json')).json())
    expect([...classes]).to.have.members(['k"o', 'ok', 'bad "one"', 'good'])
    const bodies = ['{}', '{}']
    expect(withLabelsOf(classes, {bodies, labels: ['red', null]}).labels).to.deep.equal([null, null])
    expect(withLabelsOf(classes, {bodies, labels: ['red', 'good']}).labels).to.deep.equal(['red', 'good'])
  })
})

describe('orderOf', () => {
  it('is the order of the data without a seed', () => {
    expect([...orderOf(4, null)]).to.deep.equal([0, 1, 2, 3])
  })

  it('has every row once, in an order that the seed alone decides', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.string(), (rows, seed) => {
        const order = [...orderOf(rows, seed)]
        expect(order).to.deep.equal([...orderOf(rows, seed)])
        expect(order.toSorted((a, b) => a - b)).to.deep.equal(Array.from({length: rows}, (_, row) => row))
      }),
    )
  })
})
