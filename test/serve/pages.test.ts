import {expect} from 'chai'
import type {FastifyInstance} from 'fastify'
import {createPredictorApp} from '../../src/lib/serve/predictor-app.js'
import {registerClientPage} from '../../src/lib/serve/page-client.js'
import {registerDocsPage} from '../../src/lib/serve/page-docs.js'
import {jsonText} from '../../src/lib/serve/page-json.js'
import {serveModel, type ServedModel} from '../../src/lib/serve/served-model.js'
import {expectSecured, expectSound, type SentPage} from './page-checks.js'
import {insuranceModel, insuranceWithReference, mixedModel} from './page-models.js'

const insurance = insuranceWithReference()
const models: Readonly<Record<string, ServedModel>> = {
  'the example': insurance,
  'a model of categories': mixedModel(),
  'a model without a baseline': mixedModel({fallback: false}),
}

function appOf(current: () => ServedModel | undefined, token?: string): FastifyInstance {
  const app = createPredictorApp({current, sinks: [], ...(token === undefined ? {} : {token})})
  registerClientPage(app, {current, hasToken: token !== undefined})
  registerDocsPage(app)
  return app
}

const get = (app: FastifyInstance, url: string): Promise<SentPage> => app.inject({url})

interface Facts {
  readonly fields: readonly {readonly name: string; readonly choices: readonly unknown[] | null}[]
  readonly examples: readonly {readonly name: string; readonly values: readonly unknown[]}[]
}

function factsOf({payload}: SentPage): Facts {
  const text = /data-model="([^"]*)"/.exec(payload)![1]!
  return JSON.parse(text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')) as Facts
}

async function answersTo(model: ServedModel): Promise<Readonly<Record<string, {readonly source: string}>>> {
  const app = appOf(() => model)
  const {fields, examples} = factsOf(await get(app, '/client.html'))
  const answers = examples.map(async ({name, values}) => {
    const payload = Object.fromEntries(fields.map((field, index) => [field.name, values[index]]))
    const response = await app.inject({method: 'POST', url: '/predict', payload})
    expect(response.statusCode, response.payload).to.equal(200)
    return [name, response.json()] as const
  })
  return Object.fromEntries(await Promise.all(answers))
}

describe('GET /client.html', () => {
  for (const [name, model] of Object.entries(models)) {
    it(`is a sound page that allows nothing but its own script and style: ${name}`, async () => {
      const page = await get(
        appOf(() => model),
        '/client.html',
      )
      expect(page.statusCode).to.equal(200)
      expectSecured(page)
      expectSound(page)
    })

    it(`has examples that the server takes: ${name}`, async () => {
      const answers = await answersTo(model)
      expect(Object.keys(answers)).to.include('Typical')
    })
  }

  it('has an example out of range that the baseline answers', async () => {
    const answers = await answersTo(insurance)
    expect(answers['Out of range']!.source).to.equal('baseline - out of range')
    expect(answers['Typical']!.source).to.not.equal('baseline - out of range')
  })

  it('shows title, meaning and range of each feature', async () => {
    const {payload} = await get(
      appOf(() => insurance),
      '/client.html',
    )
    expect(payload).to.match(/<label for="field-1">Age<\/label>\s*<span[^>]*>16 to 150<\/span>/)
    expect(payload).to.contain('Age of the driver in years.').and.to.contain('Power of the engine in horsepower.')
  })

  it('offers the categories of the model, as JSON has them', async () => {
    const page = await get(
      appOf(() => mixedModel()),
      '/client.html',
    )
    const {fields} = factsOf(page)
    const choices = Object.fromEntries(fields.map((field) => [field.name, field.choices]))
    expect(choices['abs']).to.deep.equal([true, false, null])
    expect(choices['doors']).to.deep.equal([2, 4, null])
    expect(choices['fuel']).to.deep.equal(['petrol', 'diesel', '5', 'something else', null])
    expect(page.payload).to.contain('>2 doors</option')
  })

  it('leaves the spaces in a category as they are, though it keeps numbers and percent signs together', async () => {
    const {artifact} = mixedModel()
    const manifest = JSON.parse(
      JSON.stringify(artifact.manifest).replaceAll('"5"', '"5 %"'),
    ) as typeof artifact.manifest
    const model = serveModel({...artifact, manifest}, 0)
    const page = await get(
      appOf(() => model),
      '/client.html',
    )
    expect(factsOf(page).fields.find(({name}) => name === 'fuel')!.choices).to.include('5 %')
    expect(page.payload).to.contain('>5\u00a0%</option')
  })

  it('has a field for the token where the server wants one, and none otherwise', async () => {
    const secured = await get(
      appOf(() => insurance, 'secret'),
      '/client.html',
    )
    expect(secured.payload).to.contain('<label for="token">').and.to.not.contain('secret')
    expect(
      await get(
        appOf(() => insurance),
        '/client.html',
      ),
    )
      .to.have.property('payload')
      .that.does.not.contain('for="token"')
  })

  it('follows the model that is in service, and says when there is none', async () => {
    let model: ServedModel | undefined
    const app = appOf(() => model)
    const none = await get(app, '/client.html')
    expect(none.statusCode).to.equal(503)
    expectSecured(none)
    expectSound(none)
    for (const version of [4, 5]) {
      model = insuranceModel(version)
      expect((await get(app, '/client.html')).payload).to.contain(`car-insurance-risk, version ${version}.`)
    }
  })
})

describe('GET /docs', () => {
  for (const [name, model] of Object.entries(models)) {
    it(`is a sound page without a script: ${name}`, async () => {
      const page = await get(
        appOf(() => model),
        '/docs',
      )
      expect(page.statusCode).to.equal(200)
      expectSecured(page)
      expectSound(page)
      expect(page.payload).to.not.contain('<script')
    })
  }

  it('has every route and every schema of the OpenAPI document', async () => {
    const app = appOf(() => insurance)
    const {paths, components} = (await app.inject({url: '/openapi.json'})).json<{
      paths: Record<string, object>
      components: {schemas: Record<string, object>}
    }>()
    const {payload} = await get(app, '/docs')
    for (const path of Object.keys(paths)) expect(payload).to.contain(`<code>${path}</code>`)
    for (const schema of Object.keys(components.schemas)) expect(payload).to.contain(`id="schema-${schema}"`)
    for (const [, target] of payload.matchAll(/href="#([^"]+)"/g)) expect(payload).to.contain(`id="${target!}"`)
  })

  it('has a command line with the address by which it was reached, and no other text that a client chose', async () => {
    const app = appOf(() => insurance)
    const named = await app.inject({url: '/docs', headers: {host: 'models.example:8080'}})
    expect(named.payload).to.contain('curl &#39;http://models.example:8080/predict&#39;')
    const odd = await app.inject({url: '/docs', headers: {host: "x';reboot;'"}})
    expect(odd.payload).to.not.contain('reboot')
  })

  it('says when there is no model to describe', async () => {
    const page = await get(
      appOf(() => undefined),
      '/docs',
    )
    expect(page.statusCode).to.equal(503)
    expectSecured(page)
  })
})

describe('jsonText', () => {
  it('keeps in one line what fits into it', () => {
    expect(jsonText({a: [1, 2], b: {c: null}})).to.equal('{"a": [1, 2], "b": {"c": null}}')
  })

  it('is JSON that reads back, however long', () => {
    const value = {list: Array.from({length: 60}, (_, index) => ({index, text: '"<\n'})), empty: {}, none: []}
    expect(JSON.parse(jsonText(value))).to.deep.equal(value)
    expect(jsonText(value).split('\n')).to.have.length.above(60)
  })
})
