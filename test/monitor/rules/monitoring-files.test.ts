import {readdirSync, readFileSync} from 'node:fs'
import {execFileSync} from 'node:child_process'
import {expect} from 'chai'
import {parse} from 'yaml'
import {panelIds} from '../../../src/lib/monitor/dashboards/panel-ids.js'
import {metricCatalogue} from '../../../src/lib/monitor/metric-catalogue.js'
import {monitoringFiles} from '../../../src/lib/monitor/rules/monitoring-files.js'
import {alertGroups, alertQuery, recordingGroups} from '../../../src/lib/monitor/rules/prometheus-rules.js'
import {recordedSeries} from '../../../src/lib/monitor/rules/recorded-series.js'
import {
  defaultRuleOptions,
  demonstrationRuleOptions,
  type RuleOptions,
} from '../../../src/lib/monitor/rules/rule-options.js'
import {seriesIn, unknownSeries} from './metric-names.js'
import {inFolder, needs, promtool} from './promtool.js'

/** Of everything that can be chosen, another value. */
const otherOptions: RuleOptions = {
  ...defaultRuleOptions,
  job: 'risk-models',
  matchers: 'namespace="insurance", team=~"risk|claims"',
  replicaLabels: ['pod'],
  alertLabels: {team: 'risk'},
  dashboardUrl: 'https://grafana.example.com',
  runbookUrl: 'https://wiki.example.com/runbooks',
  drift: {window: '1d', minimumRows: 1000, effect: 0.1, featureShare: 0.5, for: '1h'},
  latency: {seconds: 1, ratio: 0.999},
}

interface GrafanaRules {
  readonly groups: readonly {
    readonly folder: string
    readonly interval: string
    readonly rules: readonly {
      readonly uid: string
      readonly title: string
      readonly panelId: number
      readonly condition: string
      readonly data: readonly {
        readonly refId: string
        readonly relativeTimeRange: {readonly from: number}
        readonly model: Readonly<Record<string, unknown>>
      }[]
    }[]
  }[]
}

const ruleSets = {
  'by default': defaultRuleOptions,
  'for a demonstration': demonstrationRuleOptions,
  'with everything chosen otherwise': otherOptions,
}
const alerts = alertGroups(defaultRuleOptions).flatMap((group) => group.alerts)

describe('files for monitoring', () => {
  for (const [name, rules] of Object.entries(ruleSets)) {
    it(`are accepted by promtool ${name}`, function () {
      needs('promtool', this)
      inFolder(Object.fromEntries(monitoringFiles({rules})), (folder) => {
        for (const file of readdirSync(`${folder}/prometheus`).filter((each) => each.endsWith('.yml'))) {
          expect(promtool(['check', 'config', `prometheus/${file}`], folder)).to.include('SUCCESS')
        }
        const said = promtool(
          [
            'check',
            'rules',
            '--lint-fatal',
            ...readdirSync(`${folder}/prometheus/rules`).map((file) => `prometheus/rules/${file}`),
          ],
          folder,
        )
        expect(said).to.match(/SUCCESS: \d\d rules found/)
      })
    })
  }

  it('are accepted by amtool', function () {
    needs('amtool', this)
    inFolder(Object.fromEntries(monitoringFiles({rules: defaultRuleOptions})), (cwd) => {
      const said = execFileSync('amtool', ['check-config', 'alertmanager/alertmanager.yml'], {cwd, encoding: 'utf8'})
      expect(said).to.include('SUCCESS')
    })
  })

  it('are those in compose/', () => {
    for (const [path, content] of monitoringFiles({rules: demonstrationRuleOptions})) {
      expect(readFileSync(`compose/${path}`, 'utf8').split('\n').slice(1).join('\n'), path).to.equal(content)
    }
  })

  it('ask for nothing without the matchers that were chosen', () => {
    const queries = [
      ...recordingGroups(otherOptions).flatMap(({rules}) => rules.map(({expr}) => expr)),
      ...alertGroups(otherOptions).flatMap((group) => group.alerts.map(alertQuery)),
    ]
    for (const query of queries) {
      for (const series of seriesIn(query)) {
        const asked = [
          ...query.matchAll(new RegExp(`(?<![\\w:])${series}(?![\\w:])(\\{[^}]*namespace="insurance")?`, 'g')),
        ]
        expect(asked.map(([, matchers]) => matchers)).to.not.include(undefined, `${series} in ${query}`)
      }
      expect(query).not.to.match(/without \([^)]*instance/)
    }
  })

  it('record every series that is known as recorded, and use each', () => {
    const rules = recordingGroups(defaultRuleOptions).flatMap((group) => group.rules)
    expect([...new Set(rules.map(({record}) => record))]).to.have.members(Object.keys(recordedSeries))
  })

  it('ask only for series that the catalogue has', () => {
    const catalogue = new Set(
      Object.entries(metricCatalogue).flatMap(([name, {type}]) =>
        type === 'histogram' ? ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`) : [name],
      ),
    )
    const queries = [
      ...recordingGroups(defaultRuleOptions).flatMap(({rules}) => rules.map(({expr}) => expr)),
      ...alerts.map(({measure}) => measure),
    ]
    expect(queries.flatMap((query) => unknownSeries(query, catalogue))).to.deep.equal([])
  })

  it('have a runbook page for each alert, and no page without one', () => {
    const pages = readdirSync('docs/runbooks')
    expect(pages).to.have.members([...new Set(alerts.map(({name}) => `${name}.md`))])
    const overview = readFileSync('docs/alerts.md', 'utf8')
    for (const page of pages) expect(overview).to.include(`(runbooks/${page})`)
  })

  describe('for Grafana', () => {
    const files = monitoringFiles({rules: defaultRuleOptions})
    const {groups} = parse(files.get('grafana/provisioning/alerting/rules.yaml')!) as GrafanaRules
    const rules = groups.flatMap((group) => group.rules)

    it('have every alert once, under a name and an identifier of its own', () => {
      expect(rules).to.have.length(alerts.length)
      expect(new Set(rules.map(({title}) => title)).size).to.equal(alerts.length)
      expect(new Set(rules.map(({uid}) => uid)).size).to.equal(alerts.length)
      for (const {uid} of rules) expect(uid).to.match(/^[a-z0-9-]{1,40}$/)
    })

    it('lead to a panel that there is', () => {
      for (const {panelId} of rules) expect(Object.values(panelIds)).to.include(panelId)
    })

    it('ask Prometheus for the figure, and compare it', () => {
      for (const {condition, data} of rules) {
        const [figure, threshold] = data
        expect([data.length, figure!.refId, threshold!.refId, condition]).to.deep.equal([2, 'A', 'C', 'C'])
        expect(figure!.relativeTimeRange.from).to.be.above(0)
        expect(figure!.model['instant']).to.equal(true)
        expect(threshold!.model['type']).to.equal('threshold')
        // Grafana takes it for a variable.
        expect(figure!.model['expr']).not.to.match(/(^|[^$])\$([^$]|$)/)
      }
    })

    it('are evaluated at an interval that Grafana takes', () => {
      const fast = monitoringFiles({rules: {...defaultRuleOptions, evaluationInterval: '3s'}})
      const text = fast.get('grafana/provisioning/alerting/rules.yaml')!
      expect((parse(text) as GrafanaRules).groups.map(({interval}) => interval)).to.deep.equal(['10s', '10s'])
      expect(groups.map(({interval}) => interval)).to.deep.equal(['30s', '30s'])
    })

    it('send them where the environment says', () => {
      const contact = files.get('grafana/provisioning/alerting/contact-points.yaml')!
      expect(contact).to.include('url: ${MLOPS_ALERT_WEBHOOK}')
    })
  })

  it('number the panels of the dashboard each for itself', () => {
    expect(new Set(Object.values(panelIds)).size).to.equal(Object.keys(panelIds).length)
  })
})
