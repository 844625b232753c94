import {readFileSync} from 'node:fs'
import {expect} from 'chai'
import {dashboardFiles} from '../../../src/lib/monitor/dashboards/dashboard-files.js'
import {
  defaultDashboardOptions,
  demonstrationDashboardOptions,
} from '../../../src/lib/monitor/dashboards/dashboard-options.js'
import {dashboardTitle, driftDashboard} from '../../../src/lib/monitor/dashboards/drift-dashboard.js'
import type {Dashboard, Panel, Query} from '../../../src/lib/monitor/dashboards/grafana-types.js'
import {dashboardSlug, dashboardUid, panelIds, prometheusUid} from '../../../src/lib/monitor/dashboards/panel-ids.js'
import {metricCatalogue} from '../../../src/lib/monitor/metric-catalogue.js'
import {alertGroups} from '../../../src/lib/monitor/rules/prometheus-rules.js'
import {recordedSeries} from '../../../src/lib/monitor/rules/recorded-series.js'
import {seriesIn, unknownSeries} from '../rules/metric-names.js'
import {expressionsOf, panelsOf, variableQueriesOf, variablesIn} from './dashboard-expressions.js'

const dashboard = driftDashboard(defaultDashboardOptions)
const panels = panelsOf(dashboard)
const catalogue = new Set(
  Object.entries(metricCatalogue).flatMap(([name, {type}]) =>
    type === 'histogram' ? ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`) : [name],
  ),
)
/** Of Prometheus itself, and of every process; a test holds the latter to a real server. */
const foreign = ['ALERTS', 'process_resident_memory_bytes']

describe('the dashboard', () => {
  it('is found under the addresses that people have', () => {
    expect(dashboard.uid).to.equal(dashboardUid)
    expect(dashboard.title).to.equal(dashboardTitle)
    expect(dashboardTitle.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')).to.equal(dashboardSlug)
  })

  it('has each panel once, under the number that is kept for it', () => {
    const ids = (dashboard.panels ?? []).map(({id}) => id)
    expect(new Set(ids).size).to.equal(ids.length)
    expect(panels.map(({id}) => id)).to.have.members(Object.values(panelIds))
  })

  it('has a panel for every alert, with the figure that the alert is about', () => {
    for (const {name, measure, panel} of alertGroups(defaultDashboardOptions.rules).flatMap(({alerts}) => alerts)) {
      const {targets} = panels.find(({id}) => id === panelIds[panel])!
      const shown = new Set(targets.flatMap(({expr}) => seriesIn(expr)))
      const asked = seriesIn(measure).filter((series) => !supporting.has(series))
      expect(
        asked.filter((series) => related(series).some((each) => shown.has(each))),
        name,
      ).not.to.be.empty
    }
  })

  it('lays panels side by side without overlap, and none beyond the page', () => {
    const places = (dashboard.panels ?? []).map(({gridPos}) => gridPos!)
    for (const [index, {x, y, w, h}] of places.entries()) {
      expect(x + w).to.be.at.most(24)
      const crossed = places.filter(
        (other, place) =>
          place !== index && x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h,
      )
      expect(crossed).to.deep.equal([])
    }
  })

  it('explains every panel, and says what it means that there is nothing', () => {
    for (const {title, description, fieldConfig} of panels) {
      expect(description.length, title).to.be.above(60)
      expect(fieldConfig.defaults.noValue, title).to.match(/\S/)
      expect(fieldConfig.defaults.thresholds?.steps, title).not.to.be.empty
    }
    for (const {title, type, fieldConfig} of panels) {
      if (['timeseries', 'barchart'].includes(type)) expect(fieldConfig.defaults.unit, title).to.match(/\S/)
    }
  })

  it('names colours, so that it fits dark and light pages', () => {
    expect(JSON.stringify(dashboard)).not.to.match(/#[0-9a-f]{3,8}"|rgb|hsl/i)
  })

  it('asks only for series that the catalogue has or a rule records', () => {
    const queries = [
      ...expressionsOf(dashboard).map(({text}) => text),
      ...variableQueriesOf(dashboard).map(({series}) => series),
    ]
    const unknown = queries.flatMap((query) => unknownSeries(query, catalogue))
    expect([...new Set(unknown)]).to.have.members(foreign)
  })

  it('defines every variable that it uses, and uses every one that it defines', () => {
    const defined = (dashboard.templating.list ?? []).map(({name}) => name)
    const used = new Set(variablesIn(JSON.stringify(dashboard)))
    expect([...used]).to.have.members(defined)
  })

  it('asks the data source that was chosen, and no other', () => {
    for (const {title, datasource, targets} of panels) {
      expect(datasource, title).to.deep.equal({type: 'prometheus', uid: '${datasource}'})
      for (const target of targets) expect(target.datasource).to.deep.equal(datasource)
      expect(new Set(targets.map(({refId}) => refId)).size).to.equal(targets.length)
    }
  })

  it('renames and sorts by names that its queries bring', () => {
    for (const {title, targets, transformations = []} of panels) {
      const brought = new Set(['Time', 'bin', 'feature', 'test', ...targets.map(({refId}) => `Value #${refId}`)])
      for (const {id, options} of transformations) {
        if (id !== 'organize') continue
        const {renameByName, indexByName} = options as Record<'renameByName' | 'indexByName', object>
        expect([...brought], title).to.include.members([...Object.keys(renameByName), ...Object.keys(indexByName)])
      }
    }
  })

  it('carries the matchers, the job and the limits that were chosen', () => {
    const rules = {
      ...defaultDashboardOptions.rules,
      ...{job: 'risk-models', matchers: 'namespace="insurance"', replicaLabels: ['pod']},
      answers: {...defaultDashboardOptions.rules.answers, fallbackRatio: 0.25},
    }
    const other = driftDashboard({...defaultDashboardOptions, rules})
    for (const {place, text} of expressionsOf(other)) {
      for (const series of seriesIn(text)) {
        const asked = [...text.matchAll(new RegExp(`(?<![\\w:])${series}(?![\\w:])(\\{namespace="insurance")?`, 'g'))]
        expect(asked.map(([, matchers]) => matchers)).to.not.include(undefined, `${series} in ${place}`)
      }
      expect(text).not.to.match(/without \([^)]*instance/)
    }
    const text = JSON.stringify(other)
    expect(text)
      .to.include('> bool 0.25')
      .and.include(String.raw`up{namespace=\"insurance\", job=\"risk-models\"}`)
    expect(text).to.include('above 25 %')
  })

  it('does not compile with what Grafana does not know', () => {
    const query: Query = {refId: 'A', expr: 'up'}
    // @ts-expect-error there is no such format
    const wrongFormat: Query = {...query, format: 'columns'}
    // @ts-expect-error there is no such kind of panel
    const wrongKind: Panel['type'] = 'piegraph'
    // @ts-expect-error a dashboard has a version of its schema
    const noVersion: Dashboard = {annotations: {}, templating: {}}
    expect([wrongFormat, wrongKind, noVersion]).to.have.length(3)
  })
})

describe('files for Grafana', () => {
  const files = dashboardFiles({dashboard: demonstrationDashboardOptions})

  it('are those in compose/', () => {
    for (const [path, content] of files) {
      const text = readFileSync(`compose/${path}`, 'utf8')
      expect(path.endsWith('.json') ? text : text.split('\n').slice(1).join('\n'), path).to.equal(content)
    }
  })

  it('have nothing in them that Grafana takes for a variable of the environment', () => {
    for (const [path, content] of files) if (path.includes('/provisioning/')) expect(content).not.to.include('$')
  })

  it('give the data source the name that panels and alerts know', () => {
    expect(files.get('grafana/provisioning/datasources/prometheus.yaml')).to.include(`uid: ${prometheusUid}\n`)
    const variable = (dashboard.templating.list ?? []).find(({name}) => name === 'datasource')
    expect(variable?.current?.value).to.equal(prometheusUid)
  })
})

/** Series of an alert that say when it counts, and not what it is about. */
const supporting = new Set(['job:mlops_prediction_requests:rate5m', 'mlops_model_loaded_timestamp_seconds'])

/** A series, and what a rule made it of, or makes of it, under another name. */
function related(series: string): readonly string[] {
  const same: Readonly<Record<string, string>> = {
    'model_version:mlops_realised_accuracy:margin': 'model_version:mlops_realised_accuracy:avg',
    'model_version_feature:mlops_feature_drifted:avg': 'mlops_drift_score',
    mlops_predictions_total: 'mlops_http_request_duration_seconds_count',
  }
  expect(same[series] === undefined || catalogue.has(same[series]) || same[series] in recordedSeries).to.equal(true)
  return [series, ...(same[series] === undefined ? [] : [same[series]])]
}
