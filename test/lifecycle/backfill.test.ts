import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {Writable} from 'node:stream'
import {expect} from 'chai'
import {MlopsError} from '../../src/lib/errors.js'
import {backfill, type BackfillOptions} from '../../src/lib/lifecycle/backfill.js'
import type {BackfillReport} from '../../src/lib/report/backfill-report.js'
import {openServer} from '../../src/lib/serve/open-server.js'
import {createServerLog} from '../../src/lib/serve/server-log.js'
import {parseWorld} from '../../src/lib/simulate/world.js'
import {insuranceDraft, temporaryRegistry} from '../monitor/watched-models.js'
import {schemaErrors} from '../schema.js'
import {missingPrometheus, withPrometheus, type Query} from '../simulate/prometheus.js'

const now = (): number => Date.UTC(2024, 2, 15, 12)
const day = 86_400

/** Nobody listens there. */
const instance = '127.0.0.1:9'

describe('A history of metrics', () => {
  const models = temporaryRegistry()
  const options = (name: string, more: Partial<BackfillOptions> = {}): BackfillOptions => ({
    ...{folder: join(models.folder, name), data: parseWorld('rows=60,months=3'), models: models.registry.folder},
    ...{labelDelay: null, seed: null, scrapeIntervalHours: 24, comparisonDays: 31, job: 'mlops', instance},
    ...{existing: 'keep', now, random: () => 0.5, ...more},
  })
  const refusalOf = async (given: BackfillOptions): Promise<MlopsError> => {
    const refused: unknown = await backfill(given).catch((error: unknown) => error)
    if (refused instanceof MlopsError) return refused
    throw new Error('it was not refused', {cause: refused})
  }

  before(async () => {
    await models.registry.add(await insuranceDraft())
  })
  after(() => models.remove())

  it('has the series that a server has which is scraped', async () => {
    await backfill(options('same'))
    const server = await openServer(models.registry, {
      ...{window: 1_500, driftIntervalMs: 1e9, maximumConnections: 10, corsOrigins: [], evidentlyMetrics: false},
      ...{drainDelayMs: 0, drainTimeoutMs: 0, logFolder: null, now, random: () => 0.5},
      log: createServerLog('silent', new Writable()),
    })
    try {
      await server.holder.reload()
      const {payload} = await server.metricsApp.inject('/metrics')
      const added = `instance="${instance}",job="mlops"`
      const history = readFileSync(join(models.folder, 'same/metrics.om'), 'utf8')
      expect(seriesOf(history.replaceAll(`,${added}}`, '}').replaceAll(`{${added}}`, ''))).to.deep.equal(
        ['up', ...seriesOf(payload.replaceAll(/^(process|nodejs)_.*$/gm, ''))].sort(),
      )
    } finally {
      await server.close()
    }
  })

  it('is described as its schema says', async () => {
    const report = await backfill(options('report', {labelDelay: 1}))
    expect(schemaErrors('simulate-backfill', report)).to.deep.equal([])
    expect(report).to.deep.include({from: '2023-12-01T00:00:00.000Z', to: '2024-03-01T00:00:00.000Z', scrapes: 92})
    expect(report.bytes).to.equal(statSync(report.file).size)
    expect(report.months.map(({calendar, rows}) => [calendar, rows])).to.deep.equal([
      ['2023-12', 60],
      ['2024-01', 60],
      ['2024-02', 60],
    ])
    expect(report.months[1]!.realisedAccuracy).to.equal(report.months[0]!.accuracy)
  })

  it('is the same for the same rows, but for how long things took', async () => {
    const text = async (name: string): Promise<readonly string[]> => {
      const {file} = await backfill(options(name))
      return readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => !/^mlops_(http_request_duration|drift_compute_duration)_/.test(line))
    }
    expect(await text('once')).to.deep.equal(await text('again'))
  })

  it('may be written once more, but not over a file of another kind', async () => {
    await backfill(options('over'))
    await backfill(options('over'))
    for (const name of ['metrics.om', 'prometheus.yml']) {
      writeFileSync(join(models.folder, 'over', name), 'mine')
      expect(await refusalOf(options('over'))).to.have.property('code', 'FILE_EXISTS')
      expect(readFileSync(join(models.folder, 'over', name), 'utf8')).to.equal('mine')
      await backfill(options('over', {existing: 'replace'}))
      expect(readFileSync(join(models.folder, 'over', name), 'utf8')).not.to.equal('mine')
    }
  })

  it('says when there are blocks already, which others would be mixed with', async () => {
    mkdirSync(join(models.folder, 'mixed/prometheus'), {recursive: true})
    expect((await backfill(options('mixed'))).notes.join()).to.include('delete it')
  })

  it('says when no label comes in time', async () => {
    expect((await backfill(options('late', {labelDelay: 24}))).notes.join()).to.include('24 months late')
  })

  it('leaves nothing when it is interrupted in the midst', async () => {
    const stop = new AbortController()
    const given = options('stopped/deep', {signal: stop.signal, onMonth: () => stop.abort()})
    expect(await refusalOf(given)).to.have.property('code', 'INTERRUPTED')
    expect(existsSync(join(models.folder, 'stopped'))).to.equal(false)
  })

  it('leaves what was there when it is interrupted in the midst', async () => {
    await backfill(options('kept'))
    const before = statSync(join(models.folder, 'kept/metrics.om')).mtimeMs
    const stop = new AbortController()
    await refusalOf(options('kept', {signal: stop.signal, onMonth: () => stop.abort()}))
    expect(statSync(join(models.folder, 'kept/metrics.om')).mtimeMs).to.equal(before)
    expect(readdirSync(join(models.folder, 'kept')).sort()).to.deep.equal(['metrics.om', 'prometheus.yml'])
  })

  for (const name of ['metrics.om', 'prometheus.yml']) {
    it(`leaves what was there when ${name} cannot be written`, async () => {
      const folder = join(models.folder, `blocked-${name}`)
      const other = join(folder, name === 'metrics.om' ? 'prometheus.yml' : 'metrics.om')
      mkdirSync(join(folder, name, 'full'), {recursive: true})
      writeFileSync(other, 'mine')
      const given = options(`blocked-${name}`, {existing: 'replace'})
      expect(await refusalOf(given)).to.have.property('code', 'FILE_UNWRITABLE')
      expect(readFileSync(other, 'utf8')).to.equal('mine')
      expect(readdirSync(folder).sort()).to.deep.equal(['metrics.om', 'prometheus.yml'])
    })
  }

  it('is refused before anything is computed where the folder is a file', async () => {
    writeFileSync(join(models.folder, 'file'), '')
    const given = options('file', {
      onMonth: () => {
        throw new Error('it was computed')
      },
    })
    expect(await refusalOf(given)).to.have.property('code', 'FILE_UNWRITABLE')
  })

  describe(`of 36 months in a Prometheus${missingPrometheus}`, function () {
    this.timeout(300_000)
    let report: BackfillReport

    before(async function () {
      if (missingPrometheus !== '') {
        if (process.env['CI'] !== undefined) throw new Error(`Prometheus is wanted${missingPrometheus}`)
        this.skip()
      }
      report = await backfill(options('years', {data: 'data', labelDelay: 24}))
      execFileSync('sh', ['-c', report.commands.createBlocks], {stdio: ['ignore', 'ignore', 'inherit']})
    })

    it('shows three real years', () =>
      withPrometheus(report.commands.startPrometheus, async (query) => {
        await showsDrift(query)
        await showsAllRows(query)
        await showsLateLabels(query, report)
        expect(await valueOf(query, 'count(count_over_time(up[1600d]))', end(36))).to.equal(1)
        expect(await valueOf(query, 'sum(count_over_time(up[1600d]))', end(36))).to.equal(report.scrapes)
        // Nothing before, and nothing long after.
        expect(await query('up', '2021-02-28T23:00:00Z')).to.deep.equal([])
        expect(await query('up', '2024-03-05T00:00:00Z')).to.deep.equal([])
      }))
  })

  /** Seconds at the end of a month of the data: the first one is March 2021. */
  function end(month: number): number {
    return Date.UTC(2021, 2 + month) / 1_000
  }

  async function valueOf(query: Query, expression: string, time: number): Promise<number | undefined> {
    return (await query(expression, time))[0]?.value
  }

  async function showsDrift(query: Query): Promise<void> {
    const [first] = await query('mlops_feature_drifted{feature="miles"}', end(1))
    expect(first!.labels).to.deep.equal({
      ...{__name__: 'mlops_feature_drifted', model: 'insurance', version: '1', feature: 'miles', test: 'wasserstein'},
      ...{instance, job: 'mlops'},
    })
    const drifted = [1, 6, 36].map((month) => valueOf(query, 'mlops_feature_drifted{feature="miles"}', end(month)))
    expect(await Promise.all(drifted)).to.deep.equal([0, 1, 1])
    // Between two scrapes the last one stands.
    expect(await valueOf(query, 'mlops_feature_drifted{feature="miles"}', end(36) - day / 2)).to.equal(1)
    expect(await valueOf(query, 'mlops_drift_computed_timestamp_seconds', end(6))).to.equal(end(6))
    expect(await valueOf(query, 'mlops_drift_window_rows', end(6))).to.equal(1_500)
  }

  async function showsAllRows(query: Query): Promise<void> {
    const rows = (window: string): string => `sum(increase(mlops_predictions_total[${window}]))`
    // March, April, February and the last one, each as long as it is.
    expect(await valueOf(query, rows('31d'), end(1))).to.be.closeTo(1_500, 1e-6)
    expect(await valueOf(query, rows('30d'), end(2))).to.be.closeTo(1_500, 1e-6)
    expect(await valueOf(query, rows('28d'), end(12))).to.be.closeTo(1_500, 1e-6)
    expect(await valueOf(query, rows('29d'), end(36))).to.be.closeTo(1_500, 1e-6)
    expect(await valueOf(query, 'sum(mlops_predictions_total)', end(0))).to.equal(0)
    expect(await valueOf(query, 'sum(mlops_predictions_total)', end(36))).to.equal(54_000)
    expect(await valueOf(query, 'sum(mlops_feature_observations_total{feature="miles"})', end(36))).to.equal(54_000)
    const requests = 'sum(mlops_http_request_duration_seconds_count{route="/predict",code="200"})'
    expect(await valueOf(query, requests, end(1))).to.equal(1_500)
    expect(await valueOf(query, requests, end(36))).to.equal(54_000)
  }

  async function showsLateLabels(query: Query, {months}: BackfillReport): Promise<void> {
    expect(await query('mlops_realised_accuracy', end(24))).to.deep.equal([])
    expect(await query('mlops_realised_accuracy', end(24) + day)).to.have.length(1)
    expect(await valueOf(query, 'mlops_realised_accuracy', end(25))).to.equal(months[0]!.accuracy)
    expect(await valueOf(query, 'mlops_realised_labels', end(25))).to.equal(1_500)
    const firstYear = months.slice(0, 12).reduce((sum, {accuracy}) => sum + accuracy!, 0) / 12
    expect(await valueOf(query, 'mlops_realised_accuracy', end(36))).to.be.closeTo(firstYear, 1e-9)
  }
})

/** Names and labels of all series. */
function seriesOf(text: string): readonly string[] {
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const keys = samples.map((line) => /^([^\s{]+(?:\{.*\})?) /.exec(line)![1]!)
  return [...new Set(keys)].sort()
}
