import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import type {CountedMetric, MonitoringCost} from '../../src/lib/lifecycle/monitoring-cost.js'
import {shownSeries} from '../../src/lib/monitor/shown-series.js'
import {defaultRuleOptions, type RuleOptions} from '../../src/lib/monitor/rules/rule-options.js'
import {formatCount} from '../../src/lib/terminal/numbers.js'
import {formatBytes} from '../../src/lib/terminal/units.js'
import {needs} from '../monitor/rules/promtool.js'
import {
  eventually,
  month,
  post,
  startPrometheus,
  startServer,
  trainExample,
  type RunningPrometheus,
  type RunningServer,
} from '../monitor/rules/real-stack.js'
import {runMlops} from '../program.js'
import {schemaErrors} from '../schema.js'

const options: RuleOptions = {
  ...defaultRuleOptions,
  ...{scrapeInterval: '1s', evaluationInterval: '1s', daysEvaluationInterval: '1s'},
  drift: {...defaultRuleOptions.drift, window: '2m'},
  answers: {...defaultRuleOptions.answers, window: '2m'},
  service: {...defaultRuleOptions.service, minimumRequests: 1},
}

/** There are bins without rows, and nobody asked in three days: these may stay below what is counted. */
const mayBeFewer = /smoothed_ratio|_quantile:/

describe('mlops monitoring cost', function () {
  this.timeout(120_000)
  let folder: string
  let cost: MonitoringCost
  let servers: readonly RunningServer[] = []
  let prometheus: RunningPrometheus | undefined

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mlops-cost-test-'))
    await trainExample(folder)
    const {stdout} = await runMlops(['monitoring', 'cost', '--replicas', '2', '--json'], {cwd: folder})
    cost = JSON.parse(stdout) as MonitoringCost
  })

  after(async () => {
    await prometheus?.end()
    for (const server of servers) await server.end()
    rmSync(folder, {recursive: true, force: true})
  })

  it('prints with --json what schemas/monitoring-cost.json says', () => {
    expect(schemaErrors('monitoring-cost', cost)).to.deep.equal([])
  })

  it('says it in a table, and leaves nothing behind', async () => {
    const {exitCode, stdout, stderr} = await runMlops(['monitoring', 'cost', '--replicas', '2'], {cwd: folder})
    expect([exitCode, stderr]).to.deep.equal([0, ''])
    expect(stdout).to.contain(`2 replicas: ${formatCount(cost.series)} series`)
    expect(stdout)
      .to.match(/mlops_feature_observations_total +64\n/)
      .and.to.contain('bytes a series')
    expect(
      readdirSync(tmpdir()).filter((name) => name.startsWith('mlops-cost-') && !name.startsWith('mlops-cost-test-')),
    ).to.deep.equal([])
    expect(readdirSync(folder)).to.deep.equal(['models'])
  })

  it('refuses a version that is not there with exit code 4', async () => {
    const {exitCode, stderr} = await runMlops(['monitoring', 'cost', '-m', '9'], {cwd: folder})
    expect(exitCode).to.equal(4)
    expect(stderr).to.contain('9')
  })

  describe('with two servers that a Prometheus reads', () => {
    before(async function () {
      needs('prometheus', this)
      servers = await Promise.all([
        startServer(folder, ['--log-dir', 'one']),
        startServer(folder, ['--log-dir', 'two']),
      ])
      prometheus = await startPrometheus(folder, options, servers)
      const {query} = prometheus
      await eventually(async () => expect(await query('mlops_reference_rows')).to.have.length(2))
      const rows = month(36)
      for (const {url} of servers) {
        const answers = (await post(
          `${url}/predict`,
          rows.map(({row}) => row),
        )) as readonly {readonly id: string}[]
        await post(
          `${url}/ground-truth`,
          answers.map(({id}, place) => ({id, label: rows[place]!.label})),
        )
      }
      await eventually(async () => expect(await query('sum(mlops_realised_labels) == 3000')).to.have.length(1))
      await eventually(async () =>
        expect(await query('model_version:mlops_realised_accuracy:margin')).to.have.length(1),
      )
    })

    it('counts the series that each server shows, metric by metric', async () => {
      const counted = new Map(
        [...cost.replica.version, ...cost.replica.server].map(({metric, series}) => [metric, series]),
      )
      for (const {metricsUrl} of servers) {
        const shown = shownSeries(await (await fetch(`${metricsUrl}/metrics`)).text())
        const own = shown.filter(({name}) => name.startsWith('mlops_'))
        expect(byMetric(own.map(({name}) => name))).to.deep.equal(counted)
        expect(cost.replica.process).to.be.closeTo(shown.length - own.length, 20)
      }
    })

    it('counts what Prometheus has of them', async () => {
      const names = await seriesByName()
      const scraped = [...names].filter(([name]) => /^(up|scrape_.*)$/.test(name))
      expect(scraped.reduce((sum, [, count]) => sum + count, 0)).to.equal(2 * cost.replica.scrape)
      const shown = [...names].flatMap(([name, count]) => (name.startsWith('mlops_') ? [count] : []))
      expect(shown.reduce((sum, count) => sum + count, 0)).to.equal(
        2 * (sumOf(cost.replica.version) + sumOf(cost.replica.server)),
      )
    })

    it('counts what the rules record, rule by rule', async () => {
      await eventually(async () => {
        const names = await seriesByName()
        for (const {metric, series} of cost.recorded.metrics) {
          const recorded = names.get(metric) ?? 0
          if (mayBeFewer.test(metric)) expect(recorded, metric).to.be.within(1, series)
          else expect(recorded, metric).to.equal(series)
        }
        const all = [...names].filter(([name]) => name.includes(':'))
        expect(all.map(([name]) => name).sort()).to.deep.equal(cost.recorded.metrics.map(({metric}) => metric).sort())
        expect(all.reduce((sum, [, count]) => sum + count, 0)).to.be.within(
          0.9 * cost.recorded.total,
          cost.recorded.total,
        )
      })
    })

    it('comes within a tenth to all series that Prometheus holds in memory', async () => {
      const answer = await fetch(`${prometheus!.url}/metrics`)
      const text = await answer.text()
      const [, series] = /^prometheus_tsdb_head_series (\S+)$/m.exec(text)!
      // Alerts have series, too.
      expect(Number(series)).to.be.within(0.9 * cost.series, 1.1 * cost.series)
    })

    async function seriesByName(): Promise<ReadonlyMap<string, number>> {
      const found = await prometheus!.query('count by (__name__) ({job="mlops", __name__!~"ALERTS.*"})')
      return new Map(found.map(({metric, value}) => [metric['__name__']!, Number(value[1])]))
    }
  })

  it('prints the figures of docs/scale.md, which hold for the example', async () => {
    const rows = [
      ...readFileSync('docs/scale.md', 'utf8').matchAll(
        /^\| ([\d,]+) +\| ([\d,]+) +\| ([\d,]+) +\| (\S+ \S+) +\| (\S+ \S+) +\|$/gm,
      ),
    ]
    expect(rows).to.have.length(3)
    for (const [line, replicas, series, samples, memory, disk] of rows) {
      const {stdout} = await runMlops(['monitoring', 'cost', '--json', '--replicas', replicas!.replaceAll(',', '')], {
        cwd: folder,
      })
      const now = JSON.parse(stdout) as MonitoringCost
      // Another version of Node.js has some series more or less.
      const isNear = (text: string, value: number): void => {
        expect(Number(text.replaceAll(',', '')), line).to.be.closeTo(value, 0.02 * value)
      }
      isNear(series!, now.series)
      isNear(samples!, now.samplesPerSecond)
      expect(
        Math.abs(bytesOf(memory!) / now.memory.bytes - 1),
        `${line}: ${formatBytes(now.memory.bytes)}`,
      ).to.be.below(0.03)
      expect(Math.abs(bytesOf(disk!) / now.disk.bytes - 1), `${line}: ${formatBytes(now.disk.bytes)}`).to.be.below(0.03)
    }
  })
})

function bytesOf(text: string): number {
  const [amount, unit] = text.split(' ')
  return Number(amount) * 1000 ** ['B', 'KB', 'MB', 'GB'].indexOf(unit!)
}

function byMetric(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) {
    const metric = name.replace(/_(bucket|sum|count)$/, '')
    counts.set(metric, (counts.get(metric) ?? 0) + 1)
  }
  return counts
}

function sumOf(metrics: readonly CountedMetric[]): number {
  return metrics.reduce((sum, {series}) => sum + series, 0)
}
