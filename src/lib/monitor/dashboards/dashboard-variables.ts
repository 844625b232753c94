import type {DashboardOptions} from './dashboard-options.js'
import type {DashboardQueries} from './dashboard-queries.js'
import type {Annotation, Variable} from './grafana-types.js'
import {dataSource} from './panel-parts.js'

/** Times that counts may be taken over; the first ones only where so short a time has scrapes. */
const windows = ['1m', '5m', '15m', '1h', '6h', '1d', '7d', '30d', '90d']

/**
 * Parts of the time that is shown. With three years that makes a month, with a day half an hour; Grafana makes a year of
 * all above six weeks.
 */
const AUTOMATIC_PARTS = 40

/** What a person chooses above the panels. */
export function dashboardVariables(
  {leastWindow, rules}: DashboardOptions,
  {series}: DashboardQueries,
): readonly Variable[] {
  const reference = (matchers: string): string => series('mlops_reference_rows', matchers)
  return [
    {
      ...{name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus'},
      description: 'The Prometheus that has the metrics.',
      current: {text: 'Prometheus', value: rules.dataSourceUid},
      ...{hide: 0, multi: false, includeAll: false, refresh: 1},
    },
    {
      ...valuesOf('model', reference('')),
      ...{label: 'Model', sort: 1, multi: false, includeAll: false},
      description: 'A model, or a data set of a model that is served elsewhere.',
    },
    {
      ...valuesOf('version', reference('model="$model"')),
      ...{label: 'Version', sort: 4, multi: true, includeAll: true, allValue: '.+', current: everything},
      description: 'With all of them, each time shows the version that answered then.',
    },
    {
      ...valuesOf('feature', series('mlops_feature_reference_ratio', 'model="$model", version=~"$version"')),
      ...{label: 'Feature', sort: 1, multi: true, includeAll: true, current: everything},
      description: 'Which features have histograms, and lines over time.',
    },
    {
      ...{name: 'window', label: 'Window', type: 'interval', auto: true, auto_count: AUTOMATIC_PARTS},
      ...{auto_min: leastWindow, query: windows.join(','), refresh: 2, hide: 0},
      current: {text: 'auto', value: '$__auto_interval_window'},
      description: 'Time that rows are counted over, in histograms and shares; by itself a fortieth of what is shown.',
    },
  ]
}

const everything = {text: 'All', value: '$__all'} as const

function valuesOf(label: string, series: string): Variable {
  const query = `label_values(${series}, ${label})`
  return {
    ...{name: label, type: 'query', datasource: dataSource, definition: query, hide: 0, refresh: 2},
    query: {qryType: 1, query, refId: `values-of-${label}`},
  }
}

/** Moments and times that all lines over time show. */
export function dashboardAnnotations({series}: DashboardQueries): readonly Annotation[] {
  return [
    {
      ...{name: 'Annotations & Alerts', type: 'dashboard', builtIn: 1, enable: true, hide: true},
      ...{datasource: {type: 'grafana', uid: '-- Grafana --'}, iconColor: 'blue'},
    },
    {
      ...fromPrometheus(
        'versions',
        `1000 * max by (model, version) (${series('mlops_model_loaded_timestamp_seconds', 'model="$model"')})`,
      ),
      ...{name: 'Model versions', iconColor: 'blue', useValueForTime: true},
      ...{titleFormat: '{{model}}: version {{version}} was loaded', tagKeys: 'version'},
    },
    {
      ...fromPrometheus(
        'alerts',
        // Alerts of the service have no model.
        `max by (alertname, severity, feature, version) (${series('ALERTS', 'alertname=~"Mlops.+", alertstate="firing", model=~"$model|"')})`,
      ),
      ...{name: 'Alerts', iconColor: 'red'},
      ...{titleFormat: '{{alertname}} {{feature}}', textFormat: 'version {{version}}', tagKeys: 'severity'},
    },
  ]
}

function fromPrometheus(refId: string, expr: string) {
  const step = '10s'
  return {
    ...{datasource: dataSource, enable: true, hide: false, step, expr},
    target: {refId, expr, interval: step, datasource: dataSource, editorMode: 'code', range: true, instant: false},
  } as const
}
