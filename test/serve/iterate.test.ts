import {join} from 'node:path'
import {expect} from 'chai'
import type {FastifyInstance} from 'fastify'
import type {Table} from '../../src/lib/dataset/table.js'
import {loadDatasetAs} from '../../src/lib/dataset/load-dataset.js'
import {serve} from '../../src/lib/lifecycle/serve.js'
import type {Artifact} from '../../src/lib/model/artifact.js'
import {createMonitor, type Monitor} from '../../src/lib/monitor/monitor.js'
import type {MonitorReport} from '../../src/lib/monitor/monitor-report.js'
import type {IterateOptions} from '../../src/lib/serve/iterate-route.js'
import {createMetricsApp} from '../../src/lib/serve/metrics-app.js'
import {registerLivePage} from '../../src/lib/serve/page-live.js'
import {requireToken} from '../../src/lib/serve/request-token.js'
import {createServerLog} from '../../src/lib/serve/server-log.js'
import {serveModel, type ServedModel} from '../../src/lib/serve/served-model.js'
import {answersTo, insuranceDraft, temporaryRegistry} from '../monitor/watched-models.js'
import {makeDraft} from '../model/draft.js'
import {expectSecured, expectSound} from './page-checks.js'

const NOW = 1_772_366_500_000

type Row = Readonly<Record<string, unknown>>

describe('POST /iterate/{dataset}', () => {
  const {folder, registry, remove} = temporaryRegistry()
  let artifact: Artifact
  let cars: ServedModel
  let model: ServedModel | undefined
  let monitor: Monitor
  let app: FastifyInstance

  before(async () => {
    artifact = await registry.load(await registry.add(await insuranceDraft()))
    cars = serveModel(await registry.load(await registry.add(makeDraft({rows: 300}))), NOW)
  })
  beforeEach(async () => {
    model = serveModel(artifact, NOW)
    monitor = createMonitor({now: () => NOW, driftIntervalMs: 2 ** 30, processMetrics: false, evidentlyMetrics: true})
    await monitor.load(model)
    open()
  })
  afterEach(async () => {
    await app.close()
    await monitor.close()
  })
  after(remove)

  function open(options: Partial<IterateOptions> | null = {}): void {
    app = createMetricsApp({
      monitor,
      ...(options === null ? {} : {iterate: {monitor, current: () => model, now: () => NOW, ...options}}),
    })
    registerLivePage(app, {monitor, refreshMs: 2 ** 30})
  }

  async function reopen(options: Partial<IterateOptions> | null): Promise<void> {
    await app.close()
    open(options)
  }

  async function month(number: number): Promise<Table> {
    const path = number === 0 ? 'data/reference.csv' : `data/month-${number}.csv`
    const {description} = artifact.manifest
    const {table} = await loadDatasetAs(description, {path, onBadRow: 'fail', requireTarget: true})
    return table
  }

  /** As a client of /predict sends them. */
  function rowsOf(table: Table): Row[] {
    const {features} = artifact.manifest.description
    return answersTo(table, artifact).map(({values}) =>
      Object.fromEntries(features.map((name, place) => [name, values[place]])),
    )
  }

  const post = (dataset: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    app.inject({
      method: 'POST',
      url: `/iterate/${dataset}`,
      headers: {'content-type': 'application/json', ...headers},
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    })

  const driftOf = async (dataset: string) => {
    await monitor.compareNow()
    return (await app.inject(`/drift?dataset=${dataset}`)).json<MonitorReport>()
  }

  const columnOf = ({drift}: MonitorReport, aspect: string) => drift!.columns.find((column) => column.aspect === aspect)

  describe('rows without predictions', () => {
    it('are answered by the model that is served here, and come to the same drift as if they were its own', async () => {
      const table = await month(30)
      const answer = await post('claims', rowsOf(table))
      expect(answer.statusCode).to.equal(200)
      expect(answer.json()).to.deep.equal({
        ...{dataset: 'claims', rows: 1500, predictions: 'computed'},
        window: {rows: 1500, capacity: 1500, fill: 1},
        model: {name: 'insurance', version: 1},
        ignored: [],
      })
      for (const row of answersTo(table, artifact)) monitor.accept(model!, row)
      const report = await driftOf('claims')
      expect(report.dataset).to.deep.equal({name: 'claims', predictions: 'computed', since: NOW})
      expect(report.drift).to.deep.equal(monitor.report()!.drift)
      expect(report.answers).to.deep.equal(monitor.report()!.answers)
    })

    it('leave window, counts and drift of the model alone', async () => {
      await post('claims', rowsOf(await month(36)))
      await monitor.compareNow()
      expect(monitor.report()!.window.rows).to.equal(0)
      expect(monitor.report()!.answers.rows).to.equal(0)
      expect(monitor.report()!.drift).to.equal(null)
      expect(monitor.report()!.datasets).to.deep.equal(['claims'])
    })

    it('fill a window for each data set, of the last rows', async () => {
      const rows = rowsOf(await month(1))
      await post('claims', rows)
      await post('claims', rows.slice(0, 700))
      await post('quotes', rows[0])
      expect(monitor.report('claims')!.window.rows).to.equal(1500)
      expect(monitor.report('claims')!.answers.rows).to.equal(2200)
      expect(monitor.report('quotes')!.window.rows).to.equal(1)
    })
  })

  describe('predictions that come along', () => {
    it('are compared in place of those of the model, by class or label', async () => {
      const rows = rowsOf(await month(0))
      const given = await post(
        'quotes',
        rows.map((row, index) => ({...row, prediction: index % 2 === 0 ? 'high' : 0})),
      )
      expect(given.json()).to.include({rows: 1500, predictions: 'given'})
      const report = await driftOf('quotes')
      expect(report.answers.classes[0]).to.deep.equal({class: 'high', rows: 1500})
      expect(columnOf(report, 'prediction')).to.include({status: 'drift'})
      expect(columnOf(report, 'fallback')).to.equal(undefined)
      expect(columnOf(report, 'confidence')).to.include({status: 'not-tested'})
      expect(await monitor.metrics()).not.to.match(/model="quotes"[^}]*(fallback share|baseline)/)
    })

    it('bring their probabilities, in the order of the classes or by their names', async () => {
      const [first, second, third] = rowsOf(await month(0))
      const answer = await post('quotes', [
        {...first, prediction: 'high', probabilities: [0.8, 0.15, 0.05]},
        {...second, prediction: 2, probabilities: {low: 0.7, medium: 0.2, high: 0.1}},
        // The class is the most probable one where it is not named.
        {...third, probabilities: {'0': 0.1, '1': 0.6, '2': 0.3}},
      ])
      expect(answer.json()).to.include({predictions: 'given'})
      expect(monitor.report('quotes')!.answers.classes.map(({rows}) => rows)).to.deep.equal([1, 1, 1])
      expect(await monitor.metrics()).to.match(/mlops_prediction_confidence_sum\{model="quotes",version="1"\} 2\.1/)
    })

    it('are refused where some rows have them and others do not', async () => {
      const [first, second] = rowsOf(await month(0))
      const mixed = await post('quotes', [first, {...second, prediction: 'high'}])
      expect(mixed.statusCode).to.equal(422)
      expect(mixed.json<{errors: unknown}>().errors).to.deep.equal([
        {
          field: 'prediction',
          message:
            'row 1: it comes with a prediction, and those before without: send predictions with all rows or with none',
          pointer: '/1/prediction',
        },
      ])
      await post('quotes', first)
      const later = await post('quotes', {...second, prediction: 'high'})
      expect(later.statusCode).to.equal(422)
      expect(later.json<{detail: string}>().detail).to.match(/came without predictions so far/)
      expect(monitor.report('quotes')!.window.rows).to.equal(1)
    })

    it('are refused where they are no class, and name those there are', async () => {
      const [row] = rowsOf(await month(0))
      const messageOf = async (extra: Row) =>
        (await post('quotes', {...row, ...extra})).json<{errors: {message: string}[]}>().errors[0]!.message
      expect(await messageOf({prediction: 'hgih'})).to.equal(
        'prediction is "hgih", expected one of 0 (high), 1 (medium), 2 (low)',
      )
      expect(await messageOf({probabilities: [1]})).to.match(/^probabilities holds 1 values, expected a number from 0/)
      expect(await messageOf({probabilities: {high: 1, low: 0}})).to.match(/^probabilities has none for medium/)
      expect(await messageOf({probabilities: [0.5, 1.5, 0]})).to.match(/^probabilities of medium is 1.5/)
      expect(await messageOf({probabilities: 'high'})).to.match(/^probabilities is "high"/)
      expect(monitor.datasets()).to.deep.equal([])
    })
  })

  describe('takes', () => {
    it('what else came along, says that it is not read, and knows the historical names of features', async () => {
      const [row] = rowsOf(await month(0))
      const {emergency_braking: braking, ...rest} = row!
      const body = {...rest, emergency_breaking: braking, id: 'a-1', group: 2, customer: 'Ada', ['x'.repeat(90)]: 1}
      const answer = await post('claims', body)
      expect(answer.statusCode).to.equal(200)
      expect(answer.json()).to.deep.include({ignored: ['group', 'customer', `${'x'.repeat(60)}…`]})
    })

    it('missing values, and categories that nobody knows', async () => {
      model = cars
      await monitor.load(cars)
      const rows = Array.from({length: 40}, (_, index) => ({age: index % 2 ? null : 40, fuel: 'hydrogen'}))
      expect((await post('claims', rows)).statusCode).to.equal(200)
      const report = await driftOf('claims')
      expect(report.drift!.columns.find(({key}) => key === 'fuel: unseen')).to.include({status: 'drift'})
      expect(report.drift!.columns.find(({key}) => key === 'age: missing')).to.include({status: 'drift'})
    })

    it('no rows at all without opening a window', async () => {
      expect((await post('claims', [])).json()).to.deep.include({rows: 0, window: {rows: 0, capacity: 1500, fill: 0}})
      expect(monitor.datasets()).to.deep.equal([])
    })
  })

  describe('refuses', () => {
    it('a wrong value by field, value and row, and takes none of the rows', async () => {
      const [row] = rowsOf(await month(0))
      const answer = await post('claims', [row, {...row, age: 'old'}])
      expect(answer.statusCode).to.equal(422)
      expect(answer.headers['content-type']).to.equal('application/problem+json; charset=utf-8')
      expect(answer.json()).to.deep.include({
        errors: [{field: 'age', message: 'row 1: age is "old", expected a number from 16 to 150', pointer: '/1/age'}],
      })
      expect(monitor.datasets()).to.deep.equal([])
    })

    it('a feature that is missing, and says which name may have been meant', async () => {
      const [row] = rowsOf(await month(0))
      const {miles, ...rest} = row!
      const {errors} = (await post('claims', {...rest, mile: miles})).json<{errors: {message: string}[]}>()
      expect(errors).to.have.length(1)
      expect(errors[0]!.message).to.match(/^miles is missing, .*; is it the one that is called "mile"\?$/)
    })

    it('what is no JSON, no object, too much, or too large', async () => {
      expect((await post('claims', '{')).statusCode).to.equal(400)
      expect((await post('claims', '{"__proto__": 1}')).statusCode).to.equal(400)
      expect((await post('claims', 'age=3', {'content-type': 'text/plain'})).statusCode).to.equal(415)
      expect((await post('claims', '5')).statusCode).to.equal(422)
      expect((await post('claims', [[1]])).json<{detail: string}>().detail).to.equal(
        'Row 0 is an array, expected an object with the features by name.',
      )
      expect((await post('claims', Array(10_001).fill({}))).json<{detail: string}>().detail).to.equal(
        'The array holds 10,001 rows: send at most 10,000 at once.',
      )
      const large = await post('claims', `[${' '.repeat(1_100_000)}]`)
      expect(large.statusCode).to.equal(413)
      expect(large.headers['content-type']).to.equal('application/problem+json; charset=utf-8')
      expect((await app.inject({method: 'POST', url: '/iterate/claims'})).statusCode).to.equal(400)
    })

    it('a name that no data set can have', async () => {
      const [row] = rowsOf(await month(0))
      for (const name of ['a%20b', 'x'.repeat(65), 'x'.repeat(200), 'a%22%7D%0A', '%F0%9F%98%80']) {
        const {statusCode, body} = await post(name, row)
        expect(statusCode, name).to.equal(422)
        expect(body, name).to.contain('A data set cannot be called')
      }
      expect((await post('insurance', row)).json<{detail: string}>().detail).to.match(/is the name of a model/)
      expect((await post('_.-Z9', row)).statusCode).to.equal(200)
    })

    it('the twenty-first data set, and names those there are', async () => {
      const [row] = rowsOf(await month(0))
      for (let index = 0; index < 20; index++) expect((await post(`d${index}`, row)).statusCode).to.equal(200)
      const refused = await post('d20', row)
      expect(refused.statusCode).to.equal(422)
      expect(refused.json<{detail: string}>().detail).to.match(/^There are 20 data sets.*d0, d1, .*d19\.$/)
      expect((await post('d19', row)).statusCode).to.equal(200)
    })

    it('everything before there is a model, and without the token', async () => {
      model = undefined
      expect((await post('claims', {})).statusCode).to.equal(503)
      await reopen({guard: [requireToken('a-token-of-sixteen')]})
      model = serveModel(artifact, NOW)
      const [row] = rowsOf(await month(0))
      expect((await post('claims', row)).statusCode).to.equal(401)
      expect((await post('claims', row, {authorization: 'Bearer a-token-of-sixteen'})).statusCode).to.equal(200)
    })

    it('everything without --iterate, which it names', async () => {
      await reopen(null)
      const answer = await post('claims', 'anything', {'content-type': 'text/plain'})
      expect(answer.statusCode).to.equal(404)
      expect(answer.json<{detail: string}>().detail).to.match(/start it with --iterate/)
    })
  })

  describe('shows', () => {
    it('each data set under its own name in the metrics, those of Evidently too', async () => {
      await post('claims', rowsOf(await month(36)))
      await post('quotes', rowsOf(await month(0)))
      await monitor.compareNow()
      const text = await monitor.metrics()
      expect(text).to.match(/^mlops_dataset_drifted\{model="claims",version="1"\} 1$/m)
      expect(text).to.match(/^mlops_dataset_drifted\{model="quotes",version="1"\} 0$/m)
      expect(text).to.match(/^mlops_drift_window_rows\{model="claims",version="1"\} 1500$/m)
      expect(text).to.match(/^mlops_drift_window_rows\{model="insurance",version="1"\} 0$/m)
      expect(text).to.match(/^evidently:data_drift:dataset_drift\{dataset_name="claims"\} 1$/m)
      expect(text).to.match(/^evidently:data_drift:dataset_drift\{dataset_name="quotes"\} 0$/m)
      // A data set is no model that was loaded.
      expect(text).not.to.match(/^mlops_model_\w+\{model="claims"/m)
      expect(text).to.match(/_count\{method="POST",route="\/iterate\/:dataset",code="200"\} 2$/m)
      const names = [...text.matchAll(/^([^#].*) \S+$/gm)].map(([, name]) => name)
      expect(new Set(names).size, 'no series comes twice').to.equal(names.length)
    })

    it('which data sets there are to who asks for another one', async () => {
      expect((await app.inject('/drift?dataset=claims')).json<{detail: string}>().detail).to.match(/there is none yet/)
      await post('quotes', rowsOf(await month(0))[0])
      for (const url of ['/drift?dataset=claims', '/?dataset=claims', '/events?dataset=claims']) {
        const {statusCode, headers, body} = await app.inject(url)
        expect(statusCode, url).to.equal(404)
        expect(headers['content-type'], url).to.equal('application/problem+json; charset=utf-8')
        expect(body, url).to.contain('There is no data set called \\"claims\\"; there is quotes.')
      }
      expect((await app.inject('/drift?dataset=a&dataset=b')).statusCode).to.equal(404)
    })

    it('a live page for each, with links from one to the other', async () => {
      expect((await app.inject('/')).payload).not.to.contain('Whose rows')
      await post('claims', rowsOf(await month(36)))
      await monitor.compareNow()
      const own = await app.inject('/')
      expectSound(own)
      expect(own.payload).to.match(/<a href="\.\/" aria-current="page"\s*>insurance<\/a/)
      expect(own.payload).to.match(/<a href="\.\/\?dataset=claims"\s*>claims<\/a/)
      const page = await app.inject('/?dataset=claims')
      expectSecured(page)
      expectSound(page)
      expect(page.payload).to.contain('Drift of claims, from insurance, version 1')
      expect(page.payload).to.match(/<a href="\.\/\?dataset=claims" aria-current="page"\s*>claims<\/a/)
      expect(page.payload).to.contain('href="drift?dataset=claims"')
      expect(page.payload).to.match(/All 1,500 rows of claims since .*predictions\s+are those of version 1/s)
    })

    it('its events to who listens to it, and those of the model to the others', async () => {
      await post('claims', rowsOf(await month(36)))
      await app.listen({port: 0})
      const {port} = app.server.address() as {port: number}
      const listeners = await Promise.all(
        ['?dataset=claims', ''].map((query) => fetch(`http://127.0.0.1:${port}/events${query}`)),
      )
      for (const row of answersTo(await month(36), artifact).slice(0, 700)) monitor.accept(model!, row)
      await monitor.compareNow()
      await app.close()
      const told = await Promise.all(listeners.map(async (response) => reportsIn(await response.text())))
      const facts = ({dataset, computed}: MonitorReport) => [dataset?.name, computed?.rows]
      expect(told[0]!.map(facts)).to.deep.equal([
        ['claims', undefined],
        ['claims', 1500],
      ])
      expect(told[1]!.map(facts)).to.deep.equal([
        [undefined, undefined],
        [undefined, 700],
      ])
    })
  })

  describe('when another model is taken up', () => {
    it('begins each window anew, against the reference of that model', async () => {
      await post('claims', rowsOf(await month(36)))
      await monitor.compareNow()
      await monitor.load(cars)
      model = cars
      expect(monitor.report('claims')).to.deep.include({model: 'cars', version: 2, drift: null})
      expect(monitor.report('claims')!.window.rows).to.equal(0)
      expect((await post('claims', {age: 30, fuel: 'diesel'})).statusCode).to.equal(200)
      const text = await monitor.metrics()
      expect(text).to.match(/mlops_drift_window_rows\{model="claims",version="2"\} 0/)
      expect(text).not.to.contain('{model="claims",version="1"')
    })

    it('takes no rows that were read for the one before', async () => {
      await monitor.load(cars)
      const answer = await post('claims', rowsOf(await month(0))[0])
      expect(answer.statusCode).to.equal(503)
      expect(monitor.datasets()).to.deep.equal([])
    })

    it('lets a data set go that bears the name of the model', async () => {
      await post('cars', rowsOf(await month(0))[0])
      await monitor.load(cars)
      expect(monitor.datasets()).to.deep.equal([])
      const text = await monitor.metrics()
      const names = [...text.matchAll(/^([^#].*) \S+$/gm)].map(([, name]) => name)
      expect(new Set(names).size).to.equal(names.length)
    })

    it('drops a comparison that was running, whose rows are gone', async () => {
      await post('claims', rowsOf(await month(36)))
      const comparing = monitor.compareNow()
      await monitor.load(cars)
      await comparing
      expect(monitor.report('claims')).to.deep.include({version: 2, drift: null, history: []})
    })
  })

  it('is there where the server was started with --iterate, behind its token', async () => {
    const token = 'a-token-of-sixteen'
    const server = await serve({
      ...{models: join(folder, 'models'), model: '1', host: '127.0.0.1', port: 0, metricsPort: 0, logFolder: null},
      ...{
        window: 100,
        driftIntervalMs: 2 ** 30,
        corsOrigins: [],
        maximumConnections: 100,
        token,
        evidentlyMetrics: false,
      },
      ...{iterate: true, drainDelayMs: 0, drainTimeoutMs: 1_000, now: () => NOW, random: () => 0.5},
      log: createServerLog('silent', process.stderr),
    })
    try {
      const body = JSON.stringify(rowsOf(await month(0)).slice(0, 120))
      const send = (headers: Readonly<Record<string, string>>) =>
        fetch(`${server.metricsUrl}/iterate/claims`, {
          ...{method: 'POST', body},
          headers: {'content-type': 'application/json', ...headers},
        })
      expect((await send({})).status).to.equal(401)
      const taken = await send({authorization: `Bearer ${token}`})
      expect(await taken.json()).to.deep.include({rows: 120, window: {rows: 100, capacity: 100, fill: 1}})
      const report = (await (await fetch(`${server.metricsUrl}/drift?dataset=claims&fresh`)).json()) as MonitorReport
      expect(report.drift!.currentRows).to.equal(100)
    } finally {
      await server.close()
    }
  })
})

function reportsIn(events: string): MonitorReport[] {
  return [...events.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!) as MonitorReport)
}
