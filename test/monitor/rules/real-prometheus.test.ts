import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {metricCatalogue} from '../../../src/lib/monitor/metric-catalogue.js'
import {alertGroups, alertQuery, recordingGroups} from '../../../src/lib/monitor/rules/prometheus-rules.js'
import {defaultRuleOptions, type RuleOptions} from '../../../src/lib/monitor/rules/rule-options.js'
import {smoothedStabilityIndex, stabilityIndexLimit} from '../../../src/lib/monitor/rules/size-aware-limits.js'
import {recordedSeries} from '../../../src/lib/monitor/rules/recorded-series.js'
import {jensenShannonDistance} from '../../../src/lib/statistics/distance/jensen-shannon-distance.js'
import {shownSeries, unknownSeries} from './metric-names.js'
import {needs} from './promtool.js'
import {
  eventually,
  month,
  post,
  startPrometheus,
  startServer,
  trainExample,
  type RunningPrometheus,
  type RunningServer,
} from './real-stack.js'

/** As by default, but for a world in which minutes are seconds. */
const options: RuleOptions = {
  ...defaultRuleOptions,
  ...{scrapeInterval: '1s', evaluationInterval: '1s', daysEvaluationInterval: '1s'},
  drift: {...defaultRuleOptions.drift, window: '2m', for: '2s'},
  answers: {...defaultRuleOptions.answers, window: '2m', silence: '2m', for: '2s'},
  service: {...defaultRuleOptions.service, minimumRequests: 1},
}

interface ShownAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly state: string
}

describe('rules on a Prometheus that scrapes two servers', function () {
  this.timeout(180_000)
  let folder: string
  let servers: readonly RunningServer[] = []
  let prometheus: RunningPrometheus | undefined

  before(async function () {
    needs('prometheus', this)
    folder = mkdtempSync(join(tmpdir(), 'mlops-prometheus-'))
    await trainExample(folder)
    servers = await Promise.all([startServer(folder, ['--log-dir', 'one']), startServer(folder, ['--log-dir', 'two'])])
    prometheus = await startPrometheus(folder, options, servers)
    const {query} = prometheus
    // A total that is first read above 0 has not grown.
    await eventually(async () => expect(await query('mlops_reference_rows')).to.have.length(2))
    const rows = month(36)
    for (const [place, {url}] of servers.entries()) {
      // Two thirds come to one server, a third to the other.
      const mine = rows.filter((_, row) => (row % 3 === 0 ? 1 : 0) === place)
      const body = mine.map(({row}) => row)
      const answers = (await post(`${url}/predict`, body)) as readonly {readonly id: string}[]
      await post(
        `${url}/ground-truth`,
        answers.map(({id}, row) => ({id, label: mine[row]!.label})),
      )
    }
    await eventually(async () => expect(await query('sum(mlops_realised_labels) == 1500')).to.have.length(1))
  })

  after(async () => {
    await prometheus?.end()
    for (const server of servers) await server.end()
    rmSync(folder, {recursive: true, force: true})
  })

  const query = (expression: string) => prometheus!.query(expression)

  it('ask only for series that a server shows or a rule records', async () => {
    const shown = shownSeries(await (await fetch(`${servers[0]!.metricsUrl}/metrics`)).text())
    const queries = [
      ...recordingGroups(options).flatMap(({rules}) => rules.map(({record, expr}) => [record, expr] as const)),
      ...alertGroups(options).flatMap(({alerts}) => alerts.map((alert) => [alert.name, alert.measure] as const)),
    ]
    const unknown = queries.map(([name, text]) => ({name, unknown: unknownSeries(text, shown)}))
    expect(unknown.filter((each) => each.unknown.length > 0)).to.deep.equal([])
  })

  it('find every metric of the catalogue on a server, with its type, labels and help, and no other', async () => {
    const text = await (await fetch(`${servers[0]!.metricsUrl}/metrics`)).text()
    const own = [...text.matchAll(/^# HELP (mlops_\w+) (.*)\n# TYPE \1 (\w+)$/gm)]
    expect(own.map(([, name, help, type]) => ({name, help, type}))).to.have.deep.members(
      Object.entries(metricCatalogue).map(([name, {help, type}]) => ({name, help, type})),
    )
    for (const [name, {labels, type}] of Object.entries(metricCatalogue)) {
      const series = new RegExp(`^${name}${type === 'histogram' ? '_count' : ''}(?:\\{(.*)\\})? `, 'm').exec(text)
      const names = [...(series?.[1] ?? '').matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)].map(([, label]) => label)
      expect(names, name).to.have.members(labels)
    }
  })

  for (const group of recordingGroups(options)) {
    it(`record something by every rule of ${group.name}`, async () => {
      await eventually(async () => {
        for (const {record, labels = {}} of group.rules) {
          // Neither of the last edges: no feature of the example has so many bins.
          if (['11', '12'].includes(labels['edge'] ?? '')) continue
          const matchers = Object.entries(labels).map(([name, value]) => `${name}="${value}"`)
          const found = await query(`${record}{${matchers.join(',')}}`)
          expect(found, `${record} ${matchers.join()}`).not.to.be.empty
          const own = Object.keys(found[0]!.metric).filter((name) => !['__name__', 'job'].includes(name))
          expect(own, record).to.have.members([...recordedSeries[record].labels])
          expect(found.map(({value: [, value]}) => value)).not.to.include('NaN')
        }
      })
    })
  }

  for (const {alerts, name} of alertGroups(options)) {
    it(`have a figure for every alert of ${name}, and no alert fires for the lack of one`, async () => {
      await eventually(async () => {
        for (const alert of alerts) {
          expect(await query(alert.measure), alert.name).not.to.be.empty
          await query(alertQuery(alert))
        }
      })
    })
  }

  it('have the figures that follow from the rows of both servers together', async () => {
    const counts = await eventually(async () => {
      const found = await query('sum without (instance) (mlops_feature_observations_total{feature="miles"})')
      const recorded = await query(
        'sum by (feature) (model_version_feature_bin:mlops_feature_observations:increase{feature="miles"})',
      )
      expect(Number(recorded[0]?.value[1])).to.be.closeTo(1500, 165)
      return found
    })
    const reference = await query('max without (instance) (mlops_feature_reference_ratio{feature="miles"})')
    const valuesIn = (samples: typeof counts): Float64Array =>
      Float64Array.from(counts, ({metric: {bin}}) =>
        Number(samples.find(({metric}) => metric['bin'] === bin)!.value[1]),
      )
    const [now, before] = [valuesIn(counts), valuesIn(reference)]
    const {index, bins} = smoothedStabilityIndex(now, before, 1500)
    const figure = async (name: string): Promise<number> => {
      const [sample] = await query(`model_version_feature:mlops_feature_observations:${name}{feature="miles"}`)
      return Number(sample!.value[1])
    }
    // Prometheus extrapolates an increase to the whole window, each bin alike.
    expect(await figure('psi')).to.be.closeTo(index, 0.01 * index)
    expect(await figure('jensen_shannon')).to.be.closeTo(jensenShannonDistance(before, now), 0.002)
    const limit = stabilityIndexLimit({bins, reference: 1500, current: 1500}, options.drift.effect)
    expect(await figure('psi_limit')).to.be.closeTo(limit, 0.001)
    const order = [...counts.keys()]
      .filter((place) => /^(under|over|\d\d .*)$/.test(counts[place]!.metric['bin']!))
      .sort((a, b) => rank(counts[a]!.metric['bin']!) - rank(counts[b]!.metric['bin']!))
    let [difference, largest] = [0, 0]
    for (const place of order) {
      difference += now[place]! / 1500 - before[place]!
      largest = Math.max(largest, Math.abs(difference))
    }
    expect(await figure('kolmogorov_smirnov')).to.be.closeTo(largest, 0.002)
  })

  it('raise the alarm that names miles, in whole sentences with figures', async () => {
    const {found: firing, miles} = await eventually(async () => {
      const answer = await fetch(`${prometheus!.url}/api/v1/alerts`)
      const {data} = (await answer.json()) as {readonly data: {readonly alerts: readonly ShownAlert[]}}
      const found = data.alerts.filter(({state}) => state === 'firing')
      const names = found.map(({labels}) => labels['alertname'])
      const expected = ['MlopsFeatureDrift', 'MlopsDatasetDrift', 'MlopsFallbackRateHigh', 'MlopsRealisedAccuracyLow']
      expect(names).to.include.members(expected)
      // Prometheus extrapolates from its scrapes how many rows came: a little more or less each time.
      const miles = found.find(({labels}) => labels['feature'] === 'miles')!
      expect(miles.annotations['description']).to.match(
        /^Over the last 2m, miles is [\d.]+ times as far .* Its population stability index is [\d.]+, the limit 0\.2\d+, from 1[3-6]\d\d rows of all replicas\.$/,
      )
      return {found, miles}
    })
    const names = new Set(firing.map(({labels}) => labels['alertname']))
    expect(['MlopsTargetDown', 'MlopsErrorRateHigh', 'MlopsNoTraffic'].filter((name) => names.has(name))).to.be.empty
    expect(miles.annotations['dashboard_url']).to.match(
      /viewPanel=10&var-model=car-insurance-risk&var-version=1&var-feature=miles$/,
    )
    for (const {annotations} of firing) {
      expect(Object.values(annotations).join('\n')).not.to.match(/<error|unknown|<no value>|\{\{/)
    }
  })

  it('are evaluated without an error', async () => {
    const answer = await fetch(`${prometheus!.url}/api/v1/rules`)
    interface Rule {
      readonly name: string
      readonly lastError?: string
    }
    const {data} = (await answer.json()) as {
      readonly data: {readonly groups: readonly {readonly rules: readonly Rule[]}[]}
    }
    const rules = data.groups.flatMap((group) => group.rules)
    expect(rules).to.have.length.above(60)
    expect(rules.filter(({lastError}) => lastError !== undefined)).to.deep.equal([])
  })
})

function rank(bin: string): number {
  return bin === 'under' ? 0 : bin === 'over' ? 99 : Number(bin.slice(0, 2))
}
