import {spawnSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect} from 'chai'
import pino from 'pino'
import {serve, type RunningServer, type ServeOptions} from '../../src/lib/lifecycle/serve.js'
import {insuranceDraft, temporaryRegistry} from '../monitor/watched-models.js'
import {filesOf} from '../serve/log-rows.js'
import {customer} from '../serve/served-models.js'

interface Answer {
  readonly id: string
  readonly label: number
}

describe('the log of a running server', function () {
  this.timeout(60_000)
  const {registry, folder: parent, remove} = temporaryRegistry()
  let folder: string
  let servers: RunningServer[] = []

  before(async () => {
    await registry.add(await insuranceDraft())
  })
  beforeEach(() => {
    folder = join(mkdtempSync(join(parent, 'a-')), 'predictions')
  })
  afterEach(async () => {
    for (const server of servers) await server.close()
    servers = []
  })
  after(remove)

  async function start(options: Partial<ServeOptions> = {}): Promise<RunningServer> {
    const server = await serve({
      ...{
        models: registry.folder,
        host: '127.0.0.1',
        port: 0,
        metricsPort: 0,
        window: 1_500,
        driftIntervalMs: 86_400_000,
      },
      ...{corsOrigins: [], evidentlyMetrics: false, iterate: false, maximumConnections: 1_000},
      ...{drainDelayMs: 0, drainTimeoutMs: 5_000, logFolder: folder},
      ...{log: pino({level: 'silent'}), now: Date.now, random: Math.random, ...options},
    })
    servers.push(server)
    return server
  }

  async function post<T>(address: string, body: unknown): Promise<T> {
    const response = await fetch(address, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify(body),
    })
    expect(response.status).to.equal(200)
    return (await response.json()) as T
  }

  const predict = ({url}: RunningServer, rows: number): Promise<Answer[]> =>
    post(
      `${url}/predict`,
      Array.from({length: rows}, (_, row) => ({...customer, age: 20 + (row % 60)})),
    )

  async function metric({metricsUrl}: RunningServer, pattern: RegExp): Promise<number> {
    return Number(pattern.exec(await (await fetch(`${metricsUrl}/metrics`)).text())?.[1] ?? NaN)
  }

  async function until(check: () => Promise<boolean> | boolean): Promise<void> {
    while (!(await check())) await sleep(20)
  }

  it('rotates and deletes predictions, and joins labels of deleted ones', async () => {
    const server = await start({logLimits: {fileBytes: 20_000, retainedBytes: 60_000}})
    const answers: Answer[] = []
    for (let request = 0; request < 20; request++) {
      answers.push(...(await predict(server, 200)))
      await sleep(10)
    }
    await until(() => filesOf(folder, 'predictions').length <= 3)
    expect(filesOf(folder, 'predictions', '.ids').length).to.be.greaterThan(3)
    const first = answers.slice(0, 100).map(({id, label}, row) => ({id, label: row < 60 ? label : (label + 1) % 3}))
    expect(await post(`${server.url}/ground-truth`, first)).to.deep.include({accepted: 100, unknownCount: 0})
    expect(await metric(server, /mlops_realised_accuracy\{[^}]*\} ([\d.]+)/)).to.equal(0.6)
    expect(await metric(server, /mlops_prediction_log_dropped_total (\d+)/)).to.equal(0)
  })

  it('shows labels that another server of the folder was given', async () => {
    const [one, other] = [await start(), await start()]
    const answers = await predict(one, 50)
    const labels = answers.map(({id, label}, row) => ({id, label: row < 40 ? label : (label + 1) % 3}))
    expect(await metric(other, /mlops_realised_accuracy\{[^}]*\} ([\d.]+)/)).to.be.NaN
    await sleep(700)
    expect(await post(`${other.url}/ground-truth`, labels)).to.deep.include({accepted: 50})
    expect(await metric(one, /mlops_realised_accuracy\{[^}]*\} ([\d.]+)/)).to.equal(0.8)
  })

  it('answers on while the disk is full, counts what it drops, and logs again when there is room', async function () {
    const disk = mkdtempSync(join(tmpdir(), 'mlops-disk-'))
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]).status !== 0) {
      rmSync(disk, {recursive: true})
      if (process.env['CI'] !== undefined && process.getuid?.() === 0) throw new Error('a small disk could not be made')
      this.skip()
    }
    try {
      folder = join(disk, 'predictions')
      mkdirSync(folder)
      writeFileSync(join(disk, 'ballast'), Buffer.alloc(63.5 * 2 ** 20))
      const server = await start()
      const dropped = (): Promise<number> => metric(server, /mlops_prediction_log_dropped_total (\d+)/)
      while ((await dropped()) === 0) await predict(server, 5_000)
      const lost = await dropped()
      unlinkSync(join(disk, 'ballast'))
      await until(async () => (await metric(server, /mlops_prediction_log_bytes_total (\d+)/)) > 32 * 2 ** 20 - 100_000)
      const [answer] = await predict(server, 1)
      await sleep(700)
      const labels = [{id: answer!.id, label: 0}]
      expect(await post(`${server.url}/ground-truth`, labels)).to.deep.include({accepted: 1})
      expect(await dropped()).to.be.at.least(lost)
    } finally {
      for (const server of servers) await server.close()
      servers = []
      spawnSync('umount', [disk])
      rmSync(disk, {recursive: true, force: true})
    }
  })
})
