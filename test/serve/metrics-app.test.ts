import {expect} from 'chai'
import type {FastifyInstance} from 'fastify'
import type {Artifact} from '../../src/lib/model/artifact.js'
import {createMonitor, type Monitor} from '../../src/lib/monitor/monitor.js'
import {createMetricsApp} from '../../src/lib/serve/metrics-app.js'
import {makeDraft} from '../model/draft.js'
import {answersTo, temporaryRegistry, watchedModel} from '../monitor/watched-models.js'

describe('metrics app', () => {
  const {registry, remove} = temporaryRegistry()
  let monitor: Monitor
  let app: FastifyInstance

  beforeEach(() => {
    monitor = createMonitor({now: () => 1_772_366_500_000, driftIntervalMs: 2 ** 30, processMetrics: false})
    app = createMetricsApp({monitor})
  })
  afterEach(async () => {
    await app.close()
    await monitor.close()
  })
  after(remove)

  /** Answers every reference row, with the age missing in all of them. */
  async function answerOldRows(): Promise<Artifact> {
    const artifact = await registry.load(await registry.add(makeDraft({rows: 300})))
    await monitor.load(watchedModel(artifact))
    const {table} = await artifact.reference()
    for (const row of answersTo(table, artifact)) {
      monitor.accept(watchedModel(artifact), {...row, values: [null, row.values[1]!]})
    }
    await monitor.compareNow()
    return artifact
  }

  it('gives the metrics as Prometheus reads them', async () => {
    const {statusCode, headers, body} = await app.inject('/metrics')
    expect(statusCode).to.equal(200)
    expect(headers['content-type']).to.equal('text/plain; version=0.0.4; charset=utf-8')
    expect(body).to.include('# TYPE mlops_model_reload_failures_total counter\nmlops_model_reload_failures_total 0')
  })

  it('says that there is no drift to show before a model is loaded', async () => {
    const {statusCode, headers, body} = await app.inject('/drift')
    expect(statusCode).to.equal(503)
    expect(headers['content-type']).to.equal('application/problem+json; charset=utf-8')
    expect(JSON.parse(body)).to.include({detail: 'No model is loaded yet.'})
  })

  it('gives the drift of the window as JSON, with how full it is, and without NaN', async () => {
    await answerOldRows()
    const {statusCode, headers, body} = await app.inject('/drift')
    expect(statusCode).to.equal(200)
    expect(headers['content-type']).to.equal('application/json; charset=utf-8')
    expect(headers['cache-control']).to.equal('no-store')
    const report = JSON.parse(body) as NonNullable<ReturnType<Monitor['report']>>
    expect(report.window).to.deep.equal({rows: 300, capacity: 1500, fill: 0.2})
    expect(report.notes).to.deep.equal(['The window holds 300 rows of 1,500: it sees less than a full one.'])
    expect(report.verdict!.level).to.equal('investigate')
    expect(report.drift!.columns.find(({key}) => key === 'age')).to.include({status: 'not-tested'})
    expect(report.drift!.columns.find(({key}) => key === 'age: missing')).to.include({status: 'drift'})
    expect(report.answers.rows).to.equal(300)
    expect(report.history).to.have.length(1)
  })

  it('compares what has arrived before it answers, for who asks for fresh figures', async () => {
    const artifact = await answerOldRows()
    const {table} = await artifact.reference()
    const [row] = answersTo(table, artifact)
    monitor.accept(watchedModel(artifact), row!)
    type Report = NonNullable<ReturnType<Monitor['report']>>
    const seen = async (url: string): Promise<unknown> => (await app.inject(url)).json<Report>().computed?.answered
    expect(await seen('/drift')).to.equal(300)
    expect(await seen('/drift?fresh')).to.equal(301)
    expect(await seen('/drift')).to.equal(301)
  })

  it('shows a column that could not be tested as NaN in the metrics, which knows it', async () => {
    await answerOldRows()
    expect((await app.inject('/metrics')).body).to.match(/mlops_drift_score\{[^}]*feature="age",[^}]*\} Nan/i)
  })

  it('is healthy, and says what is not there', async () => {
    expect((await app.inject('/healthz')).json()).to.deep.equal({status: 'ok'})
    const {statusCode, body} = await app.inject('/metric?a=b')
    expect(statusCode).to.equal(404)
    expect(JSON.parse(body)).to.include({detail: 'There is no GET /metric here.'})
  })
})
