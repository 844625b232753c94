import type {DashboardOptions} from './dashboard-options.js'
import type {DashboardQueries} from './dashboard-queries.js'
import type {FieldConfig, Override, Panel} from './grafana-types.js'
import {dashboardSlug, dashboardUid} from './panel-ids.js'
import {fieldNamed, notCompared, panelBase, rows, thresholds, valueOf} from './panel-parts.js'

/** What a column of the ranking is called, by the query that it comes from. */
const columns = {
  times: 'Times its limit',
  pooled: 'All replicas, times its limit',
  score: 'Score',
  limit: 'Limit',
  p: 'P-value',
} as const

export function rankingPanel({rules: {drift}}: DashboardOptions, queries: DashboardQueries): Panel {
  const {chosen, answering, featuresOnly, timesLimit} = queries
  const text = {
    title: 'Features, the most drifted first',
    description: `How far each feature of the last window of rows is from the reference, in units of the limit from which that is drift: 1 is the limit. Score and limit are in the measure that "test" names; where there are replicas, those of the furthest one. The p-value says how easily chance makes such a difference (adjusted for the number of columns). "All replicas" takes the rows of all of them in the last ${drift.window} together, by their population stability index; the alert MlopsFeatureDrift comes above 1 there. Click on a feature to see it alone.`,
    noValue: notCompared,
    targets: [
      rows('times', `max by (feature) (${featuresOnly(timesLimit())})`),
      rows('score', `max by (feature, test) (${featuresOnly(answering(chosen('mlops_drift_score')))})`),
      rows('limit', `max by (feature) (${featuresOnly(answering(chosen('mlops_drift_threshold')))})`),
      rows('p', `min by (feature) (${featuresOnly(answering(chosen('mlops_drift_p_value')))})`),
      rows('pooled', `max by (feature) (${chosen('model_version_feature:mlops_feature_drift:ratio')})`),
    ],
  }
  const bar = (name: string): Override =>
    fieldNamed(
      name,
      {unit: 'suffix: ×', decimals: 2, min: 0, thresholds: thresholds('green', [1, 'red'])},
      {cellOptions: {type: 'gauge', mode: 'basic', valueDisplayMode: 'color'}},
    )
  return {
    ...panelBase('featureDrift', text),
    type: 'table',
    options: {frameIndex: 0, showHeader: true, cellHeight: 'sm', sortBy: [{displayName: columns.times, desc: true}]},
    transformations: [
      {id: 'merge', options: {}},
      {
        id: 'organize',
        options: {
          excludeByName: {Time: true},
          indexByName: Object.fromEntries(
            ['feature', ...['times', 'pooled'].map(valueOf), 'test', ...['score', 'limit', 'p'].map(valueOf)].map(
              (name, index) => [name, index],
            ),
          ),
          renameByName: {
            feature: 'Feature',
            test: 'Test',
            ...Object.fromEntries(Object.entries(columns).map(([refId, name]) => [valueOf(refId), name])),
          },
        },
      },
    ],
    fieldConfig: {
      defaults: {
        ...{decimals: 3, noValue: text.noValue, color: {mode: 'thresholds'}, thresholds: thresholds('text')},
        custom: {align: 'auto', inspect: false, cellOptions: {type: 'auto'}},
      },
      overrides: [bar(columns.times), bar(columns.pooled), fieldNamed('Feature', {links: [oneFeatureLink]})],
    },
  }
}

/** Everything stays as it is, but for the feature. */
const oneFeatureLink: NonNullable<FieldConfig['links']>[number] = {
  ...{title: 'Show only ${__value.text}', tooltip: '', type: 'link', icon: '', tags: []},
  ...{asDropdown: false, targetBlank: false, includeVars: false, keepTime: false},
  url: `/d/${dashboardUid}/${dashboardSlug}?\${datasource:queryparam}&\${model:queryparam}&\${version:queryparam}&\${window:queryparam}&\${__url_time_range}&var-feature=\${__value.raw:percentencode}`,
}
