import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect} from 'chai'
import {assetNames} from '../src/lib/assets.js'
import {plainEnvironment, runMlops, runProcess, type Run} from './program.js'
import {schemaErrors} from './schema.js'
import {countThreads} from './thread-count.js'

describe('the single file', () => {
  let folder: string

  before(async () => {
    const {exitCode, stderr} = await runProcess(process.execPath, ['--import', 'tsx', 'scripts/build-binary.ts'])
    expect([exitCode, stderr]).to.deep.equal([0, ''])
    folder = mkdtempSync(join(tmpdir(), 'mlops-binary-'))
    copyFileSync('dist/mlops', join(folder, 'mlops'))
  })

  after(() => rmSync(folder, {recursive: true}))

  /** Alone: in a folder with nothing else in it, with no environment at all. */
  const run = (args: readonly string[]): Promise<Run> => runProcess('./mlops', args, {cwd: folder, env: {}})

  it('shows the same help as the package', async () => {
    const {exitCode, stdout, stderr} = await run(['--help'])
    expect([exitCode, stderr]).to.deep.equal([0, ''])
    expect(stdout).to.equal((await runMlops(['--help'])).stdout)
  })

  it('generates the committed example, its data package included', async () => {
    const {exitCode, stderr} = await run(['generate'])
    expect([exitCode, stderr]).to.deep.equal([0, ''])
    const different = readdirSync('data').filter(
      (file) => !readFileSync(join('data', file)).equals(readFileSync(join(folder, 'data', file))),
    )
    expect(different).to.deep.equal([])
  })

  it('trains a model', async () => {
    const {exitCode, stdout, stderr} = await run(['train', '-d', 'data/reference.csv', '--json'])
    expect([exitCode, stderr]).to.deep.equal([0, ''])
    expect(schemaErrors('train', JSON.parse(stdout))).to.deep.equal([])
    expect(existsSync(join(folder, 'models/1/manifest.json'))).to.equal(true)
  })

  it('trains the same weights as the package', async () => {
    const models = join(folder, 'of-the-package')
    await runMlops(['train', '-d', 'data/reference.csv', '--models', models, '--backend', 'wasm'])
    expect(
      readFileSync(join(folder, 'models/1/weights.bin')).equals(readFileSync(join(models, '1/weights.bin'))),
    ).to.equal(true)
  })

  it('serves it with its pages, and compares what is asked in a thread of its own', async () => {
    const server = spawn('./mlops', ['serve', '--port', '0', '--metrics-port', '0', '--drift-interval', '0.2'], {
      cwd: folder,
      env: {},
    })
    let said = ''
    server.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const ended = once(server, 'close')
    try {
      const ready = (): RegExpExecArray | null => /"url":"([^"]+)","metricsUrl":"([^"]+)"/.exec(said)
      while (ready() === null && server.exitCode === null) await sleep(20)
      const [, url, metricsUrl] = ready()!
      expect((await fetch(`${url}/client.html`)).status).to.equal(200)
      const customer = {training: 0, age: 40, emergency_braking: 1, braking_distance: 38, power: 120, miles: 30}
      const rows = Array.from({length: 30}, (_, row) => ({...customer, age: 20 + row}))
      const headers = {'content-type': 'application/json'}
      const answer = await fetch(`${url}/predict`, {method: 'POST', headers, body: JSON.stringify(rows)})
      expect(await answer.json()).to.have.length(30)
      const compared = async (): Promise<boolean> =>
        /mlops_drift_window_rows\{[^}]*\} 30/.test(await (await fetch(`${metricsUrl}/metrics`)).text())
      for (let tries = 0; tries < 100 && !(await compared()); tries++) await sleep(100)
      expect(await compared()).to.equal(true)
      expect((await fetch(`${metricsUrl}/`)).status).to.equal(200)
    } finally {
      server.kill('SIGTERM')
      await ended
    }
    expect(server.exitCode).to.equal(0)
  })

  it('validates it on the data it was trained on', async () => {
    const {exitCode, stdout, stderr} = await run(['validate', '-d', 'data/reference.csv', '--json'])
    expect([exitCode, stderr]).to.deep.equal([0, ''])
    expect(schemaErrors('validate', JSON.parse(stdout))).to.deep.equal([])
  })

  it('finds the model wanting a year later, with exit code 3', async () => {
    const {exitCode, stderr} = await run(['validate', '-d', 'data/month-12.csv'])
    expect([exitCode, stderr]).to.deep.equal([3, ''])
  })

  it('draws the charts of a page', async () => {
    const {exitCode, stderr} = await run(['explore', '-d', 'data/reference.csv', '--html', 'page.html'])
    expect([exitCode, stderr]).to.deep.equal([0, ''])
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).to.contain('<svg')
  })

  it('compares large files in threads of its own, with the answer of the package in one', async () => {
    await run(['generate', '--rows', '420000', '--months', '1', '--out', 'large'])
    const args = ['drift', '--reference', 'large/reference.csv', '-d', 'large/month-1.csv', '--json']
    const counted = countThreads(folder)
    const env = {...counted.env, MLOPS_THREADS: '2'}
    const {exitCode, stdout, stderr} = await runProcess('./mlops', args, {cwd: folder, env})
    expect([exitCode, stderr, counted.read()]).to.deep.equal([0, '', 2])
    const alone = {...plainEnvironment(), MLOPS_THREADS: '1'}
    expect(stdout).to.equal((await runMlops(args, {cwd: folder, env: alone})).stdout)
  })

  it('carries the licences of everything in it', async () => {
    expect((await run(['--licenses'])).stdout).to.equal((await runMlops(['--licenses'])).stdout)
  })

  it('lists its models', async () => {
    const {exitCode, stdout, stderr} = await run(['models', 'list', '--json'])
    expect([exitCode, stderr]).to.deep.equal([0, ''])
    expect(schemaErrors('models-list', JSON.parse(stdout))).to.deep.equal([])
  })

  it('reports a missing file as the package does', async () => {
    const {exitCode, stderr} = await run(['train', '-d', 'nothing.csv'])
    expect(exitCode).to.equal(4)
    expect(stderr).to.equal((await runMlops(['train', '-d', 'nothing.csv'])).stderr)
  })

  it('has every asset inside', () => {
    const binary = readFileSync(join(folder, 'mlops'))
    expect(assetNames.filter((name) => !binary.includes(readFileSync(name)))).to.deep.equal([])
  })

  it('leaves nothing of its making behind in dist', () => {
    expect(readdirSync('dist').filter((name) => name.startsWith('mlops-'))).to.deep.equal([])
  })
})
