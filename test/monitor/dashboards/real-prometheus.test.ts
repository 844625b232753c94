import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {expect} from 'chai'
import {defaultDashboardOptions, type DashboardOptions} from '../../../src/lib/monitor/dashboards/dashboard-options.js'
import {driftDashboard} from '../../../src/lib/monitor/dashboards/drift-dashboard.js'
import {defaultRuleOptions, type RuleOptions} from '../../../src/lib/monitor/rules/rule-options.js'
import {runMlops} from '../../program.js'
import {shownSeries} from '../rules/metric-names.js'
import {needs, promtool} from '../rules/promtool.js'
import {
  eventually,
  month,
  post,
  startPrometheus,
  startServer,
  trainExample,
  type RunningPrometheus,
  type RunningServer,
} from '../rules/real-stack.js'
import {expressionsOf, interpolated, variableQueriesOf, type Expression} from './dashboard-expressions.js'

/** As by default, but for a world in which minutes are seconds. */
const rules: RuleOptions = {
  ...defaultRuleOptions,
  ...{scrapeInterval: '1s', evaluationInterval: '1s', daysEvaluationInterval: '1s'},
  drift: {...defaultRuleOptions.drift, window: '2m', for: '2s'},
  answers: {...defaultRuleOptions.answers, window: '2m', silence: '2m', for: '2s'},
  service: {...defaultRuleOptions.service, minimumRequests: 1},
}
const options: DashboardOptions = {...defaultDashboardOptions, rules}
const model = 'car-insurance-risk'

/** What a person sees who opened the dashboard, as Grafana puts it into queries. */
const chosen = {
  live: {model, version: '.+', feature: '(age|miles)', window: '1m', __rate_interval: '30s'},
  history: {model, version: '.+', feature: '(age|miles)', window: '7d', __rate_interval: '1d'},
}

/** Dashboards of Evidently's monitoring service for data drift ask for these. */
const queriesOfOldDashboards = [
  'evidently:data_drift:dataset_drift',
  'evidently:data_drift:share_drifted_features',
  'evidently:data_drift:n_drifted_features',
  'evidently:data_drift:n_drifted_features / evidently:data_drift:share_drifted_features',
  'evidently:data_drift:p_value',
  'evidently:reference_dataset_hash',
]

interface Series {
  readonly metric: Readonly<Record<string, string>>
  readonly values: readonly (readonly [time: number, value: string])[]
}

describe('the dashboard on a Prometheus', function () {
  this.timeout(180_000)
  let folder: string | undefined

  before(async function () {
    needs('prometheus', this)
    folder = mkdtempSync(join(tmpdir(), 'mlops-dashboard-'))
    await trainExample(folder)
  })

  after(() => {
    if (folder !== undefined) rmSync(folder, {recursive: true, force: true})
  })

  describe('that scrapes two servers', () => {
    const dashboard = driftDashboard(options)
    const start = Date.now() / 1000
    let servers: readonly RunningServer[] = []
    let prometheus: RunningPrometheus | undefined

    before(async () => {
      const flags = ['--evidently-metrics', '--log-dir']
      servers = [await startServer(folder!, [...flags, 'one']), await startServer(folder!, [...flags, 'two'])]
      prometheus = await startPrometheus(folder!, rules, servers)
      // A total that is first read above 0 has not grown.
      await eventually(async () => expect(await prometheus!.query('mlops_reference_rows')).to.have.length(2))
      const [one, two] = servers as readonly [RunningServer, RunningServer]
      const rows = month(36).map(({row}) => row)
      await post(`${two.url}/predict`, rows)
      const parameters = ['--months', '35..36', '--data', resolve('data'), '--label-delay', '0']
      const {exitCode, stderr} = await runMlops(
        ['simulate', ...parameters, '--url', one.url, '--metrics-url', one.metricsUrl],
        {cwd: folder!},
      )
      expect(exitCode, stderr).to.equal(0)
      // Something to refuse, for as long as it takes a rate to see it.
      for (let time = 0; time < 2; time++) {
        await fetch(`${one.url}/predict`, {method: 'POST', headers: {'content-type': 'application/json'}, body: '{'})
        await eventually(async () => {
          const refused = await prometheus!.query('sum(mlops_prediction_rejections_total)')
          expect(Number(refused[0]?.value[1])).to.be.above(time)
        })
      }
    })

    after(async () => {
      await prometheus?.end()
      for (const server of servers) await server.end()
    })

    /** Series of an expression over all the time since the servers began, or at its end. */
    const ask = async ({text, isRange}: Pick<Expression, 'text' | 'isRange'>): Promise<readonly Series[]> => {
      const end = Date.now() / 1000
      return askPrometheus(prometheus!, interpolated(text, chosen.live), {isRange, start, end, step: '5s'})
    }

    for (const {place, ...expression} of expressionsOf(dashboard)) {
      it(`brings data for ${place}`, async () => {
        await eventually(async () => {
          const found = await ask(expression)
          expect(found).not.to.be.empty
          const last = found.map(({values}) => values.at(-1)![1])
          expect(last.filter((value) => value === 'NaN' || value.endsWith('Inf'))).to.deep.equal([])
        })
      })
    }

    for (const {name, series, label} of variableQueriesOf(dashboard)) {
      it(`brings values for the variable ${name}`, async () => {
        const values = await labelValues(prometheus!, label, interpolated(series, chosen.live))
        const expected = {model: [model], version: ['1'], feature: featuresOfExample}[name]
        expect(values).to.have.members(expected!)
      })
    }

    it('says that there is a problem, and names miles', async () => {
      const [found] = await eventually(async () => {
        const answer = await ask(expressionNamed('Is there a problem?: answer'))
        expect(answer[0]?.values[0]?.[1]).to.equal('5')
        return answer
      })
      expect(found!.metric).to.deep.equal({feature: 'miles'})
    })

    it('counts the features that the alarm of the data set counts', async () => {
      const drifted = await ask(expressionNamed('Drifted features: drifted'))
      const of = await ask(expressionNamed('Drifted features: of'))
      const [recorded] = await prometheus!.query('model_version:mlops_drifted_features:ratio')
      expect(Number(of[0]!.values[0]![1])).to.equal(6)
      expect(Number(drifted[0]!.values[0]![1])).to.equal(Math.round(6 * Number(recorded!.value[1])))
    })

    it('shows histograms whose bars sum to 1 for each feature', async () => {
      for (const side of ['reference', 'now']) {
        const {text} = expressionNamed(`$feature: now and in the reference: ${side}`)
        const query = interpolated(text, {...chosen.live, feature: 'miles'})
        const bars = await prometheus!.query(query)
        expect(bars.reduce((sum, {value: [, value]}) => sum + Number(value), 0)).to.be.closeTo(1, 1e-9)
        const bins = bars.map(({metric}) => metric['bin']!).sort()
        expect([bins[0], bins.at(-2), bins.at(-1)]).to.deep.equal(['00 under', '99 over', 'missing'])
      }
    })

    it('takes from every process what prom-client shows', async () => {
      const shown = shownSeries(await (await fetch(`${servers[0]!.metricsUrl}/metrics`)).text())
      expect([...shown]).to.include('process_resident_memory_bytes')
    })

    for (const query of queriesOfOldDashboards) {
      it(`brings data for ${query}, as old dashboards ask`, async () => {
        await eventually(async () => {
          const found = await prometheus!.query(query)
          expect(found).not.to.be.empty
          for (const {metric, value} of found) {
            expect(metric['dataset_name']).to.equal(model)
            expect(Number(value[1])).not.to.be.NaN
          }
        })
      })
    }

    const expressionNamed = (place: string): Expression =>
      expressionsOf(dashboard).find((expression) => expression.place === place)!
  })

  describe('with three months that were backfilled, where no rules were evaluated', () => {
    const dashboard = driftDashboard(defaultDashboardOptions)
    /** What is written down by rules alone, or was never there. */
    const emptyByIntention: Readonly<Record<string, string>> = {
      'Features, the most drifted first: pooled': 'rules pool replicas; the column beside it is there',
      'Failed predictions: failed': 'a rule records it; of the past nobody asks whether the service worked',
      'Refused predictions: refused': 'a rule records it; of the past nobody asks whether the service worked',
      'Refused predictions: reasons': 'no row was refused',
      'Budget of slow answers: over1h': 'a rule records it; of the past nobody asks whether the service worked',
      'Budget of slow answers: over6h': 'a rule records it; of the past nobody asks whether the service worked',
      'Budget of slow answers: over1d': 'a rule records it; of the past nobody asks whether the service worked',
      'Budget of slow answers: over3d': 'a rule records it; of the past nobody asks whether the service worked',
      'Memory: memory': 'no process answered',
      'annotation Alerts': 'no alert was evaluated',
    }
    let prometheus: RunningPrometheus | undefined
    let times: {readonly start: number; readonly end: number}

    before(async () => {
      const parameters = ['--months', '1..3', '--data', resolve('data'), '--start', '2024-01', '--label-delay', '1']
      const {exitCode, stderr} = await runMlops(['simulate', '--backfill', 'history', ...parameters], {cwd: folder!})
      expect(exitCode, stderr).to.equal(0)
      times = {start: Date.UTC(2024, 0) / 1000, end: Date.UTC(2024, 3) / 1000}
      promtool(
        [
          'tsdb',
          'create-blocks-from',
          'openmetrics',
          '--quiet',
          '--max-block-duration=4374h',
          'history/metrics.om',
          'history/tsdb',
        ],
        folder!,
      )
      prometheus = await startPrometheus(
        join(folder!, 'history'),
        defaultRuleOptions,
        [],
        ['--storage.tsdb.retention.time=99y', '--query.lookback-delta=12h'],
      )
    })

    after(() => prometheus?.end())

    for (const {place, text, isRange} of expressionsOf(dashboard)) {
      const reason = emptyByIntention[place]
      it(`brings ${reason === undefined ? 'data' : 'nothing'} for ${place}${reason === undefined ? '' : `: ${reason}`}`, async () => {
        const query = interpolated(text, chosen.history)
        const found = await askPrometheus(prometheus!, query, {isRange, ...times, step: '1d'})
        if (reason === undefined) expect(found).not.to.be.empty
        else expect(found).to.deep.equal([])
      })
    }

    it('has no reason for what is not there any more', () => {
      const places = expressionsOf(dashboard).map(({place}) => place)
      expect(places).to.include.members(Object.keys(emptyByIntention))
    })
  })
})

const featuresOfExample = ['training', 'age', 'emergency_braking', 'braking_distance', 'power', 'miles']

interface Times {
  readonly isRange: boolean
  /** Seconds since the epoch. */
  readonly start: number
  readonly end: number
  readonly step: string
}

/** Answers of a range, or of its end as a range of one. */
async function askPrometheus(
  {url}: RunningPrometheus,
  query: string,
  {isRange, start, end, step}: Times,
): Promise<readonly Series[]> {
  const parameters: Readonly<Record<string, string>> = isRange
    ? {query, start: String(start), end: String(end), step}
    : {query, time: String(end)}
  const answer = await fetch(`${url}/api/v1/${isRange ? 'query_range' : 'query'}`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  })
  const {data, error} = (await answer.json()) as {
    readonly data?: {readonly result: readonly (Series & {readonly value?: readonly [number, string]})[]}
    readonly error?: string
  }
  if (data === undefined) throw new Error(`${error ?? ''}\n${query}`)
  return data.result.map(({metric, values, value}) => ({metric, values: value === undefined ? values : [value]}))
}

async function labelValues({url}: RunningPrometheus, label: string, series: string): Promise<readonly string[]> {
  const answer = await fetch(`${url}/api/v1/label/${label}/values?${String(new URLSearchParams({'match[]': series}))}`)
  return ((await answer.json()) as {readonly data: readonly string[]}).data
}
