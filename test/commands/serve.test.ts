import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {join, resolve} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect} from 'chai'
import type {DriftAnswer} from '../../src/lib/lifecycle/drift.js'
import type {ServeReport} from '../../src/lib/lifecycle/serve.js'
import type {TrainReport} from '../../src/lib/lifecycle/train.js'
import {inTemporaryFolder, plainEnvironment, runMlops} from '../program.js'
import {schemaErrors} from '../schema.js'

const data = resolve('data')
const customer = {training: 0, age: 40, emergency_braking: 1, braking_distance: 38, power: 120, miles: 30}

interface Answer {
  readonly id: string
  readonly label: number
  readonly category: string
  readonly source: string
  readonly model: {readonly version: number}
}

interface Server {
  readonly folder: string
  readonly url: string
  readonly metricsUrl: string
  readonly child: ChildProcess
  readonly predict: (body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Response>
  /** Sends SIGTERM, and waits for the end. */
  readonly stop: () => Promise<{readonly exitCode: number | null; readonly stdout: string; readonly stderr: string}>
}

/** A registry with the example's model, and a server on free ports. */
function withServer<T>(flags: readonly string[], work: (server: Server) => Promise<T>): Promise<T> {
  return inTemporaryFolder(async (folder) => {
    const {exitCode, stderr} = await runMlops(['train', '-d', join(data, 'reference.csv')], {cwd: folder})
    expect(exitCode, stderr).to.equal(0)
    return startServer(folder, flags, work)
  })
}

async function startServer<T>(
  folder: string,
  flags: readonly string[],
  work: (server: Server) => Promise<T>,
): Promise<T> {
  const child = spawn(
    process.execPath,
    [resolve('bin/run.js'), 'serve', '--port', '0', '--metrics-port', '0', ...flags],
    {cwd: folder, env: plainEnvironment()},
  )
  const output = {stdout: '', stderr: ''}
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  const ended = once(child, 'close')
  try {
    const ready = (): RegExpExecArray | null => /"url":"([^"]+)","metricsUrl":"([^"]+)"/.exec(output.stderr)
    while (ready() === null && child.exitCode === null) await sleep(20)
    const [, url, metricsUrl] = ready() ?? []
    if (url === undefined || metricsUrl === undefined) throw new Error(`no server:\n${output.stderr}`)
    return await work({
      ...{folder, url, metricsUrl, child},
      predict: (body, headers = {}) =>
        fetch(`${url}/predict`, {
          method: 'POST',
          headers: {'content-type': 'application/json', ...headers},
          body: JSON.stringify(body),
        }),
      async stop() {
        child.kill('SIGTERM')
        await ended
        return {exitCode: child.exitCode, ...output}
      },
    })
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

/** Rows of a month as a client sends them, with the true label. */
function customers(month: number, rows = 1_500): {row: Record<string, number>; label: number}[] {
  const [header, ...lines] = readFileSync(join(data, `month-${month}.csv`), 'utf8')
    .trimEnd()
    .split('\n')
  const names = header!.split(';')
  return lines.slice(0, rows).map((line) => {
    const values = Object.fromEntries(line.split(';').map((text, place) => [names[place]!, Number(text)]))
    const {group, ...rest} = values
    return {row: Object.fromEntries(Object.keys(customer).map((name) => [name, rest[name]!])), label: group!}
  })
}

async function metric(metricsUrl: string, pattern: RegExp): Promise<number> {
  const text = await (await fetch(`${metricsUrl}/metrics`)).text()
  return Number(pattern.exec(text)?.[1] ?? NaN)
}

async function eventually(what: string, check: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + 30_000
  while (!(await check())) {
    if (Date.now() > until) throw new Error(`${what} did not happen within 30 s`)
    await sleep(100)
  }
}

describe('mlops serve', function () {
  this.timeout(120_000)

  it('answers, logs and counts, and ends at SIGTERM with exit code 0 and everything on disk', async () => {
    await withServer(['--json'], async ({folder, url, metricsUrl, predict, stop}) => {
      expect(await (await fetch(`${url}/ping`)).text()).to.equal('pong')
      const answer = (await (await predict(customer)).json()) as Answer
      expect(answer).to.deep.include({source: 'ML', model: {name: 'car-insurance-risk', version: 1}})
      const many = (await (await predict(customers(1, 200).map(({row}) => row))).json()) as Answer[]
      expect(many).to.have.length(200)
      expect(await metric(metricsUrl, /mlops_model_info\{[^}]*version="1"[^}]*\} (\d)/)).to.equal(1)
      const {exitCode, stdout} = await stop()
      expect(exitCode).to.equal(0)
      const report = JSON.parse(stdout) as ServeReport
      expect(schemaErrors('serve', report)).to.deep.equal([])
      expect(report).to.deep.include({answeredRows: 201, droppedRows: 0})
      const fromLog = await runMlops(['drift', '--from-log', 'predictions', '--since', '1h', '--json'], {cwd: folder})
      const drift = JSON.parse(fromLog.stdout) as DriftAnswer
      expect(drift.periods.map(({name, rows}) => [name, rows])).to.deep.equal([['log', 201]])
      expect(drift.periods[0]!.drift.status).to.equal('stable')
      const nothing = await runMlops(['drift', '--from-log', 'predictions', '--since', '2099-01-01'], {cwd: folder})
      expect(nothing.stderr).to.include('predictions holds no prediction since 2099-01-01')
      expect(nothing.exitCode).to.equal(4)
      const files = readdirSync(join(folder, 'predictions')).filter((name) => name.endsWith('.ndjson'))
      const lines = files.flatMap((name) =>
        readFileSync(join(folder, 'predictions', name), 'utf8')
          .trimEnd()
          .split('\n'),
      )
      const logged = lines.map((line) => JSON.parse(line) as {id: string})
      expect(logged.map(({id}) => id)).to.include(answer.id)
      expect(logged).to.have.length(201)
    })
  })

  it('sees drifted customers, says which feature, and the same as mlops drift', async () => {
    await withServer(['--drift-interval', '0.2', '--no-prediction-log'], async ({folder, metricsUrl, predict}) => {
      const rows = customers(24)
      await predict(rows.map(({row}) => row))
      await eventually(
        'a comparison of all rows',
        async () => (await metric(metricsUrl, /mlops_drift_window_rows\{[^}]*\} (\d+)/)) === 1_500,
      )
      await eventually(
        'drift',
        async () => (await metric(metricsUrl, /mlops_feature_drifted\{[^}]*feature="miles"[^}]*\} (\d)/)) === 1,
      )
      expect(await metric(metricsUrl, /mlops_feature_drifted\{[^}]*feature="power"[^}]*\} (\d)/)).to.equal(0)
      const live = (await (await fetch(`${metricsUrl}/drift`)).json()) as {
        drift: {columns: readonly {key: string; effect: {value: number}}[]}
      }
      const header = Object.keys(customer).join(';')
      const csv = [header, ...rows.map(({row}) => Object.values(row).join(';')), ''].join('\n')
      writeFileSync(join(folder, 'same.csv'), csv)
      const {stdout} = await runMlops(['drift', '-d', 'same.csv', '--json'], {cwd: folder})
      const {periods} = JSON.parse(stdout) as {periods: readonly [{drift: typeof live.drift}]}
      const effects = ({columns}: typeof live.drift) => columns.map(({key, effect}) => [key, effect.value])
      expect(effects(live.drift)).to.deep.equal(effects(periods[0].drift))
    })
  })

  it('takes up another version without a failed request, and keeps the old one when the new is broken', async () => {
    await withServer([], async ({folder, metricsUrl, predict}) => {
      const second = await runMlops(['train', '-d', join(data, 'month-12.csv')], {cwd: folder})
      expect(second.exitCode, second.stderr).to.equal(0)
      let [asked, failed, isAsking] = [0, 0, true]
      const asking = (async () => {
        while (isAsking) {
          const response = await predict(customer)
          asked++
          if (response.status !== 200) failed++
          await response.arrayBuffer()
        }
      })()
      const versionNow = async (): Promise<number> => ((await (await predict(customer)).json()) as Answer).model.version
      await runMlops(['models', 'promote', '1'], {cwd: folder})
      await eventually('version 1', async () => (await versionNow()) === 1)
      await runMlops(['models', 'promote', '2', '--force'], {cwd: folder})
      await eventually('version 2', async () => (await versionNow()) === 2)
      await runMlops(['models', 'rollback'], {cwd: folder})
      await eventually('version 1 again', async () => (await versionNow()) === 1)
      writeFileSync(join(folder, 'models/2/weights.bin'), 'broken')
      writeFileSync(
        join(folder, 'models/aliases.json'),
        readFileSync(join(folder, 'models/aliases.json'), 'utf8').replace('"production": 1', '"production": 2'),
      )
      await eventually(
        'a failed reload',
        async () => (await metric(metricsUrl, /mlops_model_reload_failures_total (\d+)/)) > 0,
      )
      expect(await versionNow()).to.equal(1)
      isAsking = false
      await asking
      expect(asked).to.be.greaterThan(20)
      expect(failed).to.equal(0)
    })
  })

  it('joins late labels with what it answered, across a restart', async () => {
    await withServer([], async ({folder, predict, stop}) => {
      const known = customers(1, 100)
      const answers = (await (await predict(known.map(({row}) => row))).json()) as Answer[]
      await stop()
      await startServer(folder, [], async ({url, metricsUrl}) => {
        const labels = answers.map(({id}, place) => ({id, label: known[place]!.label}))
        const response = await fetch(`${url}/ground-truth`, {
          method: 'POST',
          headers: {'content-type': 'application/json'},
          body: JSON.stringify([...labels, {id: 'nobody', label: 0}]),
        })
        expect(await response.json()).to.deep.include({accepted: 100, unknownCount: 1, unknown: ['nobody']})
        const right = answers.filter(({label}, place) => label === known[place]!.label).length
        expect(await metric(metricsUrl, /mlops_realised_accuracy\{[^}]*\} ([\d.]+)/)).to.be.closeTo(right / 100, 1e-9)
        // Another model learns from them, while the server goes on.
        const learned = await runMlops(['train', '--from-log', 'predictions', '--epochs', '2', '--json'], {cwd: folder})
        expect(learned.stderr).to.equal('')
        const report = JSON.parse(learned.stdout) as TrainReport
        expect(schemaErrors('train', report)).to.deep.equal([])
        expect(report).to.have.nested.property('manifest.data.rows', 100)
        expect(report.log).to.deep.include({predictions: 100, labelled: 100, contradicted: 100 - right})
        const again = await runMlops(['train', '--from-log', 'predictions', '--epochs', '2'], {cwd: folder})
        expect(again.stdout).to.match(/The log in predictions: 100 predictions, 100 of them with a label, made on 20/)
      })
    })
  })

  it('asks for a token where there is one, and reloads for those who have it', async () => {
    await inTemporaryFolder(async (folder) => {
      await runMlops(['train', '-d', join(data, 'reference.csv')], {cwd: folder})
      writeFileSync(join(folder, 'token'), 'a-long-and-secret-word\n')
      await startServer(folder, ['--token-file', 'token'], async ({url, predict}) => {
        expect((await predict(customer)).status).to.equal(401)
        const authorization = 'Bearer a-long-and-secret-word'
        expect((await predict(customer, {authorization})).status).to.equal(200)
        const reload = await fetch(`${url}/admin/reload`, {method: 'POST', headers: {authorization}})
        expect(await reload.json()).to.deep.equal({model: 'car-insurance-risk', version: 1, before: 1})
        expect((await fetch(`${url}/admin/reload`, {method: 'POST'})).status).to.equal(401)
      })
    })
  })

  it('says which port is taken, and exits 5', async () => {
    await inTemporaryFolder(async (folder) => {
      await runMlops(['train', '-d', join(data, 'reference.csv')], {cwd: folder})
      const blocker = createServer().listen(0, '127.0.0.1')
      await once(blocker, 'listening')
      const {port} = blocker.address() as {port: number}
      try {
        const {exitCode, stderr} = await runMlops(['serve', '--port', String(port), '--metrics-port', '0'], {
          cwd: folder,
        })
        expect(stderr).to.include(`Port ${port} of 127.0.0.1 is taken by another program.`)
        expect(exitCode).to.equal(5)
      } finally {
        blocker.close()
      }
    })
  })

  it('needs a model, and says how to make one', async () => {
    await inTemporaryFolder(async (folder) => {
      const {exitCode, stderr} = await runMlops(['serve', '--port', '0', '--metrics-port', '0'], {cwd: folder})
      expect(stderr).to.include('mlops train')
      expect(exitCode).to.equal(4)
    })
  })
})
