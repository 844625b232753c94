import {expect} from 'chai'
import {parse, stringify} from 'yaml'
import {defaultDashboardOptions} from '../../../src/lib/monitor/dashboards/dashboard-options.js'
import {dashboardUid} from '../../../src/lib/monitor/dashboards/panel-ids.js'
import {kubernetesFiles, type KubernetesOptions} from '../../../src/lib/monitor/kubernetes/kubernetes-files.js'
import {alertRuleFile, recordingRuleFile} from '../../../src/lib/monitor/rules/prometheus-rules.js'
import {defaultRuleOptions} from '../../../src/lib/monitor/rules/rule-options.js'
import {inFolder, needs, promtool} from '../rules/promtool.js'
import {kubernetesErrors} from './operator-schemas.js'

const rules = {...defaultRuleOptions, job: 'Risk_Models', matchers: 'namespace="insurance"'}
const options: KubernetesOptions = {
  namespace: 'insurance',
  labels: {release: 'prometheus'},
  serviceLabels: {'app.kubernetes.io/name': 'risk'},
  portName: 'http-metrics',
  folder: 'Risk models',
}

interface KubernetesObject {
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly spec: Readonly<Record<string, unknown>>
  readonly data: Readonly<Record<string, string>>
}

function objectsOf(given: KubernetesOptions): readonly KubernetesObject[] {
  return Array.from(
    kubernetesFiles({...defaultDashboardOptions, rules}, given).values(),
    (text) => parse(text) as KubernetesObject,
  )
}

describe('objects for Kubernetes', () => {
  const objects = objectsOf(options)
  const [recording, alerts, monitor, dashboard] = objects

  it('are such as the API server takes', () => {
    expect(objects.map(({kind}) => kind)).to.deep.equal([
      'PrometheusRule',
      'PrometheusRule',
      'ServiceMonitor',
      'ConfigMap',
    ])
    for (const each of objects) expect(kubernetesErrors(each), each.metadata.name).to.deep.equal([])
  })

  it('are held to shapes that other objects do not have', () => {
    const wrong = {...alerts!, spec: {groups: [{name: 'g', rules: [{expr: 'up', for: '5 minutes'}], every: '1m'}]}}
    expect(kubernetesErrors(wrong).join('\n'))
      .to.match(/pattern/)
      .and.match(/additional/)
      .and.match(/oneOf|exactly one/)
  })

  it('are where and what was asked for, each under a name of its own', () => {
    expect(new Set(objects.map(({kind, metadata}) => `${kind} ${metadata.name}`)).size).to.equal(4)
    for (const {metadata} of objects) {
      expect(metadata.namespace).to.equal('insurance')
      expect(metadata.name).to.match(/^risk-models-/)
      expect(metadata.labels['release']).to.equal('prometheus')
    }
    expect(objectsOf({...options, namespace: undefined})[0]!.metadata).not.to.have.property('namespace')
  })

  it('have the rules of the files for Prometheus, which promtool accepts', function () {
    expect([recording!.spec, alerts!.spec]).to.deep.equal(
      [recordingRuleFile(rules), alertRuleFile(rules)].map((file) => parse(stringify(file)) as object),
    )
    needs('promtool', this)
    inFolder({'recording.yml': stringify(recording!.spec), 'alerts.yml': stringify(alerts!.spec)}, (folder) => {
      expect(promtool(['check', 'rules', 'recording.yml', 'alerts.yml'], folder)).to.match(/SUCCESS/)
    })
  })

  it('scrape the port of the Service under the name of the job that alerts ask for', () => {
    expect(monitor!.spec).to.deep.equal({
      selector: {matchLabels: {'app.kubernetes.io/name': 'risk'}},
      endpoints: [
        {
          ...{port: 'http-metrics', path: '/metrics', interval: '15s'},
          relabelings: [{action: 'replace', targetLabel: 'job', replacement: 'Risk_Models'}],
        },
      ],
    })
  })

  it("bring the dashboard to Grafana's sidecar, small enough for kubectl apply", () => {
    expect(dashboard!.metadata.labels['grafana_dashboard']).to.equal('1')
    expect(dashboard!.metadata.annotations).to.deep.equal({grafana_folder: 'Risk models'})
    const [text] = Object.values(dashboard!.data)
    expect((JSON.parse(text!) as {readonly uid: string}).uid).to.equal(dashboardUid)
    // kubectl keeps a copy in an annotation, and all annotations together have 256 KiB.
    expect(JSON.stringify(dashboard).length).to.be.below(200_000)
  })
})
