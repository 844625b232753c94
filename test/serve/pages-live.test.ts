import {request, type IncomingMessage} from 'node:http'
import {expect} from 'chai'
import type {FastifyInstance} from 'fastify'
import {loadDatasetAs} from '../../src/lib/dataset/load-dataset.js'
import type {Table} from '../../src/lib/dataset/table.js'
import type {Artifact} from '../../src/lib/model/artifact.js'
import {createMonitor, type Monitor} from '../../src/lib/monitor/monitor.js'
import type {MonitorReport} from '../../src/lib/monitor/monitor-report.js'
import {createMetricsApp} from '../../src/lib/serve/metrics-app.js'
import {registerLivePage, type LivePageOptions} from '../../src/lib/serve/page-live.js'
import {driftSince, liveTimeline} from '../../src/lib/serve/page-live-timeline.js'
import type {DriftMoment} from '../../src/lib/monitor/drift-history.js'
import type {DriftStatus} from '../../src/lib/drift/table-drift.js'
import {answersTo, insuranceDraft, temporaryRegistry, watchedModel} from '../monitor/watched-models.js'
import {expectSecured, expectSound} from './page-checks.js'

const NOON = Date.UTC(2026, 2, 1, 12)

describe('the live page', () => {
  const {registry, remove} = temporaryRegistry()
  let artifact: Artifact
  let monitor: Monitor
  let app: FastifyInstance
  let time = NOON

  before(async () => {
    artifact = await registry.load(await registry.add(await insuranceDraft()))
  })
  beforeEach(() => {
    time = NOON
    monitor = createMonitor({now: () => time, driftIntervalMs: 2 ** 30, processMetrics: false})
  })
  afterEach(async () => {
    await app.close()
    await monitor.close()
  })
  after(remove)

  function open(options: Partial<LivePageOptions> = {}): FastifyInstance {
    app = createMetricsApp({monitor})
    registerLivePage(app, {monitor, refreshMs: 2 ** 30, ...options})
    return app
  }

  async function send(month: number, rows = 400): Promise<void> {
    const path = month === 0 ? 'data/reference.csv' : `data/month-${month}.csv`
    const options = {path, onBadRow: 'fail', requireTarget: true} as const
    const {table}: {table: Table} = await loadDatasetAs(artifact.manifest.description, options)
    for (const row of answersTo(table, artifact).slice(0, rows)) monitor.accept(watchedModel(artifact), row)
  }

  it('shows the state at load without a script: verdict, features, since when, who answers', async () => {
    await monitor.load(watchedModel(artifact))
    await send(36)
    await monitor.compareNow()
    const page = await open().inject({url: '/'})
    expectSecured(page)
    expectSound(page)
    expect(page.payload).to.contain('Drift of insurance, version 1')
    expect(page.payload).to.match(/<span class="level (?:investigate|retrain)"/)
    expect(page.payload).to.contain('Distribution of miles, reference and current')
    expect(page.payload).to.contain('since <b>12:00 UTC</b>')
    expect(page.payload).to.match(/answered by the baseline/)
    expect(page.payload).to.contain('of 1,500 rows fill the window')
    expect(page.payload.indexOf('>miles</h3>')).to.be.below(page.payload.indexOf('>power</h3>'))
  })

  it('is a sound page before anything was compared, and before there is a model', async () => {
    open()
    const none = await app.inject({url: '/'})
    expectSecured(none)
    expectSound(none)
    expect(none.payload).to.contain('No model is loaded yet')
    await monitor.load(watchedModel(artifact))
    const empty = await app.inject({url: '/'})
    expectSound(empty)
    expect(empty.payload).to.contain('Nothing has been compared yet')
  })

  describe('GET /events', () => {
    const readers: Events[] = []
    afterEach(() => {
      for (const reader of readers.splice(0)) reader.stop()
    })

    const urlOf = (path: string): string => `http://127.0.0.1:${(app.server.address() as {port: number}).port}${path}`

    async function listen(path = '/events', options: Partial<LivePageOptions> = {}): Promise<Events> {
      await open(options).listen({port: 0})
      const reader = await Events.open(urlOf(path))
      readers.push(reader)
      return reader
    }

    beforeEach(async () => {
      await monitor.load(watchedModel(artifact))
    })

    it('tells the report at once, and again at each comparison', async () => {
      const events = await listen()
      const first = await events.next()
      expect(first.text).to.match(/^retry: 3000\n\n/)
      expect((JSON.parse(first.data) as MonitorReport).computed).to.equal(null)
      await send(36)
      await monitor.compareNow()
      const second = JSON.parse((await events.next()).data) as MonitorReport
      expect(second.computed).to.include({at: NOON, rows: 400})
      expect(second.verdict!.level).to.not.equal('ok')
      expect(second.history).to.have.length(1)
    })

    it('sends the last moment of the history alone: the page has the others', async () => {
      const events = await listen()
      await events.next()
      for (let minute = 0; minute < 3; minute++) {
        time = NOON + minute * 60_000
        await send(36, 50)
        await monitor.compareNow()
        const report = JSON.parse((await events.next()).data) as MonitorReport
        expect(report.history.map((each) => each.time)).to.deep.equal([time])
      }
      expect(monitor.report()!.history).to.have.length(3)
    })

    it('brings the parts of the page as markup for its script', async () => {
      const events = await listen('/events?parts')
      await events.next()
      await send(36)
      await monitor.compareNow()
      const {data, text} = await events.next()
      expect(text).to.contain('event: parts\n')
      const {level, parts} = JSON.parse(data) as {level: string; parts: Record<string, string>}
      expect(level).to.be.oneOf(['Investigate', 'Retrain'])
      expect(parts['features']).to.contain('Distribution of miles')
    })

    it('tells of rows that are too few to compare', async () => {
      const events = await listen('/events', {refreshMs: 20})
      await events.next()
      await send(1, 7)
      expect((JSON.parse((await events.next()).data) as MonitorReport).window.rows).to.equal(7)
    })

    it('gives a sign of life when nothing happens', async () => {
      const events = await listen('/events', {heartbeatMs: 20})
      await events.next()
      expect(await events.until(': still here\n\n')).to.equal(true)
    })

    it('refuses listeners beyond the limit, and takes the next one when a place is free', async () => {
      const first = await listen('/events', {maximumClients: 1})
      await first.next()
      const refused = await app.inject({url: '/events'})
      expect(refused.statusCode).to.equal(503)
      expect(refused.headers['retry-after']).to.equal('10')
      expect(refused.json()).to.have.property('detail').that.contains('listeners already')
      first.stop()
      let second: Events | undefined
      for (let attempt = 0; attempt < 200 && second === undefined; attempt++) {
        await new Promise((resolve) => setTimeout(resolve, 10))
        second = await Events.open(urlOf('/events')).catch(() => undefined)
      }
      expect((await second!.next()).text).to.contain('event: report')
      readers.push(second!)
    })

    it('ends when the server closes, so that it can', async () => {
      const events = await listen()
      await events.next()
      await app.close()
      expect(await events.ended()).to.equal(true)
    })
  })
})

describe('the timeline of the live page', () => {
  const momentsOf = (statuses: string, version = 1): readonly DriftMoment[] =>
    Array.from(statuses, (letter, index) => ({
      ...{time: NOON + index * 60_000, version, rows: 100, level: 'ok' as const},
      columns: {miles: {status: (letter === 'd' ? 'drift' : 'stable') satisfies DriftStatus, severity: 2}},
    }))

  it('says since when a column drifts: one calm moment in between does not end it', () => {
    expect(driftSince(momentsOf('ssddsddddd'), 'miles')).to.equal(NOON + 2 * 60_000)
    expect(driftSince(momentsOf('sssd'), 'miles')).to.equal(NOON + 3 * 60_000)
    expect(driftSince(momentsOf('dddds'), 'miles')).to.equal(null)
    expect(driftSince([], 'miles')).to.equal(null)
  })

  it('has at most 36 cells a row, whatever the hours', () => {
    const report = {version: 1, history: momentsOf('d'.repeat(360))} as unknown as MonitorReport
    const table = liveTimeline(report, ['miles']).toString()
    expect(table.match(/<td class="s4"/g)).to.have.length(36)
    expect(table).to.contain('10 minutes')
  })

  it('leaves gaps where nothing was compared, and says when another version answered', () => {
    const [first, , third] = momentsOf('sss', 2)
    const history = [...momentsOf('s', 1), first, {...third!, time: third!.time + 120_000}]
    const table = liveTimeline({version: 2, history} as unknown as MonitorReport, ['miles']).toString()
    expect(table.match(/no comparison/g)).to.have.length(3)
    expect(table).to.match(/Version 1\s+answered until/)
  })
})

/** Reads server-sent events. */
class Events {
  private text = ''
  private isEnded = false
  private wake: () => void = () => undefined

  private constructor(private readonly response: IncomingMessage) {
    expect(response.headers['content-type']).to.equal('text/event-stream; charset=utf-8')
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      this.text += chunk
      this.wake()
    })
    response.on('error', () => undefined)
    response.on('close', () => {
      this.isEnded = true
      this.wake()
    })
  }

  static open(url: string): Promise<Events> {
    return new Promise((resolve, reject) => {
      request(url, {agent: false}, (response) => {
        if (response.statusCode === 200) resolve(new Events(response))
        else reject(new Error(`refused with ${response.statusCode!}`))
      })
        .on('error', reject)
        .end()
    })
  }

  /** Up to the end of the next event. */
  async next(): Promise<{readonly text: string; readonly data: string}> {
    for (;;) {
      const found = /^.*?data: (.*)\n\n/s.exec(this.text)
      if (found !== null) {
        const [text, data] = [found[0], found[1]!]
        this.text = this.text.slice(text.length)
        return {text, data}
      }
      await this.more()
    }
  }

  async until(part: string): Promise<boolean> {
    while (!this.text.includes(part)) await this.more()
    return true
  }

  async ended(): Promise<boolean> {
    while (!this.isEnded) await this.more()
    return true
  }

  stop(): void {
    this.response.destroy()
  }

  private more(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve))
  }
}
