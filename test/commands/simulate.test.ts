import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect} from 'chai'
import type {SimulationReport} from '../../src/lib/report/simulate-report.js'
import {inTemporaryFolder, plainEnvironment, runMlops, type Run, type RunOptions} from '../program.js'
import {schemaErrors} from '../schema.js'
import {freePort} from '../../scripts/local-programs.js'

const data = resolve('data')

interface Server {
  readonly folder: string
  readonly url: string
  readonly metricsUrl: string
  readonly simulate: (flags: readonly string[], options?: RunOptions) => Promise<Run>
  readonly report: (flags: readonly string[]) => Promise<SimulationReport>
  /** Takes the server away as a power cut does. */
  readonly kill: () => Promise<void>
  /** Starts it again on its ports. */
  readonly restart: () => Promise<void>
}

let models = ''

/** A server of the example's model. */
function withServer<T>(flags: readonly string[], work: (server: Server) => Promise<T>): Promise<T> {
  return inTemporaryFolder(async (folder) => {
    const [port, metricsPort] = [await freePort(), await freePort()]
    const [url, metricsUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${metricsPort}`]
    const ports = ['--port', String(port), '--metrics-port', String(metricsPort)]
    let child = await startServer(folder, [...ports, ...flags])
    const kill = async (): Promise<void> => {
      const ended = once(child, 'close')
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await ended
    }
    const simulate = (more: readonly string[], options: RunOptions = {}): Promise<Run> =>
      runMlops(['simulate', '--url', url, '--metrics-url', metricsUrl, ...more], {cwd: folder, ...options})
    try {
      return await work({
        ...{folder, url, metricsUrl, simulate, kill},
        async report(more) {
          const run = await simulate(['-d', data, '--json', ...more])
          const answer = JSON.parse(run.stdout) as SimulationReport
          expect(schemaErrors('simulate', answer)).to.deep.equal([])
          return answer
        },
        async restart() {
          child = await startServer(folder, [...ports, ...flags])
        },
      })
    } finally {
      await kill()
    }
  })
}

async function startServer(folder: string, flags: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [resolve('bin/run.js'), 'serve', '--models', models, ...flags], {
    cwd: folder,
    env: plainEnvironment(),
  })
  let stderr = ''
  child.stdout.resume()
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  while (!stderr.includes('"metricsUrl"') && child.exitCode === null) await sleep(20)
  if (child.exitCode !== null) throw new Error(`no server:\n${stderr}`)
  return child
}

async function eventually(what: string, check: () => boolean): Promise<void> {
  const until = Date.now() + 30_000
  while (!check()) {
    if (Date.now() > until) throw new Error(`${what} did not happen within 30 s`)
    await sleep(10)
  }
}

describe('mlops simulate', function () {
  this.timeout(120_000)

  before(async () => {
    models = join(mkdtempSync(join(tmpdir(), 'mlops-test-')), 'models')
    const {exitCode, stderr} = await runMlops(['train', '-d', join(data, 'reference.csv'), '--models', models])
    expect(exitCode, stderr).to.equal(0)
  })

  after(() => rmSync(dirname(models), {recursive: true, force: true}))

  it('plays three years: the model becomes worse, and the server sees why', () =>
    withServer([], async ({report}) => {
      const {months, totals, end, model, source} = await report(['--label-delay', '24'])
      expect(source).to.deep.equal({kind: 'files', folder: data})
      expect([end, model]).to.deep.equal(['done', {name: 'car-insurance-risk', versions: [1]}])
      expect(months.map(({month}) => month)).to.deep.equal(Array.from({length: 36}, (_, index) => index + 1))
      expect(totals).to.include({rows: 54_000, requests: 54_000, errors: 0, retries: 0, labelledRows: 54_000})
      // What month 25 to 36 brought: the labels of month 1 to 12.
      expect(totals).to.include({labels: 18_000, unknownLabels: 0})
      expect(months[24]!.labels).to.deep.equal({month: 1, sent: 1_500, accepted: 1_500, unknown: 0})
      expect(months[23]!.labels).to.equal(null)
      const [first, last] = [months[0]!, months[35]!]
      expect(first.accuracy! - last.accuracy!).to.be.above(0.15)
      expect(last.fallbackShare! - first.fallbackShare!).to.be.above(0.2)
      // The window of the server holds a month, so each comparison is of one.
      expect(months.map(({drift}) => drift?.rows)).to.deep.equal(Array(36).fill(1_500))
      const drifted = (month: (typeof months)[number]): readonly string[] =>
        month.drift!.columns.filter(({aspect, status}) => aspect === 'values' && status === 'drift').map(({key}) => key)
      expect(drifted(first)).to.deep.equal([])
      expect(drifted(last)).to.include.members(['age', 'miles', 'emergency_braking'])
    }))

  it('answers the questions of a person: a line a month, charts, and a page', () =>
    withServer([], async ({folder, simulate}) => {
      const {stdout, stderr, exitCode} = await simulate(['-d', data, '--months', '1..5', '--report', 'page.html'])
      expect([exitCode, stderr]).to.deep.equal([0, ''])
      const lines = stdout.split('\n')
      expect(lines[0]).to.match(/^Month +Rows +Req\/s +p50 ms +p99 ms +Errors +Fallback +Accuracy +Drifted$/)
      expect(lines[1]).to.match(/^ {4}1 {3}1,500 .* 0 +\d\.\d % +0\.\d{3} {2}0 of 6$/)
      expect(lines[6]).to.match(/^ {2}all {3}7,500 /)
      expect(stdout).to.contain('Drift, as the server saw it')
      expect(stdout).to.contain('car-insurance-risk, version 1, answered 7,500 rows')
      expect(lines.every((line) => line.length <= 80)).to.equal(true)
      const page = readFileSync(join(folder, 'page.html'), 'utf8')
      expect(page).to.contain('5 months of car-insurance-risk')
      expect(page).to.contain('All figures')
    }))

  it('makes up a world, as large as it is told, in its own order of rows', () =>
    withServer([], async ({simulate}) => {
      const world = ['--world', 'drift=none,rows=100,months=4', '--batch', '7', '--seed', '3', '--json']
      const {stdout} = await simulate([...world, '--months', '2..3'])
      const {months, source, totals, notes} = JSON.parse(stdout) as SimulationReport
      expect(source).to.deep.equal({kind: 'world', drift: 'none', rows: 100, seed: 42})
      expect(months.map(({month, rows, requests}) => [month, rows, requests])).to.deep.equal([
        [2, 100, 15],
        [3, 100, 15],
      ])
      expect(totals.accuracy).to.be.above(0.75)
      expect(notes).to.deep.equal([
        'A month has fewer rows than the server compares: its drift is that of the last months together.',
      ])
    }))

  it('goes on when the server comes back', () =>
    withServer(['--log-level', 'info'], async ({simulate, kill, restart}) => {
      let child: ChildProcess | undefined
      let output = ''
      const running = simulate(['-d', data, '--months', '1..3', '--rate', '1500'], {
        started: (started) => {
          child = started
          started.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
        },
      })
      await eventually('the first month', () => /^ +1 +1,500/m.test(output))
      await kill()
      await sleep(300)
      await restart()
      const {exitCode, stdout, stderr} = await running
      expect(child?.exitCode, stderr).to.equal(0)
      expect(exitCode, stderr).to.equal(0)
      expect(stderr).to.contain('The server does not answer: ')
      expect(stderr).to.contain('The server answers again.')
      expect(stdout).to.match(/^ {2}all {3}4,500 /m)
      expect(stdout).to.match(/It was away for .*; [\d,]+ requests? went out once more/s)
    }))

  it('exits 5 where there is no server, and says how to start one', async () => {
    const port = await freePort()
    const {exitCode, stdout, stderr} = await runMlops(['simulate', '--url', `http://127.0.0.1:${port}`])
    expect([exitCode, stdout]).to.deep.equal([5, ''])
    expect(stderr).to.equal(
      `No server answers at http://127.0.0.1:${port}: nothing listens there.\n` +
        'Start one from another terminal with mlops serve, or name its address with --url.\n',
    )
  })

  it('ends at once at Ctrl-C, with what was seen so far', () =>
    withServer([], async ({folder, simulate}) => {
      let output = ''
      let told = 0
      const flags = ['-d', data, '--rate', '1000', '--report', 'page.html']
      const {exitCode, stdout} = await simulate(flags, {
        started: (child) => {
          child.stdout?.on('data', (chunk: Buffer) => {
            output += chunk.toString()
            if (told !== 0 || !/^ +1 +1,500/m.test(output)) return
            told = performance.now()
            setTimeout(() => child.kill('SIGINT'), 300)
          })
        },
      })
      expect(exitCode).to.equal(130)
      expect(performance.now() - told).to.be.below(5_000)
      expect(stdout).to.match(/^ +2 .* stopped$/m)
      expect(stdout).to.match(/^ +all .*/m)
      expect(stdout).to.contain('Stopped.')
      expect(readFileSync(join(folder, 'page.html'), 'utf8')).to.contain('It was stopped before its end.')
    }))

  it('shows a refusal once, and counts the others', () =>
    withServer([], async ({folder, simulate}) => {
      const rows = Array.from({length: 30}, (_, row) => `${row % 3 === 0 ? 0.5 : 0};40;0;40;120;20;1`)
      const text = ['training;age;emergency_braking;braking_distance;power;miles;group', ...rows].join('\n')
      writeFileSync(join(folder, 'month-1.csv'), text)
      const flags = ['-d', folder, '--concurrency', '1']
      const {exitCode, stdout, stderr} = await simulate(flags)
      expect(exitCode, stderr).to.equal(0)
      expect(stderr.match(/Refused \(422\)/g)?.length).to.equal(1)
      expect(stderr).to.contain('training is 0.5, expected a whole number')
      expect(stdout).to.match(/^ +1 +20 .* 10 /m)
      expect(stdout).to.contain('It refused 10 rows.')
    }))

  it('sends the token where one is wanted', () =>
    withServer([], async ({folder, kill, url, metricsUrl}) => {
      await kill()
      writeFileSync(join(folder, 'token'), 'a-token-of-some-length\n')
      const ports = ['--port', new URL(url).port, '--metrics-port', new URL(metricsUrl).port]
      const child = await startServer(folder, [...ports, '--token-file', 'token'])
      try {
        const flags = ['--url', url, '-d', data, '--months', '1', '--json']
        const without = await runMlops(['simulate', ...flags], {cwd: folder})
        const refused = JSON.parse(without.stdout) as SimulationReport
        expect(refused.totals).to.include({rows: 0, errors: 1_500})
        expect(refused.refusals[0]).to.include({status: 401, requests: 1_500})
        const withToken = await runMlops(['simulate', ...flags, '--token-file', 'token'], {cwd: folder})
        expect((JSON.parse(withToken.stdout) as SimulationReport).totals).to.include({rows: 1_500, errors: 0})
      } finally {
        const ended = once(child, 'close')
        child.kill('SIGKILL')
        await ended
      }
    }))

  it('reads drift where it is told to, and nowhere when only the server is named', () =>
    withServer([], async ({url}) => {
      const run = await runMlops(['simulate', '--url', url, '-d', data, '--months', '1', '--json'])
      const {metricsUrl, months, notes} = JSON.parse(run.stdout) as SimulationReport
      expect([metricsUrl, months[0]!.drift, notes]).to.deep.equal([null, null, []])
    }))

  for (const [flags, message, exitCode] of [
    [['--months', '0'], '--months is "0", expected a number of months', 2],
    [['--months', '5..2'], '--months is "5..2"', 2],
    [['--month-duration', '10'], 'Did you mean --month-duration 10s?', 2],
    [['--rate', '5', '--month-duration', '1s'], 'cannot also be provided when using', 2],
    [['--world', 'none', '--data', 'x'], 'cannot also be provided when using', 2],
    [['--url', '127.0.0.1:8080'], '--url is "127.0.0.1:8080"', 2],
    [['--data', 'nowhere'], 'There is no folder nowhere.', 4],
    [['--data', data, '--months', '41..50'], 'There is none of the months 41 to 50 in', 4],
    [['--data', data, '--report', 'package.json'], 'package.json is there already and is not an HTML page', 5],
  ] as const) {
    it(`refuses ${flags.join(' ').replace(data, 'data')} before anything is sent`, async () => {
      const run = await runMlops(['simulate', ...flags])
      expect([run.exitCode, run.stdout]).to.deep.equal([exitCode, ''])
      expect(run.stderr).to.contain(message)
    })
  }

  it('leaves no file behind but the page', () =>
    withServer(['--no-prediction-log'], async ({folder, simulate}) => {
      const before = readdirSync(folder)
      const {exitCode, stderr} = await simulate([
        '-d',
        data,
        '--months',
        '2',
        '--label-delay',
        '0',
        '--report',
        'page.html',
      ])
      expect(exitCode).to.equal(0)
      expect(stderr).to.contain('The labels were not taken: ')
      expect(existsSync(join(folder, 'page.html'))).to.equal(true)
      expect(readdirSync(folder).sort()).to.deep.equal([...before, 'page.html'].sort())
    }))
})
