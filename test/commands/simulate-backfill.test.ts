import {existsSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {insuranceDraft, temporaryRegistry} from '../monitor/watched-models.js'
import {runMlops} from '../program.js'
import {schemaErrors} from '../schema.js'

describe('mlops simulate --backfill', function () {
  this.timeout(180_000)
  const models = temporaryRegistry()
  const run = (...args: readonly string[]) =>
    runMlops(['simulate', '--models', 'models', '--world', 'rows=40,months=2', ...args], {cwd: models.folder})

  before(async () => {
    await models.registry.add(await insuranceDraft())
  })
  after(() => models.remove())

  it('writes a history, and says how Prometheus shows it', async () => {
    const {exitCode, stdout, stderr} = await run('--backfill', 'my history', '--start', '2021-01', '--label-delay', '1')
    expect(exitCode, stderr).to.equal(0)
    expect(stdout).to.match(/1 +2021-01 +40/)
    expect(stdout).to.include('from 2021-01-01 to 2021-03-01')
    expect(stdout).to.match(
      /^ {2}promtool tsdb create-blocks-from openmetrics .* 'my history\/metrics\.om' 'my history\/prometheus'$/m,
    )
    expect(stdout).to.match(/^ {2}prometheus '--config\.file=my history\/prometheus\.yml'/m)
    expect(readdirSync(join(models.folder, 'my history')).sort()).to.deep.equal(['metrics.om', 'prometheus.yml'])
  })

  it('prints with --json what schemas/simulate-backfill.json says', async () => {
    const {stdout} = await run(
      '--backfill',
      'json',
      '--scrape-interval',
      '24h',
      '--job',
      'cars',
      '--instance',
      'a:1',
      '--json',
    )
    const report = JSON.parse(stdout) as object
    expect(schemaErrors('simulate-backfill', report)).to.deep.equal([])
    expect(report).to.include({job: 'cars', instance: 'a:1', scrapeIntervalSeconds: 86_400})
  })

  for (const args of [
    ['--backfill', 'no', '--url', 'http://127.0.0.1:1'],
    ['--backfill', 'no', '--rate', '5'],
    ['--backfill', 'no', '--loop'],
    ['--backfill', 'no', '--report', 'page.html'],
    ['--backfill', 'no', '--start', '2999-01'],
    ['--backfill', 'no', '--instance', 'a/b:1'],
    ['--backfill', 'no', '--job', 'a b'],
    ['--backfill', 'no', '--scrape-interval', '5h'],
    ['--start', '2021-01'],
    ['--model', '1'],
  ]) {
    it(`refuses ${args.join(' ')}`, async () => {
      expect(await run(...args)).to.include({exitCode: 2, stdout: ''})
      expect(existsSync(join(models.folder, 'no'))).to.equal(false)
    })
  }

  it('leaves nothing after Ctrl-C', async () => {
    const {exitCode, stderr} = await runMlops(
      ['simulate', '--models', 'models', '--world', 'rows=5000,months=12', '--backfill', 'stopped'],
      {
        cwd: models.folder,
        started: (child) => void setTimeout(() => child.kill('SIGINT'), 2_500),
      },
    )
    expect(exitCode, stderr).to.equal(130)
    expect(existsSync(join(models.folder, 'stopped'))).to.equal(false)
  })
})
