import {mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect} from 'chai'
import {startServer, trainExample, type RunningServer} from '../monitor/rules/real-stack.js'
import {runMlops} from '../program.js'
import {
  alertmanagerNames,
  installed,
  startAlarms,
  type PrometheusAlert,
  type RealAlarms,
} from '../../scripts/alarm-stack.js'

/** In which a month passes: long enough for Prometheus to see which feature goes first. */
const monthDuration = '800ms'

/** A world, and what became of it. */
interface Story {
  readonly alarms: RealAlarms
  readonly server: RunningServer
  /** Alerts at the end; those that were pending or firing at any time, by name and feature. */
  readonly atEnd: readonly PrometheusAlert[]
  readonly ever: ReadonlySet<string>
}

const worlds = {
  'which customers change': ['--data', resolve('data')],
  'which stays the same': ['--world', 'drift=none,rows=1500,months=36,seed=7'],
} as const

describe('36 months, a server, Prometheus and Alertmanager with the files of compose/', function () {
  this.timeout(180_000)
  let folder: string | undefined
  const running: {end(): Promise<void>}[] = []
  let changing: Story
  let constant: Story

  before(async function () {
    for (const [name, names] of [
      ['prometheus', ['prometheus']],
      ['alertmanager', alertmanagerNames],
    ] as const) {
      if (installed(names) !== undefined) continue
      for (const test of this.test!.parent!.tests) test.title += ` (${name} is missing)`
      this.skip()
    }
    folder = mkdtempSync(join(tmpdir(), 'mlops-alarms-'))
    await trainExample(folder)
    ;[changing, constant] = (await Promise.all(
      Object.values(worlds).map((flags, place) => play(folder!, String(place), flags)),
    )) as [Story, Story]
  })

  after(async () => {
    await Promise.all(running.map((each) => each.end()))
    if (folder !== undefined) rmSync(folder, {recursive: true, force: true})
  })

  it('fire for miles, the first feature to drift', () => {
    const drift = changing.atEnd.filter(({labels}) => labels['alertname'] === 'MlopsFeatureDrift')
    const firing = drift.filter(({state}) => state === 'firing').map(({labels}) => labels['feature'])
    expect(firing).to.include('miles')
    const [first, ...others] = drift.toSorted((a, b) => Date.parse(a.activeAt) - Date.parse(b.activeAt))
    expect(first!.labels['feature']).to.equal('miles')
    for (const other of others) expect(Date.parse(other.activeAt)).to.be.above(Date.parse(first!.activeAt))
  })

  it('tell the webhook about miles, in words and with the way to panel and runbook', async () => {
    const {told} = changing.alarms
    const aboutMiles = () =>
      told.find(({labels}) => labels['alertname'] === 'MlopsFeatureDrift' && labels['feature'] === 'miles')
    for (let wait = 0; aboutMiles() === undefined && wait < 200; wait++) await sleep(100)
    const {status, annotations} = aboutMiles()!
    expect(status).to.equal('firing')
    expect(annotations['description']).to.match(/miles is [\d.]+ times as far .* from \d{4,} rows of all replicas/)
    expect(annotations['dashboard_url']).to.contain('var-feature=miles')
    expect(annotations['runbook_url']).to.match(/MlopsFeatureDrift\.md$/)
  })

  it('are silent in a world that stays the same', () => {
    expect([...constant.ever]).to.deep.equal([])
    expect(constant.alarms.told).to.deep.equal([])
  })

  it('have seen as many rows in both worlds', async () => {
    for (const {alarms} of [changing, constant]) {
      const [rows] = await alarms.query('sum(mlops_predictions_total) >= 54000')
      expect(rows).not.to.equal(undefined)
    }
  })

  /** Plays the months, and waits until what they did has had its time to fire. */
  async function play(root: string, name: string, flags: readonly string[]): Promise<Story> {
    const own = join(root, name)
    mkdirSync(own)
    const server = await startServer(root, ['--log-dir', join(own, 'log')])
    running.push(server)
    const alarms = await startAlarms(own, server.metricsUrl)
    running.unshift(alarms)
    const ever = new Set<string>()
    const look = async (): Promise<readonly PrometheusAlert[]> => {
      const alerts = await alarms.alerts()
      for (const {labels, state} of alerts) {
        if (state === 'firing') ever.add(`${labels['alertname']!} ${labels['feature'] ?? ''}`.trim())
      }
      return alerts
    }
    const playing = new AbortController()
    const played = runMlops(
      [
        ...['simulate', '--months', '36', '--month-duration', monthDuration, ...flags],
        ...['--url', server.url, '--metrics-url', server.metricsUrl],
      ],
      {cwd: own},
    ).finally(() => playing.abort())
    while (!playing.signal.aborted) {
      await look()
      await sleep(500)
    }
    const {exitCode, stderr} = await played
    expect(exitCode, stderr).to.equal(0)
    // 15 s until drift fires, and two evaluations.
    let atEnd = await look()
    for (let wait = 0; wait < 20 && !ever.has('MlopsFeatureDrift miles'); wait++) {
      await sleep(1_000)
      atEnd = await look()
    }
    return {alarms, server, atEnd, ever}
  }
})
